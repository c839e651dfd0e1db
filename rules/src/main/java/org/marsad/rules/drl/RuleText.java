package org.marsad.rules.drl;

import java.time.Duration;
import java.util.Map;

/**
 * A rule of a file.
 *
 * @param name as it stands there
 * @param annotations values by name
 * @param line of the word {@code rule}
 * @param reach how far apart in time what meets in it can lie, in nanoseconds, without what
 *     declared types and look-ups reach
 */
public record RuleText(String name, Map<String, String> annotations, int line, long reach) {
  public RuleText {
    annotations = Map.copyOf(annotations);
  }

  /** The value of an annotation; empty if it has none. */
  public String annotation(String annotation) {
    return annotations.getOrDefault(annotation, "");
  }

  /**
   * How long it is silent about a key that it has opened an incident for, in nanoseconds; 0 if it
   * is not.
   */
  public long silent() {
    return Spans.parse(annotation("silent")).map(Duration::toNanos).orElse(0L);
  }
}
