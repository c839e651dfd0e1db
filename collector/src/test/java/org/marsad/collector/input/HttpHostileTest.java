package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.model.random.Seeds;

/** What those may do who mean no good, or whose programs have gone wrong. */
class HttpHostileTest {
  private static final List<String> PATHS =
      List.of("/api/v1/events", "/_bulk", "/services/collector/event", "/v1/logs");

  private final JsonMapper json = new JsonMapper();
  private HttpFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new HttpFixture(HttpFixture.SMALL);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw", "zstd"})
  void readsWhatIsCompressed(String coding) throws Exception {
    byte[] body = coded(coding, "{\"message\":\"packed\"}\n".repeat(1000).getBytes(UTF_8));
    String header = coding.equals("raw") ? "deflate" : coding;
    HttpResponse<String> answer = fixture.post("/api/v1/events", body, "Content-Encoding", header);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(1000, fixture.log.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw", "zstd"})
  void refusesBombs(String coding) throws Exception {
    byte[] bomb = coded(coding, new byte[8 << 20]);
    assertTrue(bomb.length < 64 << 10, "the bomb is not packed well enough: " + bomb.length);
    String header = coding.equals("raw") ? "deflate" : coding;
    for (String path : PATHS) {
      HttpResponse<String> answer =
          fixture.post(path, bomb, "Content-Encoding", header, "Content-Type", "application/json");
      assertEquals(413, answer.statusCode(), path + answer.body());
    }
    assertEquals(0, fixture.log.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void refusesWhatIsPackedBadlyOrCut(String coding) throws Exception {
    byte[] good = coded(coding, "{\"message\":\"packed\"}\n".repeat(100).getBytes(UTF_8));
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 9);
    byte[] broken = "{\"message\":\"not packed at all\"}".getBytes(UTF_8);
    for (byte[] body : List.of(cut, broken)) {
      HttpResponse<String> answer =
          fixture.post("/services/collector/event", body, "Content-Encoding", coding);
      assertEquals(400, answer.statusCode(), answer.body());
    }
    assertEquals(0, fixture.log.size());
  }

  @Test
  void refusesWhatIsTooLongAsItIs() throws Exception {
    byte[] body = new byte[(64 << 10) + 1];
    for (String path : PATHS) {
      HttpResponse<String> answer = fixture.post(path, body, "Content-Type", "application/json");
      assertEquals(413, answer.statusCode(), path);
    }
  }

  @Test
  void boundsJsonThatIsDeep() throws Exception {
    String deep = "[".repeat(20_000);
    String objects = "{\"a\":".repeat(5_000);
    assertEquals(200, fixture.post("/api/v1/events", objects).statusCode());
    assertEquals(200, fixture.post("/api/v1/events", deep).statusCode());
    int before = fixture.log.size();
    assertEquals(400, fixture.post("/services/collector/event", "{\"event\":" + deep).statusCode());
    assertEquals(400, fixture.post("/_bulk", objects + "\n{}\n").statusCode());
    assertEquals(
        400,
        fixture
            .post("/v1/logs", "{\"x\":" + deep, "Content-Type", "application/json")
            .statusCode());
    assertEquals(before, fixture.log.size());
  }

  @Test
  void keepsAHugeDocumentUpToTheLimitAndSaysSo() throws Exception {
    String huge = "{\"message\":\"" + "x".repeat(10_000) + "\"}";
    assertEquals(200, fixture.post("/_bulk", "{\"index\":{}}\n" + huge + "\n").statusCode());
    MemoryLog.Frame cut = fixture.log.frames().getFirst();
    assertEquals(4096, cut.bytes().length);
    assertEquals(1, cut.flags());
    HttpResponse<String> told = fixture.post("/api/v1/events", huge);
    assertTrue(told.body().contains("too long; the rest is cut off"), told.body());
  }

  @Test
  void answersTenThousandItems() throws Exception {
    fixture.close();
    fixture = new HttpFixture(EventsHttpConfig.defaults());
    var body = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      body.append("{\"create\":{\"_index\":\"i\",\"_id\":\"").append(i).append("\"}}\n");
      body.append("{\"n\":").append(i).append("}\n");
    }
    HttpResponse<String> answer = fixture.post("/_bulk", body.toString());
    JsonNode items = json.readTree(answer.body()).path("items");
    assertEquals(10_000, items.size());
    assertEquals("9999", items.get(9_999).path("create").path("_id").asText());
    assertEquals(10_000, fixture.log.size());
  }

  @Test
  void answersSoundJsonToHostileText() throws Exception {
    var body = new ByteArrayOutputStream();
    body.writeBytes("{\"index\":{\"_index\":\"<script>".getBytes(UTF_8));
    body.writeBytes(new byte[] {(byte) 0xff, 1, (byte) 0xc0});
    body.writeBytes("\",\"_id\":\"\\u0000\\\"\"}}\n{}\n".getBytes(UTF_8));
    HttpResponse<String> answer = fixture.post("/_bulk", body.toByteArray());
    JsonNode item = json.readTree(answer.body()).path("items").get(0).path("index");
    assertEquals("<script>\ufffd\u0001\ufffd", item.path("_index").asText());
    assertEquals("\0\"", item.path("_id").asText());
  }

  @Test
  void keepsBytesThatAreNoUtf8() throws Exception {
    byte[] body = "{\"message\":\"caf\u00e9\"}\n".getBytes(ISO_8859_1);
    assertEquals(200, fixture.post("/api/v1/events", body).statusCode());
    byte[] logged = fixture.log.frames().getFirst().bytes();
    assertEquals(new String(body, ISO_8859_1).strip(), new String(logged, ISO_8859_1));
  }

  /** Heads that never end, and bodies that never end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /_bulk HTTP/1.1\\r\\nHost: a\\r\\n | X: y\\r\\n",
        "POST /_bulk HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 60000\\r\\n\\r\\n | {}",
        "POST /_bulk HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 1\\r"
            + "\\n"
            + "{\\r"
            + "\\n",
      })
  void endsWhatIsSentTooSlowly(String begin, String more) throws Exception {
    try (var socket = new Socket(fixture.address().getAddress(), fixture.address().getPort())) {
      assertTrue(isEnded(socket, text(begin), text(more)), "still open");
    }
    assertEquals(0, fixture.log.size());
    assertEquals(200, fixture.post("/api/v1/events", "{}").statusCode());
  }

  /** Whether the other side gives up on a sender who dribbles. */
  private static boolean isEnded(Socket socket, String begin, String more) throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    out.write(begin.getBytes(ISO_8859_1));
    long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
    socket.setSoTimeout(50);
    var answer = new byte[4096];
    while (System.nanoTime() < deadline) {
      try {
        if (in.read(answer) >= 0) {
          return true;
        }
        return true;
      } catch (java.net.SocketTimeoutException _) {
        // nothing yet
      } catch (SocketException _) {
        return true;
      }
      try {
        out.write(more.getBytes(ISO_8859_1));
      } catch (SocketException _) {
        return true;
      }
      LockSupport.parkNanos(100_000_000);
    }
    return false;
  }

  @Test
  void refusesFloodsOfHeaders() throws Exception {
    var headers = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      headers.add("X-Flood-" + i);
      headers.add("y".repeat(100));
    }
    HttpResponse<String> answer =
        fixture.post("/api/v1/events", "{}", headers.toArray(String[]::new));
    assertEquals(431, answer.statusCode());
  }

