package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells about its events and about how it searches, over HTTP. */
class FieldsAndPlansTest {
  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = Server.open(TestConfigs.withoutRules(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
    var lines = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      lines
          .append("{\"message\":\"lamp ")
          .append(i)
          .append("\",\"host\":{\"name\":\"web-")
          .append(i % 2)
          .append("\"},\"size\":")
          .append(i)
          .append("}\n");
    }
    assertEquals(
        200, client.post("/api/v1/events", "application/x-ndjson", lines.toString()).statusCode());
    client.await("lamp", 20);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void tellsWhichFieldsThereAreAndWhatIsInThem() throws Exception {
    JsonNode answer = client.get("/api/v1/fields?values=1&q=lamp&names=host.name,size");
    assertEquals(20, answer.path("events").asInt());
    assertTrue(answer.path("complete").asBoolean());
    assertEquals(2, answer.path("fields").size(), answer.toString());
    JsonNode host = answer.path("fields").get(0);
    assertEquals("host.name", host.path("name").asText());
    assertEquals(20, host.path("events").asInt());
    assertEquals(100, host.path("percent").asInt());
    assertEquals(2, host.path("distinct").path("value").asInt());
    assertEquals(1, host.path("top").size());
    assertEquals(10, host.path("top").get(0).path("count").asInt());
    JsonNode size = answer.path("fields").get(1);
    assertEquals("number", size.path("kinds").get(0).asText(), size.toString());
    assertEquals(20, size.path("distinct").path("value").asInt());
  }

  @Test
  void addsUpWhatCommandsAskFor() throws Exception {
    JsonNode answer =
        client.get("/api/v1/search?q=" + encoded("lamp | stats count sum(size) by host.name"));
    assertEquals(
        "[[\"web-0\",10,90],[\"web-1\",10,100]]",
        answer.path("rows").toString(),
        answer.toString());
  }

  @Test
  void explainsHowASearchIsGoneAbout() throws Exception {
    JsonNode plan =
        client.get(
            "/api/v1/query/explain?q="
                + encoded("(host.name:web-1 OR host.name:/eb/) NOT nobody.has.this:x lamp"));
    assertEquals(3, plan.path("tree").path("and").size(), plan.toString());
    var clauses = new ArrayList<String>();
    plan.path("clauses")
        .forEach(
            clause ->
                clauses.add(
                    clause.path("clause").asText()
                        + " "
                        + clause.path("matching").path("value")
                        + " "
                        + clause.path("served_by").get(0).asText()));
    assertEquals("host.name:web-1 10 term: whole value", clauses.get(0));
    assertEquals("host.name:/eb/ 20 column: value", clauses.get(1));
    assertEquals("nobody.has.this:x 0 nothing", clauses.get(2));
    assertTrue(plan.path("notes").toString().contains("nobody.has.this"), plan.toString());
    assertTrue(plan.path("stages").size() > 2, plan.toString());
    assertTrue(plan.path("shards").get(0).path("searched").asBoolean());
  }

  @Test
  void explainsAQuestionInABodyToo() throws Exception {
    HttpResponse<String> answer =
        client.post("/api/v1/query/explain", "application/json", "{\"q\":\"host.name:web-1\"}");
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"clause\":\"host.name:web-1\""), answer.body());
  }

  @Test
  void explainsWhatTheStoreAddsUp() throws Exception {
    JsonNode plan =
        client.get("/api/v1/query/explain?q=" + encoded("* | top host.name | where count > 1"));
    JsonNode commands = plan.path("commands");
    assertEquals("in the store, on columns", commands.path(0).path("runs").asText());
    assertEquals("on the rows of the one before", commands.path(1).path("runs").asText());
    JsonNode rows =
        client.get("/api/v1/query/explain?q=" + encoded("* | sort size")).path("commands");
    assertEquals("on every event, newest first", rows.path(0).path("runs").asText());
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    for (String path :
        List.of(
            "/api/v1/fields?nme=x", "/api/v1/query/explain?q=%28", "/api/v1/fields?q=a%3A%28")) {
      HttpResponse<String> answer = client.raw(path);
      assertEquals(400, answer.statusCode(), answer.body());
      assertEquals(401, new TestClient(server.url(), "").raw(path).statusCode());
    }
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }
}
