package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

/**
 * Lines as the RFCs and the manuals of vendors have them, and what must be understood of each. They
 * were written before they were run. One reader for all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManualVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void understandsWhatTheManualsSay(String file) throws IOException {
    var wrong = new ArrayList<String>();
    int lines = 0;
    Event event = decode("no vector yet");
    String line = "";
    for (String text : Files.readAllLines(FOLDER.resolve(file))) {
      if (text.startsWith("  ")) {
        int sign = text.indexOf(" = ");
        String field = text.substring(2, sign);
        String found = found(event, field);
        if (!found.equals(text.substring(sign + 3))) {
          wrong.add(line + "\n  " + text.strip() + ", not " + found);
        }
      } else if (!text.isBlank() && !text.startsWith("#")) {
        line = text;
        event = decode(text);
        lines++;
      }
    }
    assertTrue(lines > 10, file);
    assertEquals("", String.join("\n", wrong), () -> lines(wrong) + " lines of " + file);
  }

  private static long lines(List<String> wrong) {
    return wrong.stream().map(text -> text.lines().findFirst().orElse("")).distinct().count();
  }

  private Event decode(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, Samples.NOW, Samples.TCP, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }

  /** All values of a field; of times the one that counts. */
  private static String found(Event event, String field) {
    if (field.equals("@timestamp")) {
      return Nanos.format(event.timestamp());
    }
    var values = new ArrayList<String>();
    EventBatch batch = event.batch();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      if (batch.schema().field(batch.field(slice)).name().equals(field)) {
        values.add(batch.text(slice));
      }
    }
    return String.join(" | ", values);
  }
}
