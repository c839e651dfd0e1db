package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

/**
 * The vectors {@code payload-formats.ndjson} of {@code MARSAD_CORPORA}: lines of other people's
 * test suites with the fields they must give, in their names. Skipped where the corpora are absent.
 */
class PayloadVectorsTest {
  /** What the suites call our fields. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("client", "source.address"),
          Map.entry("port", "source.port"),
          Map.entry("identity", "apache.access.user.identity"),
          Map.entry("user", "user.name"),
          Map.entry("method", "http.request.method"),
          Map.entry("path", "url.original"),
          Map.entry("status", "http.response.status_code"),
          Map.entry("size", "http.response.body.bytes"),
          Map.entry("referrer", "http.request.referrer"),
          Map.entry("agent", "user_agent.original"),
          Map.entry("module", "apache.error.module"),
          Map.entry("severity", "log.level"),
          Map.entry("level", "log.level"),
          Map.entry("pid", "process.pid"),
          Map.entry("tid", "process.thread.id"),
          Map.entry("thread", "process.thread.id"),
          Map.entry("cid", "nginx.error.connection_id"),
          Map.entry("id", "process.thread.id"),
          Map.entry("file", "log.origin.file.name"),
          Map.entry("line", "log.origin.file.line"),
          Map.entry("deviceProduct", "observer.product"));

  /** Families whose lines other formats and the mappings of vendors read. */
  private static final Set<String> OTHERS = Set.of("auditd", "firewall", "haproxy", "netscreen");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  @Test
  void readsTheVectors() throws IOException {
    String corpora = System.getenv("MARSAD_CORPORA");
    assumeTrue(corpora != null, "MARSAD_CORPORA is not set");
    Path file = Path.of(corpora, "syslog-vectors", "payload-formats.ndjson");
    assumeTrue(Files.exists(file), file + " is missing");
    var wrong = new ArrayList<String>();
    for (String line : Files.readAllLines(file)) {
      JsonNode vector = new ObjectMapper().readTree(line);
      if (!OTHERS.contains(vector.path("family").asText())) {
        check(vector, wrong);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private void check(JsonNode vector, List<String> wrong) {
    String id = vector.path("id").asText();
    JsonNode expected = vector.path("expected");
    Event event = decode(bytes(vector));
    boolean flawed = event.text("error.message") != null;
    if (expected.has("valid") && expected.path("valid").asBoolean() == flawed) {
      wrong.add(id + ": valid is " + !flawed);
    }
    fields(id, "", expected.path("fields"), event, wrong);
  }

  private static void fields(
      String id, String prefix, JsonNode fields, Event event, List<String> wrong) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String name = prefix + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        fields(id, name + ".", value, event, wrong);
      } else if (name.equals("timestamp")) {
        time(id, value.asText(), event, wrong);
      } else if (!matches(event, name, value)) {
        wrong.add(id + ": " + name + " is not " + value);
      }
    }
  }

  private static boolean matches(Event event, String name, JsonNode value) {
    var wanted = new ArrayList<String>();
    if (value.isArray()) {
      value.forEach(member -> wanted.add(member.asText()));
    } else {
      wanted.add(value.asText());
    }
    String plain = name.replaceAll("^ecs:\\[(.*)]$", "$1").replace("][", ".");
    List<String> names =
        List.of(
            plain,
            NAMES.getOrDefault(plain, plain),
            plain.equals("host") ? "source.address" : plain,
            "cef.extensions." + plain,
            "cef.extensions." + name.replaceAll("^\\[(.*)]\\[(\\d+)]$", "$1[$2]"));
    for (String candidate : names) {
      if (texts(event, candidate).equals(wanted)) {
        return true;
      }
    }
    return plain.equals("protocol") && value.asText().equals("HTTP/" + event.text("http.version"));
  }

  private static List<String> texts(Event event, String name) {
    EventBatch batch = event.batch();
    var texts = new ArrayList<String>();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      if (batch.schema().field(batch.field(slice)).name().equals(name)) {
        texts.add(batch.text(slice));
      }
    }
    return texts;
  }

  /** A fraction that a suite reads as nanoseconds, though it has six digits, is not looked at. */
  private static void time(String id, String text, Event event, List<String> wrong) {
    Instant wanted =
        text.matches("\\d+\\.\\d+")
            ? Instant.ofEpochSecond(Long.parseLong(text.substring(0, text.indexOf('.'))))
            : Instant.parse(text);
    if (wanted.getEpochSecond() != Nanos.instant(event.timestamp()).getEpochSecond()) {
      wrong.add(id + ": the time is " + Nanos.format(event.timestamp()) + ", not " + text);
    }
  }

  private static byte[] bytes(JsonNode vector) {
    String input = vector.path("input").asText();
    return vector.path("enc").asText().equals("base64")
        ? Base64.getDecoder().decode(input)
        : input.getBytes(StandardCharsets.UTF_8);
  }

  private Event decode(byte[] bytes) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, Samples.NOW, Samples.TCP, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }
}