  @Test
  void anyBytesAreAnsweredAndNothingIsAFailureOfOurs() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<String> seeds =
        List.of(
            "{\"index\":{\"_index\":\"a\",\"_id\":\"b\"}}\n{\"m\":1}\n",
            "{\"event\":{\"a\":[1]},\"fields\":{\"x\":\"y\"}}{\"event\":\"b\"}",
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"},"
                + "\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":\"1\"}}]}]}]}]}",
            "[{\"a\":1},{\"b\":[1,2,{}]}]\n{\"c\":\"\\u0041\"}\n");
    for (int i = 0; i < 1_500; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).getBytes(UTF_8);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      String path = PATHS.get(random.nextInt(PATHS.size()));
      int status = fixture.post(path, cut, "Content-Type", "application/json").statusCode();
      assertTrue(status == 200 || status == 400, () -> path + " " + status + ", seed " + seed);
    }
  }

  @Test
  void asksSendersToComeAgainWhenTheDiskIsFullOrSlow() throws Exception {
    fixture.log.fill();
    HttpResponse<String> bulk = fixture.post("/_bulk", "{\"index\":{}}\n{}\n");
    assertEquals(503, bulk.statusCode());
    assertEquals("Elasticsearch", bulk.headers().firstValue("x-elastic-product").orElse(""));
    assertEquals("5", bulk.headers().firstValue("retry-after").orElse(""));
    HttpResponse<String> hec = fixture.post("/services/collector", "{\"event\":\"a\"}");
    assertEquals(503, hec.statusCode());
    assertEquals("{\"text\":\"Server is busy\",\"code\":9}", hec.body());
    HttpResponse<String> otlp =
        fixture.post(
            "/v1/logs",
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}",
            "Content-Type",
            "application/json");
    assertEquals(503, otlp.statusCode());
    assertTrue(otlp.body().startsWith("{\"code\":14,"), otlp.body());
    assertEquals("5", otlp.headers().firstValue("retry-after").orElse(""));
    HttpResponse<String> health =
        fixture.send(
            com.linecorp.armeria.common.HttpMethod.GET, "/services/collector/health", new byte[0]);
    assertEquals(503, health.statusCode());
    assertEquals(0, fixture.log.size());
    fixture.log.relieve();
  }

  private static String text(String escaped) {
    return escaped.replace("\\r", "\r").replace("\\n", "\n");
  }

  private static byte[] coded(String coding, byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    switch (coding) {
      case "gzip" -> {
        try (var gzip = new GZIPOutputStream(out)) {
          gzip.write(plain);
        }
      }
      case "zstd" -> out.writeBytes(Zstd.compress(plain));
      default -> {
        var deflater = new Deflater(9, coding.equals("raw"));
        try (var deflate = new DeflaterOutputStream(out, deflater)) {
          deflate.write(plain);
        }
        deflater.end();
      }
    }
    assertFalse(out.size() == 0);
    return out.toByteArray();
  }
}
