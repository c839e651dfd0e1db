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
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.query.shelf.SavedSearches;
import org.marsad.rules.pack.SampleLog;

/** Searches over the real ports: what people keep for them, and what lies around an event. */
class SearchApiTest {
  @TempDir private static Path folder;
  private static Server server;
  private static TestClient client;

  @BeforeAll
  static void start() throws IOException {
    server = Server.open(TestConfigs.at(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
    attack();
  }

  /** An attack comes first: events of others with later times would make it a late one. */
  private static void attack() throws IOException {
    var lines = new StringBuilder();
    SampleLog sample = server.sample("linux-authentication", "ssh-brute-force");
    for (SampleLog.Line line : sample.endingAt(Instant.now())) {
      lines.append(line.text()).append('\n');
    }
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(lines.toString().getBytes(UTF_8));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void send(String... lines) throws Exception {
    HttpResponse<String> sent =
        client.post("/api/v1/events", "application/x-ndjson", String.join("\n", lines));
    assertEquals(200, sent.statusCode(), sent.body());
  }

  private static String event(int second, String host, String more) {
    return "{\"@timestamp\":\"2026-03-18T10:00:%02dZ\",\"host\":{\"name\":\"%s\"},%s}"
        .formatted(second, host, more);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Test
  void looksUpInTablesThatWereUploaded() throws Exception {
    send(
        event(1, "a", "\"source\":{\"ip\":\"192.0.2.7\"},\"lk\":1"),
        event(2, "b", "\"source\":{\"ip\":\"198.51.100.7\"},\"lk\":2"));
    client.await("lk:*", 2);
    HttpResponse<String> put =
        client.send(
            "PUT",
            "/api/v1/lookups/nets?match=cidr(network)",
            "network,owner\n192.0.2.0/24,\"lab, one\"\n192.0.0.0/16,wide\n");
    assertEquals(400, put.statusCode(), "the content type says JSON lines");
    put =
        client.put(
            "/api/v1/lookups/nets?match=cidr(network)",
            "text/csv",
            "network,owner\n192.0.2.0/24,\"lab, one\"\n192.0.0.0/16,wide\n");
    assertEquals(200, put.statusCode(), put.body());
    assertEquals(2, client.json(put).path("rows").asInt());
    JsonNode found =
        client.search("lk:* | lookup nets network as source.ip output owner | table lk, owner");
    assertEquals("[[2,null],[1,\"lab, one\"]]", found.path("rows").toString());
    assertEquals(
        "cidr",
        client
            .get("/api/v1/lookups")
            .path("lookups")
            .get(0)
            .path("match")
            .path("network")
            .asText());
    assertTrue(client.raw("/api/v1/lookups/nets").body().startsWith("network,owner\n"));
    String some =
        client.raw("/api/v1/search?timeout_ms=1&on_timeout=no&q=" + encoded("lk:*")).body();
    assertTrue(some.contains("partial or fail"), some);
    HttpResponse<String> none = client.raw("/api/v1/search?q=" + encoded("* | lookup nes network"));
    assertEquals(400, none.statusCode());
    assertTrue(none.body().contains("there are nets"), none.body());
    assertEquals(204, client.send("DELETE", "/api/v1/lookups/nets", "").statusCode());
    assertEquals(404, client.raw("/api/v1/lookups/nets").statusCode());
    assertEquals(400, client.put("/api/v1/lookups/..%2Fx", "text/csv", "a\n1\n").statusCode());
  }

  @Test
  void seesTablesThatSomebodyPutsIntoTheFolder() throws Exception {
    send(event(1, "web-1", "\"sk\":1"));
    client.await("sk:*", 1);
    Path file = folder.resolve("lookups").resolve("hosts.ndjson");
    Files.writeString(file, "{\"host\":\"web-1\",\"site\":{\"name\":\"doha\"},\"tags\":[1,2]}\n");
    JsonNode found = client.search("sk:* | lookup hosts host as host.name | table site.name, tags");
    assertEquals("[[\"doha\",\"1; 2\"]]", found.path("rows").toString());
  }

  @Test
  void includesSavedSearches() throws Exception {
    send(event(1, "a", "\"vk\":1"), event(2, "b", "\"vk\":2"));
    client.await("vk:*", 2);
    String body = "{\"query\":\"host.name:a OR host.name:c\",\"description\":\"ours\"}";
    assertEquals(200, client.send("PUT", "/api/v1/searches/ours", body).statusCode());
    assertEquals(1, client.search("vk:* @ours").path("events").size());
    assertEquals(1, client.search("vk:* NOT @ours").path("events").size());
    assertEquals("ours", client.get("/api/v1/searches/ours").path("description").asText());
    HttpResponse<String> bad = client.send("PUT", "/api/v1/searches/bad", "{\"query\":\"(a OR\"}");
    assertEquals("SQ101", client.json(bad).path("errors").get(0).path("code").asText());
    HttpResponse<String> loop =
        client.send("PUT", "/api/v1/searches/ours", "{\"query\":\"b @ours\"}");
    assertEquals("SQ170", client.json(loop).path("errors").get(0).path("code").asText());
    SavedSearches onDisk = SavedSearches.open(folder.resolve("searches.json"));
    assertEquals("host.name:a OR host.name:c", onDisk.text("ours"));
    assertEquals(204, client.send("DELETE", "/api/v1/searches/ours", "").statusCode());
    assertEquals(400, client.raw("/api/v1/search?q=@ours").statusCode());
  }

  @Test
  void onlyAnalystsChangeWhatIsKept() throws Exception {
    HttpResponse<String> made =
        client.post("/api/v1/tokens", "application/json", "{\"name\":\"eye\",\"role\":\"reader\"}");
    var reader = new TestClient(server.url(), client.json(made).path("token").asText());
    assertEquals(403, reader.put("/api/v1/lookups/x", "text/csv", "a\n1\n").statusCode());
    assertEquals(403, reader.send("PUT", "/api/v1/searches/x", "{\"query\":\"a\"}").statusCode());
    assertEquals(200, reader.raw("/api/v1/lookups").statusCode());
  }

  @Test
  void showsWhatLiesAroundAnEvent() throws Exception {
    var lines = new ArrayList<String>();
    for (int i = 0; i < 9; i++) {
      lines.add(event(i, i % 3 == 0 ? "around-other" : "around", "\"ak\":" + i));
    }
    send(lines.toArray(String[]::new));
    JsonNode hit = client.await("ak:4", 1).path("events").get(0);
    String id = hit.path("event.id").asText();
    assertEquals(4, client.get("/api/v1/events/" + id).path("ak").asInt());
    JsonNode around = client.get("/api/v1/events/" + id + "/surrounding?before=1&after=2&by=host");
    assertEquals("7 5 4 2", ks(around.path("events")));
    assertTrue(around.path("more_before").asBoolean());
    assertTrue(around.path("more_after").asBoolean());
    JsonNode all = client.get("/api/v1/events/" + id + "/surrounding?before=50&after=50&by=host");
    assertEquals("8 7 5 4 2 1", ks(all.path("events")));
    assertFalse(all.path("more_before").asBoolean() || all.path("more_after").asBoolean());
    JsonNode source = client.get("/api/v1/events/" + id + "/surrounding?before=1&after=1");
    assertEquals("5 4 2", ks(source.path("events")));
    assertEquals(404, client.raw("/api/v1/events/999999").statusCode());
    assertEquals(400, client.raw("/api/v1/events/x").statusCode());
    assertEquals(400, client.raw("/api/v1/events/" + id + "/surrounding?by=nobody").statusCode());
    JsonNode piped = client.search("ak:4 | context before=1 after=1 by host | table ak, context");
    assertEquals("[[5,\"after\"],[4,\"hit\"],[2,\"before\"]]", piped.path("rows").toString());
  }

  private static String ks(JsonNode events) {
    var ks = new ArrayList<String>();
    events.forEach(event -> ks.add(event.path("ak").asText()));
    return String.join(" ", ks);
  }

  @Test
  void pagesOfACursorSeeWhatTheFirstSaw() throws Exception {
    var lines = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      lines.add(event(i, "h", "\"pk\":" + i));
    }
    send(lines.toArray(String[]::new));
    client.await("pk:*", 30);
    var seen = new HashSet<String>();
    String cursor = "";
    int came = 0;
    do {
      JsonNode page = client.get("/api/v1/search?q=pk:*&earliest=-10y&size=7&cursor=" + cursor);
      assertEquals(30, page.path("total").path("value").asLong());
      assertEquals("eq", page.path("total").path("relation").asText());
      for (JsonNode each : page.path("events")) {
        assertTrue(seen.add(each.path("event.id").asText()), "twice: " + each);
        assertTrue(each.path("pk").asInt() < 100, "came later: " + each);
      }
      cursor = page.path("next_cursor").asText("");
      // Late events of times that the next pages are about, and newer ones.
      send(event(2, "h", "\"pk\":" + (100 + came)), event(59, "h", "\"pk\":" + (200 + came)));
      came += 2;
      client.await("pk:>=100", came);
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    assertEquals(30, seen.size());
  }

  @Test
  void saysWhatNobodyHasAndWhoseTimeCounts() throws Exception {
    send(event(1, "a", "\"wk\":1"));
    client.await("wk:*", 1);
    JsonNode unknown = client.search("hots.name:a");
    assertTrue(
        unknown.path("warnings").toString().contains("did you mean \\\"host.name\\\""),
        unknown.toString());
    JsonNode own =
        client.get("/api/v1/search?earliest=-1h&q=" + encoded("wk:1 earliest=2026-03-18"));
    assertEquals("2026-03-18T00:00:00Z", own.path("range").path("earliest").asText());
    assertEquals(1, own.path("events").size());
    assertTrue(own.path("warnings").toString().contains("earliest"), own.toString());
  }

  @Test
  void incidentsAreRowsAndAddToEvents() throws Exception {
    client.awaitJson(
        "/api/v1/incidents",
        found -> found.path("incidents").path(0).path("severity").asText().equals("critical"));
    JsonNode rows =
        client.search("| incidents [incident.status:new | stats count by incident.status]");
    assertEquals("new", rows.path("rows").get(0).get(0).asText(), rows.toString());
    JsonNode known =
        client.search(
            "sshd source.ip:* | incidents source.ip | where incident.severity == \"critical\""
                + " | stats count");
    assertTrue(known.path("rows").get(0).get(0).asInt() > 0, known.toString());
    JsonNode evidence =
        client.search("sshd source.ip:* | incidents nothing | where isnotnull(incident.id)");
    assertFalse(evidence.path("events").isEmpty(), evidence.toString());
  }

  @Test
  void exportsMoreThanAPageWithATrailerThatTellsACut() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 12_000; i++) {
      lines.append("{\"xk\":").append(i).append(",\"note\":\"=1+1\"}\n");
    }
    assertEquals(
        200, client.post("/api/v1/events", "application/x-ndjson", lines.toString()).statusCode());
    client.awaitJson(
        "/api/v1/search?size=0&q=xk:*", a -> a.path("total").path("value").asInt() == 12_000);
    String body = client.raw("/api/v1/search/export?q=xk:*&fields=xk").body();
    int last = body.lastIndexOf('\n', body.length() - 2) + 1;
    JsonNode end = client.json(body.substring(last));
    assertEquals("end", end.path("type").asText());
    assertEquals(12_000, end.path("count").asInt());
    assertTrue(end.path("complete").asBoolean());
    assertEquals(sha256(body.substring(0, last)), end.path("sha256").asText());
    assertEquals("meta", client.json(body.substring(0, body.indexOf('\n'))).path("type").asText());
    assertEquals(12_000, body.lines().filter(line -> line.startsWith("{\"xk\":")).count());

    String csv = client.raw("/api/v1/search/export?format=csv&fields=xk,note&q=xk:*").body();
    assertTrue(csv.startsWith("xk,note\r\n11999,'=1+1\r\n"), csv.substring(0, 40));
    int tail = csv.lastIndexOf("#end,");
    assertEquals(
        "#end,count=12000,sha256=" + sha256(csv.substring(0, tail)) + ",complete=true\r\n",
        csv.substring(tail));

    String some = client.raw("/api/v1/search/export?size=3&q=xk:*").body();
    JsonNode cut = client.json(some.substring(some.lastIndexOf('\n', some.length() - 2) + 1));
    assertEquals(3, cut.path("count").asInt());
    assertFalse(cut.path("complete").asBoolean());

    String table =
        client.raw("/api/v1/search/export?q=" + encoded("xk:* | rename xk as n | table n")).body();
    assertEquals(12_000, table.lines().filter(line -> line.startsWith("{\"n\":")).count());
    assertEquals(
        400, client.raw("/api/v1/search/export?q=" + encoded("* | lookup no x")).statusCode());
    assertEquals(400, client.raw("/api/v1/search/export?format=xml").statusCode());
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  @Test
  void jobsRunByThemselvesAndArePaged() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append(event(i % 60, "h" + i % 3, "\"jk\":" + i)).append('\n');
    }
    assertEquals(
        200, client.post("/api/v1/events", "application/x-ndjson", lines.toString()).statusCode());
    client.awaitJson(
        "/api/v1/search?size=0&q=jk:*", a -> a.path("total").path("value").asInt() == 300);
    HttpResponse<String> begun =
        client.post("/api/v1/search/jobs", "application/json", "{\"q\":\"jk:*\"}");
    assertEquals(202, begun.statusCode(), begun.body());
    String path = begun.headers().firstValue("location").orElseThrow();
    JsonNode done = client.awaitJson(path, job -> job.path("state").asText().equals("done"));
    assertTrue(done.path("complete").asBoolean(), done.toString());
    assertEquals(300, done.path("row_count").asInt());
    assertEquals(1.0, done.path("progress").asDouble());
    var seen = new HashSet<Integer>();
    for (int offset = 0; offset < 300; offset += 70) {
      JsonNode page = client.get(path + "/results?size=70&offset=" + offset);
      page.path("events").forEach(row -> assertTrue(seen.add(row.path("jk").asInt())));
    }
    assertEquals(300, seen.size());
    assertEquals(2, client.raw(path + "/results?format=ndjson&offset=298").body().lines().count());

    HttpResponse<String> stats =
        client.post(
            "/api/v1/search/jobs",
            "application/json",
            "{\"q\":\"jk:* | stats count by host.name | sort host.name\"}");
    String other = stats.headers().firstValue("location").orElseThrow();
    client.awaitJson(other, job -> job.path("state").asText().equals("done"));
    JsonNode rows = client.get(other + "/results");
    assertEquals("[[\"h0\",100],[\"h1\",100],[\"h2\",100]]", rows.path("rows").toString());
    assertEquals(2, client.get("/api/v1/search/jobs").path("jobs").size());

    HttpResponse<String> made =
        client.post("/api/v1/tokens", "application/json", "{\"name\":\"j\",\"role\":\"reader\"}");
    var stranger = new TestClient(server.url(), client.json(made).path("token").asText());
    assertEquals(404, stranger.raw(path).statusCode());
    assertEquals(204, client.send("DELETE", path, "").statusCode());
    assertEquals(204, client.send("DELETE", other, "").statusCode());
    assertEquals(404, client.raw(path).statusCode());
    try (var left = Files.list(folder.resolve("search-jobs"))) {
      assertEquals(0, left.count());
    }
    HttpResponse<String> bad =
        client.post("/api/v1/search/jobs", "application/json", "{\"q\":\"(a\"}");
    assertEquals(400, bad.statusCode());
  }

  @Test
  void marksWhatMetTheClauses() throws Exception {
    send(event(1, "mark-1", "\"message\":\"Failed needle-mark here\""));
    client.await("host.name:mark-1", 1);
    JsonNode marks =
        client
            .get("/api/v1/search?highlight=true&q=" + encoded("host.name:mark-1 message:needle"))
            .path("events")
            .get(0)
            .path("_highlight");
    assertEquals(
        "[{\"value\":0,\"from\":7,\"to\":13,\"clause\":\"message:needle\"}]",
        marks.path("message").toString());
    assertEquals("host.name:mark-1", marks.path("host.name").get(0).path("clause").asText());
    assertFalse(client.search("host.name:mark-1").path("events").get(0).has("_highlight"));
  }

  @Test
  void anExportWaitsForItsReaderAndEndsWhenThatHasGone() throws Exception {
    String event = "{\"gk\":1,\"note\":\"" + "x".repeat(4_000) + "\"}\n";
    for (int i = 0; i < 5; i++) {
      assertEquals(
          200,
          client.post("/api/v1/events", "application/x-ndjson", event.repeat(1_000)).statusCode());
    }
    client.awaitJson(
        "/api/v1/search?size=0&q=gk:1", a -> a.path("total").path("value").asInt() == 5_000);
    URI url = URI.create(server.url());
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      String request =
          "GET /api/v1/search/export?q=gk:1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + server.adminToken()
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      assertTrue(socket.getInputStream().read() > 0);
      // Nothing more is read: 20 MB do not fit between here and there.
      assertTrue(client.awaitText("/metrics", text -> text.contains("marsad_search_exports 1")));
    }
    assertTrue(client.awaitText("/metrics", text -> text.contains("marsad_search_exports 0")));
  }

