package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.query.Address;

/**
 * Vectors that were written from RFCs and manuals before anybody read the parsers, one source each.
 * Every vector gives a frame, or lines of a file whose last one counts, and fields it must have;
 * {@code any} lists values of which one will do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnseenVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/unseen");
  private static final String NOW = "2026-11-26T10:00:00Z";

  /** Keys of the published vectors that stand for fields. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("pri", "log.syslog.priority"),
          Map.entry("facility", "log.syslog.facility.name"),
          Map.entry("severity", "log.syslog.severity.name"),
          Map.entry("version", "log.syslog.version"),
          Map.entry("hostname", "host.name"),
          Map.entry("app", "log.syslog.appname"),
          Map.entry("procid", "log.syslog.procid"),
          Map.entry("msgid", "log.syslog.msgid"),
          Map.entry("message", "message"),
          Map.entry("timestamp", "@timestamp"),
          Map.entry("timestamp_unix", "@timestamp"));

  /** Fields that the store keeps for itself, and where the source's are; see RATIONALE.md. */
  private static final Map<String, String> OURS = Map.of("event.id", "marsad.source_id");

  private static final Map<String, String> SEVERITIES =
      Map.of(
          "emerg", "emergency",
          "crit", "critical",
          "err", "error",
          "info", "informational");

  private final Schema schema = new Schema();
  private final Map<String, Formats> formats = new HashMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private int sources;

  static List<String> samples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void understandsVectorsNobodyHadSeen(String sample) throws IOException {
    var wrong = new ArrayList<String>();
    var failed = new LinkedHashSet<String>();
    int vectors = 0;
    for (String line : lines(FOLDER.resolve(sample))) {
      JsonNode vector = json.readTree(line);
      int before = wrong.size();
      check(vector, wrong);
      vectors++;
      if (wrong.size() > before) {
        failed.add(vector.path("id").asText());
      }
    }
    assertTrue(vectors > 100, sample);
    int all = vectors;
    assertEquals(
        "", String.join("\n", wrong), () -> failed.size() + " of " + all + " in " + sample);
  }

  /** A sample is one file, or a folder with a file a family. */
  private static List<String> lines(Path sample) throws IOException {
    if (!Files.isDirectory(sample)) {
      return Files.readAllLines(sample);
    }
    var lines = new ArrayList<String>();
    try (Stream<Path> files = Files.list(sample)) {
      for (Path file :
          files.filter(name -> name.toString().endsWith(".ndjson")).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private void check(JsonNode vector, List<String> wrong) {
    List<byte[]> frames = VectorFrames.of(vector);
    String id = vector.path("id").asText();
    JsonNode expected = vector.path("expected");
    if (expected.has("events") && !VectorFrames.isLog(vector)) {
      if (expected.path("events").asInt() != frames.size()) {
        wrong.add(id + ": events are " + frames.size() + ", not " + expected.path("events"));
      }
      if (frames.size() > 1) {
        return;
      }
    }
    Event event = decode(vector, frames);
    boolean valid = event.text(Fields.ERROR_CODE) == null;
    if (expected.has("valid") && expected.path("valid").asBoolean() != valid) {
      wrong.add(id + ": valid is " + valid + ", " + event.text(Fields.ERROR_MESSAGE));
    }
    if (expected.has("keep_raw") && !Arrays.equals(event.original(), frames.getLast())) {
      wrong.add(id + ": the bytes are not kept");
    }
    for (Map.Entry<String, JsonNode> key : expected.properties()) {
      String field = KEYS.get(key.getKey());
      if (field != null) {
        check(event, id, field, key.getValue(), wrong);
      }
    }
    for (Map.Entry<String, JsonNode> element : expected.path("sd").properties()) {
      for (Map.Entry<String, JsonNode> parameter : element.getValue().properties()) {
        String field = "log.syslog.structured_data." + element.getKey() + "." + parameter.getKey();
        check(event, id, field, parameter.getValue(), wrong);
      }
    }
    for (Map.Entry<String, JsonNode> field : expected.path("fields").properties()) {
      String name = OURS.getOrDefault(field.getKey(), field.getKey());
      check(event, id, name, field.getValue(), wrong);
    }
  }

  private static void check(
      Event event, String id, String field, JsonNode value, List<String> wrong) {
    List<String> found = found(event, field);
    if (!fits(field, value, found)) {
      wrong.add(id + ": " + field + " is " + found + ", not " + value);
    }
  }

  private static boolean fits(String field, JsonNode value, List<String> found) {
    if (value.isNull()) {
      return found.isEmpty();
    }
    if (value.isObject()) {
      for (JsonNode one : value.path("any")) {
        if (fits(field, one, found)) {
          return true;
        }
      }
      return false;
    }
    if (value.isArray()) {
      var wanted = new ArrayList<String>();
      value.forEach(one -> wanted.add(one.asText()));
      return found.equals(wanted);
    }
    if (field.equals("@timestamp")) {
      long wanted =
          value.isNumber()
              ? value.decimalValue().scaleByPowerOfTen(9).longValueExact()
              : Nanos.parse(value.asText());
      return found.getFirst().equals(Nanos.format(wanted));
    }
    if (found.size() != 1) {
      return false;
    }
    String text = found.getFirst();
    return text.equals(value.asText())
        || text.equals(SEVERITIES.get(value.asText()))
        || isNumber(value, text)
        || isAddress(value.asText(), text);
  }

  private static boolean isNumber(JsonNode value, String text) {
    try {
      return value.isNumber() && new BigDecimal(text).compareTo(value.decimalValue()) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isAddress(String wanted, String text) {
    byte[] address = Address.parse(text);
    return address != null && Arrays.equals(address, Address.parse(wanted));
  }

  /** All values of a field; of times the one that counts. */
  private static List<String> found(Event event, String field) {
    if (field.equals("@timestamp")) {
      return List.of(Nanos.format(event.timestamp()));
    }
    var values = new ArrayList<String>();
    EventBatch batch = event.batch();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      if (batch.schema().field(batch.field(slice)).name().equals(field)) {
        values.add(batch.text(slice));
      }
    }
    return values;
  }

  private Event decode(JsonNode vector, List<byte[]> frames) {
    JsonNode config = vector.path("config");
    boolean gelf = vector.path("family").asText().equals("gelf");
    String format = config.path("format").asText(gelf ? "gelf" : Origin.AUTO);
    var origin =
        new Origin("test", Transport.TCP, "2001:db8::" + Integer.toHexString(++sources), format);
    long now = Nanos.parse(config.path("now").asText(NOW));
    Formats reader =
        formats.computeIfAbsent(
            config.path("default_tz").asText("UTC"),
            zone -> Formats.shipped(schema, ZoneId.of(zone)));
    for (byte[] frame : frames.subList(0, frames.size() - 1)) {
      decode(reader, origin, now, frame);
    }
    return decode(reader, origin, now, frames.getLast());
  }

  private Event decode(Formats reader, Origin origin, long now, byte[] bytes) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, now, origin, at, bytes.length);
    reader.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }
}
