package org.marsad.model.pipe;

import org.marsad.model.config.ByteSize;

/**
 * Bounds of one execution; a result that one of them cut says so by its name.
 *
 * @param memory bytes that all commands of a query may keep together
 * @param joinMemory bytes of the right side of a join, which fails beyond
 * @param groups groups of stats and its kin
 * @param columns columns that values become, as in timechart by
 */
public record Limits(ByteSize memory, ByteSize joinMemory, int groups, int columns) {
  public Limits {
    if (groups < 1 || columns < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public static Limits defaults() {
    return new Limits(ByteSize.parse("256MiB"), ByteSize.parse("256MiB"), 100_000, 1_000);
  }
}
