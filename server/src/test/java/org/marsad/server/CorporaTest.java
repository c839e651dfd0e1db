package org.marsad.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.server.cli.Main;

/** Real logs with labels, where {@code MARSAD_CORPORA} names their folder. */
@Tag("extended")
class CorporaTest {
  @TempDir private Path folder;
  private final JsonMapper json = new JsonMapper();
  private Path corpora = Path.of("");
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    String found = System.getenv("MARSAD_CORPORA");
    assumeTrue(found != null, "MARSAD_CORPORA is not set");
    corpora = Path.of(found);
    server = Server.open(TestConfigs.at(folder.resolve("data")));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  /** Lines on which fail2ban acts by default, and which themselves name whom to act against. */
  @Test
  void thePackFindsTheAttacksInTheLinesOfSshd() throws Exception {
    var lines = new ArrayList<String>();
    Set<String> attacks = new LinkedHashSet<>();
    for (JsonNode sample : read("fail2ban/samples.ndjson.gz")) {
      if (!sample.path("filter").asText().equals("sshd")) {
        continue;
      }
      String line = sample.path("raw").asText();
      lines.add(line);
      JsonNode expected = sample.path("expect");
      boolean byDefault = false;
      for (JsonNode mode : sample.path("modes")) {
        byDefault |= mode.isEmpty();
      }
      if (expected.path("match").asBoolean()
          && byDefault
          && line.contains(expected.path("host").asText())) {
        attacks.add(line);
      }
    }
    var burst = new ArrayList<String>();
    for (JsonNode sample : read("wazuh/samples.ndjson.gz")) {
      if (sample.path("section").asText().equals("sshd brute force rule")) {
        burst.add(sample.path("raw").asText());
      }
    }
    lines.addAll(burst);
    send(lines);
    client.await("event.original:sshd", lines.size());

    JsonNode incidents =
        client.awaitJson(
            "/api/v1/incidents?size=1000", _ -> evidence().containsAll(attacks) && hasBurst());
    assertTrue(incidents.path("incidents").size() > 0);
    var missed = new LinkedHashSet<>(attacks);
    missed.removeAll(evidence());
    assertEquals(Set.of(), missed);
    assertTrue(hasBurst());
    assertTrue(attacks.size() > 20 && burst.size() > 5, "the corpora are not what they were");
  }

  @Test
  void eventsOfWindowsAreFoundByTheirFields() throws Exception {
    List<JsonNode> events = read("sigma-regression.ndjson.gz");
    var body = new StringBuilder();
    var byCode = new TreeMap<String, Integer>();
    var byImage = new TreeMap<String, Integer>();
    for (JsonNode event : events) {
      body.append(event).append('\n');
      byCode.merge(event.path("EventID").asText(), 1, Integer::sum);
      if (event.has("Image")) {
        byImage.merge(event.path("Image").asText().toLowerCase(Locale.ROOT), 1, Integer::sum);
      }
    }
    HttpResponse<String> taken =
        client.post("/api/v1/events", "application/x-ndjson", body.toString());
    assertEquals(200, taken.statusCode(), taken.body());
    assertEquals(events.size(), client.json(taken).path("accepted").asInt());
    for (var code : byCode.entrySet()) {
      client.await("EventID:" + code.getKey(), code.getValue());
      client.await("event.code:" + code.getKey(), code.getValue());
    }
    for (var image : byImage.entrySet()) {
      String quoted = image.getKey().replace("\\", "\\\\").replace("\"", "\\\"");
      client.await("Image:\"" + quoted + "\"", image.getValue());
    }
    assertTrue(byCode.size() > 3 && byImage.size() > 3, "the corpora are not what they were");
  }

  private void send(List<String> lines) throws IOException {
    Path file = Files.write(folder.resolve("sshd.log"), lines);
    String port = Integer.toString(requireNonNull(server.inputs().get("syslog-tcp")).getPort());
    assertEquals(0, Main.run("send", file.toString(), "--to", "tcp", "--port", port));
  }

  private Set<String> evidence() {
    var lines = new LinkedHashSet<String>();
    for (JsonNode incident : incidents()) {
      incident.findValuesAsText("line", new ArrayList<>()).forEach(lines::add);
    }
    return lines;
  }

  private boolean hasBurst() {
    return incidents().stream()
        .anyMatch(incident -> incident.path("alerts").toString().contains("\"ssh-brute-force\""));
  }

  private List<JsonNode> incidents() {
    try {
      var full = new ArrayList<JsonNode>();
      for (JsonNode one : client.get("/api/v1/incidents?size=1000").path("incidents")) {
        full.add(client.get("/api/v1/incidents/" + one.path("id").asText()));
      }
      return full;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<JsonNode> read(String name) throws IOException {
    var rows = new ArrayList<JsonNode>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(corpora.resolve(name))),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        rows.add(json.readTree(line));
      }
    }
    return rows;
  }
}
