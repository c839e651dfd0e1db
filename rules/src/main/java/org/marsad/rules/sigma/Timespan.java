package org.marsad.rules.sigma;

import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** Spans of time as Sigma writes them: a whole number and a unit. */
final class Timespan {
  private static final int MAX_DIGITS = 9;
  private static final Map<String, Long> SECONDS =
      Map.of(
          "s",
          1L,
          "m",
          60L,
          "h",
          3600L,
          "d",
          86_400L,
          "w",
          604_800L,
          "M",
          2_629_746L,
          "y",
          31_556_952L);
  private static final long NANOS = 1_000_000_000L;
  private static final long MAX_SECONDS = 31_556_952L;

  private Timespan() {}

  /** In nanoseconds; longer than nothing, at most a year. */
  static long of(Node node) {
    String text = Nodes.text(node);
    int digits = Math.max(0, text.length() - 1);
    Long unit = SECONDS.get(text.substring(digits));
    boolean number =
        digits > 0
            && digits <= MAX_DIGITS
            && text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9');
    if (unit == null || !number) {
      throw Rejection.at(
          node,
          "\"" + text + "\" is no span of time; expecting a number and s, m, h, d, w, M or y");
    }
    long seconds = Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit.longValue());
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw Rejection.at(node, "a timespan is at least 1s and at most 1y: " + text);
    }
    return seconds * NANOS;
  }
}
