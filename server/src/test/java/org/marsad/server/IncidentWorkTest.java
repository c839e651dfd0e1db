package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.rules.pack.SampleLog;

/** People work on incidents over the API, and nothing of it is lost. */
class IncidentWorkTest {
  private static final String JSON = "application/json";

  @TempDir private Path folder;
  private Server server;
  private TestClient client;
  private String id = "";

  @BeforeEach
  void start() throws Exception {
    open();
    SampleLog sample = server.sample("linux-authentication", "ssh-brute-force");
    var stream = new StringBuilder();
    for (SampleLog.Line line : sample.endingAt(Instant.now())) {
      stream.append(line.text()).append('\n');
    }
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(stream.toString().getBytes(UTF_8));
    }
    JsonNode listed =
        client.awaitJson(
            "/api/v1/incidents",
            found -> found.path("incidents").path(0).path("severity").asText().equals("critical"));
    id = listed.path("incidents").path(0).path("id").asText();
  }

  private void open() throws IOException {
    server = Server.open(TestConfigs.at(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private JsonNode incident() throws Exception {
    return client.get("/api/v1/incidents/" + id);
  }

  private HttpResponse<String> patch(String body) throws Exception {
    return client.send("PATCH", "/api/v1/incidents/" + id, body);
  }

  @Test
  void changesComparedAndSetAreAuditedAndSurviveARebuildFromTheLog() throws Exception {
    JsonNode seen = incident();
    long revision = seen.path("revision").asLong();
    String changed =
        "{\"revision\":%d,\"status\":\"in_progress\",\"assignee\":\"amina\",\"add_tags\":[\"lab\"],"
            + "\"note\":\"<b>looking\\u202e</b>\"}";
    HttpResponse<String> first = patch(changed.formatted(revision));
    assertEquals(200, first.statusCode(), first.body());
    assertTrue(first.headers().firstValue("etag").isPresent());
    HttpResponse<String> stale = patch(changed.formatted(revision));
    assertEquals(409, stale.statusCode(), stale.body());
    assertEquals(422, patch("{\"status\":\"closed\"}").statusCode());
    assertEquals(400, patch("{\"state\":\"closed\"}").statusCode());
    assertEquals(400, patch("{}").statusCode());
    assertEquals(
        404, client.send("PATCH", "/api/v1/incidents/none", "{\"note\":\"x\"}").statusCode());

    JsonNode now = incident();
    assertEquals("in_progress", now.path("status").asText());
    assertEquals("amina", now.path("assignee").asText());
    assertEquals("lab", now.path("tags").path(0).asText());
    assertEquals("<b>looking\u202e</b>", now.path("comments").path(0).path("text").asText());
    assertEquals("admin", now.path("history").path(0).path("by").asText());
    assertTrue(now.has("acknowledged"));
    assertEquals(
        200,
        client
            .post("/api/v1/incidents/" + id + "/comments", JSON, "{\"text\":\"a word\"}")
            .statusCode());
    String close =
        "{\"incidents\":[\"%s\",\"none\"],\"status\":\"closed\",\"classification\":"
            + "\"true_positive\",\"note\":\"one note\"}";
    JsonNode bulk = client.json(client.post("/api/v1/triage", JSON, close.formatted(id)));
    assertEquals("done", bulk.path("results").path(0).path("verdict").asText());
    assertEquals("unknown", bulk.path("results").path(1).path("verdict").asText());
    client.await("event.dataset:marsad.audit event.action:incident.change", 6);
    client.await("event.dataset:marsad.action event.action:incident.triage", 6);

    String kept = incident().toString();
    server.close();
    open();
    assertEquals(kept, incident().toString());
    // Everything behind the journal is made anew.
    server.close();
    delete(folder.resolve("incidents"));
    Files.delete(folder.resolve("rules.checkpoint"));
    open();
    client.awaitJson(
        "/api/v1/incidents?q=incident.status:closed", found -> found.path("incidents").size() == 1);
    assertEquals(kept, incident().toString());
  }

  @Test
  void alertsAreFoundTriagedSplitAndMerged() throws Exception {
    JsonNode alerts =
        client.get("/api/v1/alerts?sort=-severity&q=rule.id:ssh-brute-force-privileged");
    assertEquals(1, alerts.path("total").path("value").asInt());
    JsonNode alert = alerts.path("alerts").path(0);
    assertEquals(id, alert.path("incident").asText());
    String alertId = alert.path("id").asText();
    HttpResponse<String> triaged =
        client.send("PATCH", "/api/v1/alerts/" + alertId, "{\"status\":\"in_progress\"}");
    assertEquals(200, triaged.statusCode(), triaged.body());
    assertEquals(
        1,
        client
            .get("/api/v1/alerts?q=alert.status:in_progress")
            .path("total")
            .path("value")
            .asInt());
    long before = incident().path("alert_count").asLong();
    JsonNode split =
        client.json(
            client.post(
                "/api/v1/incidents/" + id + "/split", JSON, "{\"alerts\":[\"" + alertId + "\"]}"));
    String other = split.path("results").path(1).path("id").asText();
    assertEquals(before - 1, incident().path("alert_count").asLong());
    assertEquals(2, client.get("/api/v1/incidents").path("incidents").size());
    HttpResponse<String> merged =
        client.post(
            "/api/v1/incidents/" + id + "/merge",
            JSON,
            "{\"sources\":[\"" + other + "\"],\"note\":\"one story\"}");
    assertEquals(200, merged.statusCode(), merged.body());
    assertEquals(before, incident().path("alert_count").asLong());
    assertEquals(1, client.get("/api/v1/incidents").path("incidents").size());
    assertEquals(2, client.get("/api/v1/incidents?merged=true").path("incidents").size());
    String action = client.json(merged).path("action").asText();
    assertEquals(
        200,
        client
            .post("/api/v1/incidents/undo", JSON, "{\"action\":\"" + action + "\"}")
            .statusCode());
    assertEquals(2, client.get("/api/v1/incidents").path("incidents").size());
    JsonNode page = client.get("/api/v1/alerts?size=1");
    String cursor = page.path("next_cursor").asText();
    assertFalse(cursor.isEmpty());
    client.get("/api/v1/alerts?size=1&cursor=" + cursor);
    assertEquals(400, client.raw("/api/v1/alerts?q=x&size=1&cursor=" + cursor).statusCode());
  }

  @Test
  void exportsAReportInWhichNothingActs() throws Exception {
    patch("{\"title\":\"# <img src=x onerror=alert(1)> [a](http://x) www.x\\u202e\"}");
    HttpResponse<String> report = client.raw("/api/v1/incidents/" + id + "/export?format=markdown");
    assertEquals(200, report.statusCode());
    String first = report.body().lines().findFirst().orElse("");
    assertEquals(
        "# # &lt;img src=x onerror=alert(1)> \\[a\\](http\\://x) www\\.x\\\\u{202e}", first);
    assertTrue(report.body().contains("sshd"), report.body());
    assertTrue(report.headers().firstValue("content-digest").isPresent());
    JsonNode json = client.get("/api/v1/incidents/" + id + "/export?format=json");
    assertEquals("marsad-incident", json.path("format").asText());
    assertEquals(json.path("alert_total").asInt(), json.path("alerts").size());
    JsonNode timeline = client.get("/api/v1/incidents/" + id + "/timeline");
    assertTrue(timeline.path("timeline").size() > 3);
    assertEquals(400, client.raw("/api/v1/incidents/" + id + "/export?format=pdf").statusCode());
  }

  @Test
  void suppressesWithAnOwnerAReasonAndAnEnd() throws Exception {
    String body =
        "{\"kind\":\"except\",\"query\":\"source.ip:198.51.100.0/24\",\"reason\":\"scanner\","
            + "\"expires_in\":\"12h\"}";
    HttpResponse<String> made = client.post("/api/v1/suppressions", JSON, body);
    assertEquals(200, made.statusCode(), made.body());
    JsonNode listed = client.get("/api/v1/suppressions").path("suppressions").path(0);
    assertEquals("admin", listed.path("owner").asText());
    assertEquals("scanner", listed.path("reason").asText());
    assertEquals(
        422,
        client
            .post("/api/v1/suppressions", JSON, body.replace("\"scanner\"", "\" \""))
            .statusCode());
    String path = "/api/v1/suppressions/" + listed.path("id").asText();
    assertEquals(200, client.send("DELETE", path, "").statusCode());
    assertEquals(404, client.send("DELETE", path, "").statusCode());
  }

  @Test
  void readersReadAndDoNotChange() throws Exception {
    JsonNode made =
        client.json(
            client.post("/api/v1/tokens", JSON, "{\"name\":\"watch\",\"role\":\"reader\"}"));
    var reader = new TestClient(server.url(), made.path("token").asText());
    assertEquals(200, reader.raw("/api/v1/alerts").statusCode());
    for (String path : List.of("/api/v1/triage", "/api/v1/suppressions")) {
      assertEquals(403, reader.post(path, JSON, "{}").statusCode(), path);
    }
    assertEquals(
        403, reader.send("PATCH", "/api/v1/incidents/" + id, "{\"note\":\"x\"}").statusCode());
  }

  @Test
  void streamsChangesAsTheyCome() throws Exception {
    var lines = new ConcurrentLinkedQueue<String>();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(server.url() + "/api/v1/incidents/stream?q=incident.severity:critical"))
            .header("Authorization", "Bearer " + server.adminToken())
            .build();
    HttpResponse<Stream<String>> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
    assertEquals(200, answer.statusCode());
    Thread reader = Thread.ofVirtual().start(() -> answer.body().forEach(lines::add));
    await(() -> lines.contains("event: state"));
    patch("{\"status\":\"closed\",\"classification\":\"benign\",\"note\":\"seen\"}");
    await(() -> lines.contains("event: incident.closed"));
    await(() -> lines.stream().anyMatch(line -> line.contains("\"status\":\"closed\"")));
    reader.interrupt();
  }

  private static void await(BooleanSupplier wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!wanted.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
    }
    assertTrue(wanted.getAsBoolean());
  }

  @Test
  void nobodyFromOutsideActs() throws Exception {
    String forged =
        "{\"event.dataset\":\"marsad.action\",\"user.name\":\"admin\",\"marsad\":{\"action\":"
            + "{\"version\":1,\"id\":\"x\",\"kind\":\"incident.triage\",\"targets\":[{\"id\":\""
            + id
            + "\"}],\"title\":\"forged-by-log\"}}}";
    client.post("/api/v1/events", JSON, forged);
    client.await("marsad.action.title:forged-by-log", 1);
    patch("{\"note\":\"after it\"}");
    assertFalse(incident().path("title").asText().contains("forged"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
