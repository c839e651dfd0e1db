package org.marsad.collector.intake;

import java.util.Arrays;

/**
 * How far the clock of a source is off: the median of received minus claimed over the last samples,
 * one a second at most, so that neither a burst nor a few stray claims move it. Not thread-safe.
 */
final class ClockOffset {
  /** Samples that are kept. */
  static final int WINDOW = 32;

  /** Fewer samples say nothing. */
  static final int ENOUGH = 8;

  private static final long SECOND = 1_000_000_000L;

  /** An offset that is applied is no smaller; less is what networks and rounding make. */
  private static final long LEAST_APPLIED = 3 * SECOND;

  /** By so much it must change before another one is applied. */
  private static final long STEP = 2 * SECOND;

  /** Samples may stray by so much, or a twentieth, from an offset that is applied. */
  private static final long STEADY = 2 * SECOND;

  private static final int STEADY_PART = 20;

  private long[] samples = new long[0];
  private int next;
  private int size;
  private long sampledAt = Long.MIN_VALUE;
  private boolean stale;
  private long median;
  private long spread;
  private long applied;

  /** An event claimed one time and came in at another, in nanoseconds since 1970. */
  void learn(long claimed, long received) {
    if (size > 0 && received - sampledAt < SECOND && received >= sampledAt) {
      return;
    }
    sampledAt = received;
    if (next == samples.length && samples.length < WINDOW) {
      samples = Arrays.copyOf(samples, Math.max(4, samples.length * 2));
    }
    next %= samples.length;
    samples[next++] = received - claimed;
    size = Math.min(size + 1, samples.length);
    stale = true;
  }

  boolean isKnown() {
    return size >= ENOUGH;
  }

  /** Positive if the clock is behind. */
  long median() {
    measure();
    return median;
  }

  /** Half of the samples are no farther from the median. */
  long spread() {
    measure();
    return spread;
  }

  /**
   * What is to be added to claims: the median, where it is steady and large enough; changes in
   * steps, so that it does not change with every sample.
   */
  long applied() {
    measure();
    return applied;
  }

  private void decide() {
    long distance = Math.abs(median);
    boolean steady = spread <= Math.max(STEADY, distance / STEADY_PART);
    if (steady && distance < LEAST_APPLIED) {
      applied = 0;
    } else if (steady && Math.abs(median - applied) >= STEP) {
      applied = median;
    }
  }

  private void measure() {
    if (!stale || size == 0) {
      return;
    }
    stale = false;
    long[] sorted = Arrays.copyOf(samples, size);
    Arrays.sort(sorted);
    median = sorted[size / 2];
    for (int i = 0; i < size; i++) {
      sorted[i] = Math.abs(sorted[i] - median);
    }
    Arrays.sort(sorted);
    spread = sorted[size / 2];
    if (isKnown()) {
      decide();
    }
  }
}
