package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.index.incidents.LuceneIncidentStore;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Query;
import org.marsad.model.store.IncidentSearch;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.SampleLog;

/** The whole house in one process, over its real ports. */
class ServerTest {
  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.at(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void findsWhatCameInByEveryWay() throws Exception {
    tcp("<13>Mar 18 10:00:00 h app: needle-lf one\n<13>Mar 18 10:00:00 h app: needle-lf two\n");
    tcp("37 <13>Mar 18 10:00:00 h app: needle-oct");
    udp("<13>1 2026-03-18T10:00:00Z h app 1 - - needle-udp");
    HttpResponse<String> taken =
        client.post(
            "/api/v1/events",
            "application/x-ndjson",
            "{\"message\":\"needle-http\",\"n\":1}\n"
                + "{\"message\":\"needle-http\",\"n\":2}\n"
                + "not json\n");
    assertEquals(200, taken.statusCode());
    assertEquals(3, client.json(taken).path("accepted").asInt());
    assertEquals(1, client.json(taken).path("quarantined").asInt());
    client.await("needle lf", 2);
    client.await("message:\"needle-oct\"", 1);
    client.await("needle-udp", 1);
    client.await("message:needle n:>1", 1);
    JsonNode raw = client.await("error.code:json.object", 1).path("events").get(0);
    assertEquals("not json", raw.path("event.original").asText());
  }

  @Test
  void keepsTheBooksBalanced() throws Exception {
    tcp("<13>Mar 18 10:00:00 h app: one\n<999>two\n");
    client.await("one OR two", 2);
    // An event may be found a moment before its batch is in the books.
    JsonNode books =
        client.awaitJson(
            "/api/v1/sources",
            found -> found.path("sources").path(0).path("pending").asInt(-1) == 0);
    JsonNode source = books.path("sources").get(0);
    assertEquals(2, source.path("received").asInt(), source.toString());
    assertEquals(1, source.path("indexed").asInt(), source.toString());
    assertEquals(1, source.path("quarantined").asInt(), source.toString());
    assertEquals(0, source.path("pending").asInt(), source.toString());
  }

  @Test
  void tellsAnAttackAsAnIncident() throws Exception {
    SampleLog sample = server.sample("linux-authentication", "ssh-brute-force");
    var stream = new StringBuilder();
    for (SampleLog.Line line : sample.endingAt(Instant.now())) {
      stream.append(line.text()).append('\n');
    }
    tcp(stream.toString());
    JsonNode listed =
        client.awaitJson(
            "/api/v1/incidents",
            found -> found.path("incidents").path(0).path("severity").asText().equals("critical"));
    String id = listed.path("incidents").get(0).path("id").asText();
    JsonNode incident = client.get("/api/v1/incidents/" + id);
    String search = incident.path("search").asText();
    assertEquals(
        incident.path("evidence").size(),
        client.search(search).path("total").path("value").asInt(),
        search);
    assertTrue(incident.path("alerts").size() > 2);
    client.await("event.dataset:marsad.audit event.action:incident.read", 1);
  }

  @Test
  void asksForAToken() throws Exception {
    for (String path :
        List.of(
            "/api/v1/search",
            "/api/v1/incidents",
            "/api/v1/sources",
            "/metrics",
            "/api/v1/tokens")) {
      HttpResponse<String> none = new TestClient(server.url(), "").raw(path);
      assertEquals(401, none.statusCode(), path);
      assertEquals(
          "application/problem+json", none.headers().firstValue("content-type").orElse(""), path);
      assertTrue(none.headers().firstValue("www-authenticate").isPresent(), path);
      assertEquals(401, new TestClient(server.url(), "mrs_wrong").raw(path).statusCode(), path);
    }
    HttpResponse<String> made =
        client.post(
            "/api/v1/tokens", "application/json", "{\"name\":\"shipper\",\"role\":\"ingest\"}");
    assertEquals(201, made.statusCode());
    var shipper = new TestClient(server.url(), client.json(made).path("token").asText());
    assertEquals(403, shipper.raw("/api/v1/search").statusCode());
    assertEquals(200, shipper.post("/api/v1/events", "application/json", "{}").statusCode());
    assertEquals(200, new TestClient(server.url(), "").raw("/api/v1/health").statusCode());
    Path tokens = folder.resolve(Server.ADMIN_TOKEN_FILE);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens)));
  }

  @Test
  void tellsMistakesAsProblems() throws Exception {
    JsonNode syntax = client.json(client.raw("/api/v1/search?q=%28a+OR+b"));
    assertEquals(400, syntax.path("status").asInt());
    assertEquals(1, syntax.path("position").path("column").asInt());
    assertEquals("SQ101", syntax.path("errors").get(0).path("code").asText());
    assertEquals(404, client.json(client.raw("/api/v1/nothing")).path("status").asInt());
    assertEquals(404, client.json(client.raw("/api/v1/incidents/none")).path("status").asInt());
    JsonNode unknown = client.json(client.raw("/api/v1/search?query=x"));
    assertTrue(unknown.path("detail").asText().contains("\"query\""), unknown.toString());
    assertEquals(400, client.raw("/api/v1/search?cursor=AAAA").statusCode());
    HttpResponse<String> empty = client.post("/api/v1/events", "application/json", "");
    assertEquals("no-events", client.json(empty).path("code").asText());
    HttpResponse<String> none = client.post("/api/v1/events", "application/json", "[]");
    assertEquals(0, client.json(none).path("accepted").asInt(-1));
  }

  @Test
  void protectsSpreadsheetsAndBrowsers() throws Exception {
    client.post("/api/v1/events", "application/json", "{\"message\":\"=cmd|x\",\"a\":\"b,c\"}");
    client.await("a:*", 1);
    HttpResponse<String> csv = client.raw("/api/v1/search?q=a:*&format=csv&fields=message,a");
    assertEquals("message,a\r\n'=cmd|x,\"b,c\"\r\n", csv.body());
    assertEquals("nosniff", csv.headers().firstValue("x-content-type-options").orElse(""));
    assertTrue(csv.headers().firstValue("content-security-policy").orElse("").contains("'none'"));
  }

  @Test
  void pagesWithCursorsThatCannotBeMadeUp() throws Exception {
    var body = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      body.append("{\"page\":").append(i).append("}\n");
    }
    client.post("/api/v1/events", "application/x-ndjson", body.toString());
    client.await("page:*", 25);
    int seen = 0;
    String cursor = "";
    do {
      JsonNode page = client.get("/api/v1/search?q=page:*&size=10&cursor=" + cursor);
      seen += page.path("events").size();
      cursor = page.path("next_cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    assertEquals(25, seen);
    String first = client.get("/api/v1/search?q=page:*&size=10").path("next_cursor").asText();
    assertEquals(400, client.raw("/api/v1/search?q=other&cursor=" + first).statusCode());
  }

  @Test
  void writesMetricsThatEnd() throws Exception {
    String text = client.raw("/metrics").body();
    assertTrue(text.endsWith("# EOF\n"), text);
    assertTrue(text.contains("marsad_journal_"), text);
    assertTrue(text.contains("marsad_rules_signals_total"), text);
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    client.post("/api/v1/events", "application/json", "{\"message\":\"before\"}");
    long begin = System.nanoTime();
    server.close();
    assertTrue(Duration.ofNanos(System.nanoTime() - begin).toSeconds() < 5, "stopping took long");
    server = Server.open(TestConfigs.at(folder));
    server.start();
    assertFalse(server.isNewAdminToken());
    client = new TestClient(server.url(), server.adminToken());
    client.await("before", 1);
  }

  @Test
  void makesAnewWhatIsGoneAndSaysSo() throws Exception {
    var stream = new StringBuilder();
    for (SampleLog.Line line :
        server.sample("linux-authentication", "ssh-brute-force").endingAt(Instant.now())) {
      stream.append(line.text()).append('\n');
    }
    tcp(stream.toString());
    client.awaitJson("/api/v1/incidents", ServerTest::isComplete);
    server.close();
    for (String gone : List.of("incidents", "rules.checkpoint")) {
      String before = incidents();
      try (Stream<Path> files = Files.walk(folder.resolve(gone))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      server = Server.open(TestConfigs.at(folder));
      server.start();
      assertEquals(1, server.recovery().size(), server.recovery().toString());
      assertTrue(
          server.recovery().getFirst().contains("the rules begin anew with what the journal has"),
          server.recovery().toString());
      client = new TestClient(server.url(), server.adminToken());
      client.awaitJson("/api/v1/incidents", ServerTest::isComplete);
      server.close();
      assertEquals(before, incidents(), gone);
    }
  }

  private static boolean isComplete(JsonNode found) {
    return found.path("incidents").path(0).path("severity").asText().equals("critical");
  }

  /** The ids of incidents and how many alerts and revisions they have, from the closed store. */
  private String incidents() throws IOException {
    var told = new TreeSet<String>();
    try (var store =
        LuceneIncidentStore.open(
            folder.resolve("incidents"), new Schema(), new Re2(), new Metrics())) {
      for (Incident each : store.incidents(IncidentSearch.newest(new Query.All(), 100)).items()) {
        told.add(each.id() + " " + each.alerts() + " " + each.evidence() + " " + each.title());
      }
    }
    return told.toString();
  }

  private void tcp(String stream) throws IOException {
    InetSocketAddress port = address("syslog-tcp");
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(stream.getBytes(UTF_8));
    }
  }

  private void udp(String datagram) throws IOException {
    byte[] bytes = datagram.getBytes(UTF_8);
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, address("syslog-udp")));
    }
  }

  private InetSocketAddress address(String input) {
    InetSocketAddress address = server.inputs().get(input);
    if (address == null) {
      throw new AssertionError(input + " does not listen");
    }
    return address;
  }
}
