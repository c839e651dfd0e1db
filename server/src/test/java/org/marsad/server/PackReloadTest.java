package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that change while the server runs. */
class PackReloadTest {
  private static final String RULE =
      """
      id: a-rule
      title: %s
      level: high
      match: %s
      """;

  @TempDir private Path folder;
  private Path rule;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    Path pack = folder.resolve("packs/own");
    Files.createDirectories(pack.resolve("rules"));
    Files.writeString(pack.resolve("pack.yaml"), "name: own\n");
    rule = Files.writeString(pack.resolve("rules/a.yaml"), RULE.formatted("first", "error"));
    open("0s");
  }

  private void open(String every) throws IOException {
    server =
        Server.open(
            TestConfigs.at(
                folder.resolve("data"),
                List.of("rules.packs=" + folder.resolve("packs"), "rules.packs_every=" + every)));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private String title() throws IOException, InterruptedException {
    return client.get("/api/v1/rules").path("rules").path(0).path("title").asText();
  }

  private JsonNode reload(int status) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.post("/api/v1/packs/reload", "application/json", "");
    assertEquals(status, answer.statusCode(), answer.body());
    return client.json(answer);
  }

  @Test
  void packsAreReadAgainOnRequestAndABadOneIsRefusedWithItsPlace() throws Exception {
    assertEquals("[]", reload(200).path("changed").toString());
    Files.writeString(rule, RULE.formatted("second", "error OR warning"));
    JsonNode change = reload(200);
    assertEquals("[\"own\"]", change.path("changed").toString());
    assertTrue(change.has("since"), change.toString());
    assertEquals("second", title());
    Files.writeString(rule, RULE.formatted("third", "(error"));
    JsonNode refused = reload(422);
    assertEquals("packs-refused", refused.path("code").asText());
    assertTrue(
        refused.path("refused").path(0).asText().startsWith("own/rules/a.yaml"),
        refused.toString());
    assertEquals("second", title());
    client.await("event.action:packs.reload event.outcome:failure", 1);
    Files.delete(rule.resolveSibling("../pack.yaml"));
    assertEquals("[\"own\"]", reload(200).path("removed").toString());
  }

  @Test
  void theFolderIsWatched() throws Exception {
    server.close();
    open("50ms");
    Files.writeString(rule, RULE.formatted("watched", "error"));
    JsonNode rules =
        client.awaitJson(
            "/api/v1/rules",
            found -> found.path("rules").path(0).path("title").asText().equals("watched"));
    assertEquals("watched", rules.path("rules").path(0).path("title").asText());
  }
}
