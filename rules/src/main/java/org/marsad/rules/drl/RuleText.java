package org.marsad.rules.drl;

import java.util.Map;

/**
 * A rule of a file.
 *
 * @param name as it stands there
 * @param annotations values by name
 * @param line of the word {@code rule}
 */
public record RuleText(String name, Map<String, String> annotations, int line) {
  public RuleText {
    annotations = Map.copyOf(annotations);
  }

  /** The value of an annotation; empty if it has none. */
  public String annotation(String annotation) {
    return annotations.getOrDefault(annotation, "");
  }
}
