package org.marsad.collector.intake;

/**
 * How long the pauses of a source are: a histogram of them with four steps to a doubling, from a
 * millisecond to a month, whose old counts fade, and its longest pauses of late. Not thread-safe.
 */
final class Rhythm {
  /** So many pauses must be known before anything is said of them. */
  static final int ENOUGH = 10;

  private static final int STEPS = 4;
  private static final int BUCKETS = 32 * STEPS;
  private static final int FADE_AT = 2_000;
  private static final long MILLI = 1_000_000L;

  /** How long a long pause is remembered. */
  private static final long MEMORY = 8L * 24 * 3600 * 1_000 * MILLI;

  private final short[] counts = new short[BUCKETS];
  private int total;

  /** The two longest pauses of late, and when they ended. */
  private long longest;

  private long longestAt;
  private long second;
  private long secondAt;

  /** A pause has ended. */
  void add(long nanos, long now) {
    counts[bucket(Math.max(nanos, 0))]++;
    if (++total >= FADE_AT) {
      fade();
    }
    if (nanos >= longest || now - longestAt > MEMORY) {
      second = longest;
      secondAt = longestAt;
      longest = nanos;
      longestAt = now;
    } else if (nanos >= second || now - secondAt > MEMORY) {
      second = nanos;
      secondAt = now;
    }
  }

  /** How many pauses are known. */
  int size() {
    return total;
  }

  /** The pause that this share of all is no longer than, in nanoseconds; 0 if none is known. */
  long quantile(double share) {
    long rank = (long) Math.ceil(share * total);
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += counts[i];
      if (sum >= rank && sum > 0) {
        return (long) (Math.pow(2, (i + 0.5) / STEPS) * MILLI);
      }
    }
    return 0;
  }

  /** The longest pause but one of the last days, so that one outage alone teaches nothing. */
  long secondLongest(long now) {
    return now - secondAt > MEMORY ? 0 : second;
  }

  private void fade() {
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = (short) (counts[i] + 1 >> 1);
      total += counts[i];
    }
  }

  private static int bucket(long nanos) {
    double millis = Math.max(1.0, (double) nanos / MILLI);
    return (int) Math.min(BUCKETS - 1, Math.log(millis) / Math.log(2) * STEPS);
  }
}
