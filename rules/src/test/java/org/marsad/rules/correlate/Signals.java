package org.marsad.rules.correlate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Vocabulary;

/** Signals for tests: one after the other, from the same moment on. */
final class Signals {
  static final long START = 1_772_000_000_000_000_000L;

  private long id;

  /** An event that has a word, so many seconds after the start. */
  Signal of(String word, double seconds, String... fields) {
    return of(word, seconds, List.of(), fields);
  }

  /** An event that a rule held for. */
  Signal found(String rule, double seconds, String... fields) {
    return of("", seconds, List.of(rule), fields);
  }

  private Signal of(String word, double seconds, List<String> detections, String... fields) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      values.put(fields[i], fields[i + 1]);
    }
    if (!word.isEmpty()) {
      values.put(Vocabulary.WORDS, word);
    }
    long time = START + (long) (seconds * 1e9);
    return new Signal(id++, time, time, values, detections, "line " + id);
  }

  Signal logon(double seconds, String user, String host, String source, String outcome) {
    return of(
        "* Logon",
        seconds,
        "user.name",
        user,
        "host.name",
        host,
        "source.ip",
        source,
        "event.outcome",
        outcome);
  }
}
