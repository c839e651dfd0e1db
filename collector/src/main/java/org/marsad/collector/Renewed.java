package org.marsad.collector;

import java.util.List;

/**
 * What came of a look at the certificates of the inputs.
 *
 * @param inputs those that took up new ones
 * @param problems what could not be used; the certificates before are kept
 */
public record Renewed(List<String> inputs, List<String> problems) {
  public Renewed {
    inputs = List.copyOf(inputs);
    problems = List.copyOf(problems);
  }
}
