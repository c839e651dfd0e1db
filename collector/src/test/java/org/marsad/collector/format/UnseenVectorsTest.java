package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
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

/**
 * Vectors that were written from RFCs and manuals before anybody read the parsers, one source each.
 * Every vector gives a frame, or lines of a file whose last one counts, and fields it must have;
 * {@code any} lists values of which one will do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnseenVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/unseen");
  private static final String NOW = "2026-11-26T10:00:00Z";

  private final Schema schema = new Schema();
  private final Map<String, Formats> formats = new HashMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private int sources;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void understandsVectorsNobodyHadSeen(String file) throws IOException {
    var wrong = new ArrayList<String>();
    var failed = new LinkedHashSet<String>();
    int vectors = 0;
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      JsonNode vector = json.readTree(line);
      int before = wrong.size();
      check(vector, wrong);
      vectors++;
      if (wrong.size() > before) {
        failed.add(vector.path("id").asText());
      }
    }
    assertTrue(vectors > 100, file);
    int all = vectors;
    assertEquals("", String.join("\n", wrong), () -> failed.size() + " of " + all + " in " + file);
  }

  private void check(JsonNode vector, List<String> wrong) {
    Event event = decode(vector);
    String id = vector.path("id").asText();
    JsonNode expected = vector.path("expected");
    boolean valid = event.text(Fields.ERROR_CODE) == null;
    if (expected.has("valid") && expected.path("valid").asBoolean() != valid) {
      wrong.add(id + ": valid is " + valid + ", " + event.text(Fields.ERROR_MESSAGE));
    }
    for (Map.Entry<String, JsonNode> field : expected.path("fields").properties()) {
      List<String> found = found(event, field.getKey());
      if (!fits(field.getKey(), field.getValue(), found)) {
        wrong.add(id + ": " + field.getKey() + " is " + found + ", not " + field.getValue());
      }
    }
  }

  private static boolean fits(String field, JsonNode value, List<String> found) {
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
      return found.getFirst().equals(Nanos.format(Nanos.parse(value.asText())));
    }
    return found.equals(List.of(value.asText()));
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

  private Event decode(JsonNode vector) {
    JsonNode config = vector.path("config");
    String text = vector.path("input").asText();
    boolean binary = vector.path("enc").asText().equals("base64");
    byte[] bytes = binary ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8);
    String format = config.path("format").asText(Origin.AUTO);
    var origin =
        new Origin("test", Transport.TCP, "2001:db8::" + Integer.toHexString(++sources), format);
    long now = Nanos.parse(config.path("now").asText(NOW));
    Formats reader =
        formats.computeIfAbsent(
            config.path("default_tz").asText("UTC"),
            zone -> Formats.shipped(schema, ZoneId.of(zone)));
    if (!config.path("framing").asText().equals("lines")) {
      return decode(reader, origin, now, bytes);
    }
    List<String> lines = text.lines().toList();
    for (String line : lines.subList(0, lines.size() - 1)) {
      decode(reader, origin, now, line.getBytes(UTF_8));
    }
    return decode(reader, origin, now, lines.getLast().getBytes(UTF_8));
  }

  private Event decode(Formats reader, Origin origin, long now, byte[] bytes) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, now, origin, at, bytes.length);
    reader.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }
}