  @Test
  void theDocumentForMachinesSaysWhatTheRoutesTake() throws Exception {
    JsonNode document = client.get("/api/v1/openapi.json");
    assertEquals("3.1.0", document.path("openapi").asText());
    int checked = 0;
    for (var path : document.path("paths").properties()) {
      String url = "/api/v1" + path.getKey().replaceAll("\\{[a-z]+}", "1");
      for (var operation : path.getValue().properties()) {
        String what = operation.getKey() + " " + path.getKey();
        assertEquals(401, unasked(operation.getKey(), url, what), what);
        var names = new TreeSet<String>();
        for (JsonNode parameter : operation.getValue().path("parameters")) {
          if (parameter.path("in").asText().equals("query")) {
            names.add(parameter.path("name").asText());
          }
        }
        if (operation.getKey().equals("get") && !url.endsWith("/stream")) {
          String answer = client.raw(url + "?zzz=1").body();
          int list = answer.indexOf("expecting one of [");
          String known =
              list < 0
                  ? ""
                  : answer.substring(answer.indexOf('[', list) + 1, answer.indexOf(']', list));
          assertEquals(String.join(", ", names), known, what);
          checked++;
        }
      }
      HttpResponse<String> refused = client.send("OPTIONS", url, "");
      assertEquals(405, refused.statusCode(), path.getKey());
      assertTrue(refused.body().contains("method-not-allowed"), refused.body());
    }
    assertTrue(checked > 25, () -> "only a few were checked");
  }

  /** What somebody without a token is told; health alone is for all. */
  private static int unasked(String method, String url, String what) throws Exception {
    var nobody = new TestClient(server.url(), "");
    int status = nobody.send(method.toUpperCase(Locale.ROOT), url, "").statusCode();
    return what.equals("get /health") ? 401 : status;
  }

  @Test
  void whoWantsAllOrNothingGetsNothingOfAnAnswerThatWasCut() throws Exception {
    var pairs = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      pairs.append("a").append(i).append("=1 ");
    }
    send("{\"ok\":1,\"pairs\":\"" + pairs + "\"}");
    client.await("ok:1", 1);
    String search = "/api/v1/search?q=" + encoded("ok:1 | parse kv pairs | table a1");
    JsonNode some = client.get(search);
    assertFalse(some.path("complete").asBoolean(), some.toString());
    assertEquals(503, client.raw(search + "&on_timeout=fail").statusCode());
  }
}
