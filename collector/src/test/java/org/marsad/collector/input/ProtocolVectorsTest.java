package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.Schema;

/**
 * Bytes as senders of each protocol write them, good and bad, and what must be answered and kept:
 * one vector a line, ours and those of {@code $MARSAD_CORPORA}, where that is set. {@link
 * ProtocolVector} says what a vector can demand.
 */
class ProtocolVectorsTest {
  private static final Path OURS = Path.of("src/test/resources/vectors/protocol.ndjson");

  private final JsonMapper json = new JsonMapper();
  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneOffset.UTC);

  @Test
  void oursHold() throws Exception {
    check(OURS);
  }

  @Test
  void thePublishedOnesHold() throws Exception {
    String corpora = System.getenv("MARSAD_CORPORA");
    assumeTrue(corpora != null, "MARSAD_CORPORA is not set");
    Path file = Path.of(String.valueOf(corpora), "syslog-vectors", "protocol.ndjson");
    assumeTrue(Files.exists(file), file + " is not there");
    check(file);
  }

  private void check(Path file) throws Exception {
    var wrong = new ArrayList<String>();
    int checked = 0;
    var streams = new HashMap<String, StreamFixture>();
    try (var http = new HttpFixture(EventsHttpConfig.defaults())) {
      for (String line : Files.readAllLines(file)) {
        var vector = new ProtocolVector(json.readTree(line), schema, formats);
        try {
          if (vector.isHttp()) {
            vector.exchange(http);
          } else {
            vector.stream(streams.computeIfAbsent(vector.family(), StreamFixture::new));
          }
        } catch (AssertionError | IOException e) {
          wrong.add(vector + ": " + e.getMessage());
        }
        checked++;
      }
    } finally {
      streams.values().forEach(StreamFixture::close);
    }
    assertTrue(checked > 0);
    assertEquals(List.of(), wrong);
  }
}
