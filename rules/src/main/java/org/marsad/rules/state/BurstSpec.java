package org.marsad.rules.state;

import java.util.Map;

/**
 * What a burst counts.
 *
 * @param name of the declared type
 * @param of the word of the vocabulary that is counted
 * @param where what its attributes must be
 * @param by the attribute it is counted by
 * @param within the window, in nanoseconds
 * @param atLeast how many make a burst
 */
public record BurstSpec(
    String name, String of, Map<String, String> where, String by, long within, int atLeast) {
  /** The most events a burst may ask for. */
  public static final int MAX = 10_000;

  public BurstSpec {
    where = Map.copyOf(where);
  }
}
