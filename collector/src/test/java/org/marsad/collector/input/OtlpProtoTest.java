package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class OtlpProtoTest {
  private static final String TYPE = "application/x-protobuf";

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

  @Test
  void bringsEveryKindOfValue() throws Exception {
    ProtoWriter record =
        new ProtoWriter()
            .fixed64(1, 1773828000000000001L)
            .number(2, 9)
            .text(3, "INFO2")
            .message(5, new ProtoWriter().text(1, "a \"body\" \u00e9"))
            .message(6, attribute("bool", new ProtoWriter().number(2, 1)))
            .message(6, attribute("int", new ProtoWriter().number(3, -5)))
            .message(
                6, attribute("double", new ProtoWriter().fixed64(4, Double.doubleToLongBits(2.5))))
            .message(
                6,
                attribute(
                    "inf",
                    new ProtoWriter()
                        .fixed64(4, Double.doubleToLongBits(Double.POSITIVE_INFINITY))))
            .message(
                6,
                attribute(
                    "array",
                    new ProtoWriter()
                        .message(
                            5,
                            new ProtoWriter()
                                .message(1, new ProtoWriter().text(1, "x"))
                                .message(1, new ProtoWriter().number(3, 2)))))
            .message(
                6,
                attribute(
                    "map",
                    new ProtoWriter()
                        .message(
                            6,
                            new ProtoWriter()
                                .message(1, attribute("k", new ProtoWriter().text(1, "v"))))))
            .message(6, attribute("bytes", new ProtoWriter().bytes(7, new byte[] {0, 1, 2})))
            .message(6, attribute("none", new ProtoWriter()))
            .number(7, 2)
            .bytes(9, HexFormat.of().parseHex("5b8efff798038103d269b633813fc60c"))
            .bytes(10, HexFormat.of().parseHex("eee19b7ec3c1b174"))
            .fixed64(11, 1773828001000000000L)
            .text(12, "login")
            .text(99, "a field of the future");
    JsonNode event = json.readTree(take(request(record)));
    assertEquals("2026-03-18T10:00:00.000000001Z", event.path("@timestamp").asText());
    assertEquals("2026-03-18T10:00:01Z", event.path("event.created").asText());
    assertEquals("a \"body\" \u00e9", event.path("message").asText());
    assertEquals("INFO2", event.path("log.level").asText());
    assertEquals(9, event.path("event.severity").asInt());
    assertEquals("true", event.path("bool").toString());
    assertEquals("-5", event.path("int").toString());
    assertEquals("2.5", event.path("double").toString());
    assertEquals("\"Infinity\"", event.path("inf").toString());
    assertEquals("[\"x\",2]", event.path("array").toString());
    assertEquals("{\"k\":\"v\"}", event.path("map").toString());
    assertEquals("AAEC", event.path("bytes").asText());
    assertTrue(event.path("none").isNull());
    assertEquals(2, event.path("otel.dropped_attributes_count").asInt());
    assertEquals("5b8efff798038103d269b633813fc60c", event.path("trace.id").asText());
    assertEquals("eee19b7ec3c1b174", event.path("span.id").asText());
    assertEquals("login", event.path("event.action").asText());
    assertEquals("shop", event.path("service.name").asText());
    assertEquals("lib", event.path("otel.scope.name").asText());
  }

  @Test
  void namesTheLevelOfASeverityWithoutText() throws Exception {
    List<String> levels = List.of("trace", "debug", "info", "warn", "error", "fatal");
    for (int number = 1; number <= 24; number++) {
      JsonNode event = json.readTree(take(request(new ProtoWriter().number(2, number))));
      assertEquals(levels.get((number - 1) / 4), event.path("log.level").asText());
      fixture.close();
      open();
    }
  }

  @Test
  void keepsResourceAndScopeToTheirRecords() throws Exception {
    ProtoWriter first = scoped("one", record("a"), record("b"));
    ProtoWriter second = scoped("two", record("c"));
    ProtoWriter named =
        new ProtoWriter()
            .message(1, new ProtoWriter().message(1, attribute("r", text("1"))))
            .message(2, first)
            .message(2, second);
    ProtoWriter bare = new ProtoWriter().message(2, new ProtoWriter().message(2, record("d")));
    post(new ProtoWriter().message(1, named).message(1, bare).toByteArray());
    assertEquals(
        List.of(
            "{\"message\":\"a\",\"r\":\"1\",\"otel.scope.name\":\"one\"}",
            "{\"message\":\"b\",\"r\":\"1\",\"otel.scope.name\":\"one\"}",
            "{\"message\":\"c\",\"r\":\"1\",\"otel.scope.name\":\"two\"}",
            "{\"message\":\"d\"}"),
        fixture.frames());
  }

  @Test
  void findsTheResourceBehindItsLogs() throws Exception {
    ProtoWriter late =
        new ProtoWriter()
            .message(
                2,
                new ProtoWriter()
                    .message(2, record("a"))
                    .message(1, new ProtoWriter().text(1, "late")))
            .message(1, new ProtoWriter().message(1, attribute("r", text("1"))));
    post(new ProtoWriter().message(1, late).toByteArray());
    assertEquals(
        List.of("{\"message\":\"a\",\"r\":\"1\",\"otel.scope.name\":\"late\"}"), fixture.frames());
  }

  @Test
  void warnsOfWhatIsCutOffOrTooDeep() throws Exception {
    ProtoWriter deep = text("bottom");
    for (int i = 0; i < 100; i++) {
      deep = new ProtoWriter().message(5, new ProtoWriter().message(1, deep));
    }
    HttpResponse<String> answer =
        post(
            request(new ProtoWriter().message(5, text("kept")).message(6, attribute("deep", deep)))
                .toByteArray());
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("1 values are nested deeper than 32"), answer.body());
    assertTrue(fixture.frames().getFirst().contains("(nested deeper than 32)"));
    HttpResponse<String> cut =
        post(request(new ProtoWriter().message(5, text("x".repeat(9000)))).toByteArray());
    assertTrue(cut.body().contains("1 records were too long and are cut off"), cut.body());
    assertEquals(4096, fixture.frames().getLast().length());
  }

  @Test
  void tellsMistakesInProtobuf() throws Exception {
    HttpResponse<String> answer = post(new byte[] {0x0a, 0x7f, 1});
    assertEquals(400, answer.statusCode());
    assertEquals(TYPE, answer.headers().firstValue("content-type").orElse(""));
    assertTrue(answer.body().startsWith("\u0008\u0003\u0012"), "no google.rpc.Status");
    assertTrue(answer.body().contains("byte "), answer.body());
    assertEquals(200, post(new byte[0]).statusCode());
    assertEquals(0, fixture.log.size());
  }

  /** The reader alone: any bytes end in records or in {@link ProtoReader.Malformed}. */
  @Test
  void survivesAnyBytes() {
    long seed = Seeds.next();
    var random = new Random(seed);
    byte[] good = request(record("seed").message(6, attribute("k", text("v")))).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length) + 1);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var body = HttpBodies.of(bytes);
      try {
        new OtlpProto(bytes, bytes.length, new OtlpRecord(body)).read();
      } catch (ProtoReader.Malformed _) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private String take(ProtoWriter request) throws Exception {
    HttpResponse<String> answer = post(request.toByteArray());
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("", answer.body());
    assertEquals(1, fixture.log.size());
    return new String(fixture.log.frames().getFirst().bytes(), UTF_8);
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return fixture.post("/v1/logs", body, "Content-Type", TYPE);
  }

  private static ProtoWriter request(ProtoWriter record) {
    ProtoWriter resource = new ProtoWriter().message(1, attribute("service.name", text("shop")));
    return new ProtoWriter()
        .message(1, new ProtoWriter().message(1, resource).message(2, scoped("lib", record)));
  }

  private static ProtoWriter scoped(String name, ProtoWriter... records) {
    ProtoWriter scope = new ProtoWriter().message(1, new ProtoWriter().text(1, name));
    for (ProtoWriter record : records) {
      scope.message(2, record);
    }
    return scope;
  }

  private static ProtoWriter record(String message) {
    return new ProtoWriter().message(5, text(message));
  }

  private static ProtoWriter attribute(String key, ProtoWriter value) {
    return new ProtoWriter().text(1, key).message(2, value);
  }

  private static ProtoWriter text(String text) {
    return new ProtoWriter().text(1, text);
  }
}
