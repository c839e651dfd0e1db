package org.marsad.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Interest;
import org.marsad.rules.word.Vocabulary;

class SignalMakerTest {
  private static final Origin ORIGIN = Origin.of("tcp", Transport.TCP, "192.0.2.1");

  private static final List<String> NAMES =
      List.of(
          "user.name",
          "host.name",
          "source.ip",
          "process.name",
          "file.hash.sha256",
          "event.action",
          "event.module");

  private final Schema schema = new Schema();
  private final WordFinder logons =
      new WordFinder(List.of(new Interest("Logon", Map.of())), Vocabulary.shipped(), schema);
  private final SignalMaker everything =
      new SignalMaker((_, _) -> List.of("rule"), logons, Vocabulary.shipped(), schema);
  private final SignalMaker words =
      new SignalMaker((_, _) -> List.of(), logons, Vocabulary.shipped(), schema);

  /** An event of this original; the value of a field is where it lies in it, or is added. */
  private EventBatch event(String original, String... fields) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    // Something is before it.
    batch.append(new byte[] {'x', 'y'}, 0, 2);
    byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(1, 10, ORIGIN, at, bytes.length).timestamp(5);
    for (int i = 0; i < fields.length; i += 2) {
      var field = schema.field(schema.id(fields[i]));
      byte[] value = fields[i + 1].getBytes(StandardCharsets.UTF_8);
      int found = original.indexOf(fields[i + 1]);
      if (found >= 0 && value.length > 0) {
        int before = original.substring(0, found).getBytes(StandardCharsets.UTF_8).length;
        batch.add(field, at + before, value.length);
      } else {
        batch.add(field, value);
      }
    }
    return batch.end().build();
  }

  private static Signal of(SignalMaker maker, EventBatch batch) {
    Signal signal = maker.signal(batch, 0);
    assertNotNull(signal);
    return signal;
  }

  @Test
  void keepsWhatEntitiesAreMadeOfAndTheFirstValueOfEach() {
    EventBatch batch =
        event(
            "alice on web-1 alice2",
            "user.name",
            "alice",
            "host.name",
            "web-1",
            "user.name",
            "alice2",
            "event.category",
            "process",
            "custom.name",
            "web-1");
    Signal signal = of(everything, batch);
    assertEquals(
        Map.of("user.name", "alice", "host.name", "web-1", "event.category", "process"),
        signal.fields());
    assertEquals("alice on web-1 alice2", signal.line());
    assertEquals("tcp/192.0.2.1", signal.source());
    assertEquals(5, signal.time());
    assertNull(words.signal(batch, 0));
  }

  @Test
  void keepsWhatWordsSpeakOf() {
    EventBatch batch =
        event(
            "alice from 192.0.2.7",
            "event.category",
            "authentication",
            "user.domain",
            "EXAMPLE",
            "client.ip",
            "192.0.2.7");
    assertEquals(
        Map.of(
            "event.category",
            "authentication",
            "user.domain",
            "EXAMPLE",
            "client.ip",
            "192.0.2.7",
            Vocabulary.WORDS,
            "Logon"),
        of(words, batch).fields());
  }

  @Test
  void keepsWhoSentItWhereAWordSpeaksOfThat() {
    var any =
        new WordFinder(
            List.of(new Interest(Vocabulary.ANY, Map.of())), Vocabulary.shipped(), schema);
    var maker = new SignalMaker((_, _) -> List.of(), any, Vocabulary.shipped(), schema);
    assertEquals(
        Map.of("host.name", "web-1", "log.source.address", "192.0.2.1", Vocabulary.WORDS, "*"),
        of(maker, event("web-1", "host.name", "web-1")).fields());
  }

  @Test
  void anEmptyFirstValueIsNoValue() {
    Signal signal = of(everything, event("bob", "user.name", "", "user.name", "bob"));
    assertEquals(Map.of(), signal.fields());
    assertEquals("bob", signal.line());
  }

  @Test
  void longLinesAndValuesAreCut() {
    for (String letter : List.of("a", "\u00e9", "\u0633")) {
      for (String begin : List.of("", "\u00e9", "begin ")) {
        String line = begin + letter.repeat(3_000);
        Signal signal =
            of(
                everything,
                event(line, "user.name", line, "process.command_line", letter.repeat(2_000)));
        assertEquals(line.substring(0, 1024), signal.line());
        assertEquals(
            Map.of(
                "user.name", line.substring(0, 1024), "process.command_line", letter.repeat(1024)),
            signal.fields());
      }
    }
  }

  @Test
  void valuesBehindTheCutAreKept() {
    String line = "a".repeat(2_000) + " alice";
    Signal signal = of(everything, event(line, "user.name", "alice"));
    assertEquals(Map.of("user.name", "alice"), signal.fields());
    assertEquals("a".repeat(1024), signal.line());
  }

  @Test
  void anyOrderOfFieldsIsUnderstood() {
    for (int i = 0; i < 5_000; i++) {
      var random = new Random(i);
      var given = new ArrayList<String>();
      Map<String, String> expected = new HashMap<>();
      for (int left = 8; left > 0; left--) {
        String field = NAMES.get(random.nextInt(NAMES.size()));
        String value = "v" + random.nextInt(100);
        given.add(field);
        given.add(value);
        expected.putIfAbsent(field, value);
      }
      Signal signal = of(everything, event("v1 v2 v30", given.toArray(new String[0])));
      assertEquals(expected, signal.fields(), () -> given.toString());
    }
  }
}
