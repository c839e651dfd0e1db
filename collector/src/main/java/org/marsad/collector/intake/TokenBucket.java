package org.marsad.collector.intake;

/**
 * How fast a source may send: events a second in the long run, and so many at once. A batch is let
 * in while there is anything left, however large it is, and what it took too much is paid back by
 * waiting; so the rate holds and no batch is too large for ever. Not thread-safe.
 */
final class TokenBucket {
  private static final double SECOND = 1e9;

  private double tokens = Double.MAX_VALUE;
  private long at;

  /** Nanoseconds until something may come again; 0 if it may now. */
  long wait(int rate, int burst, long now) {
    if (rate == 0) {
      return 0;
    }
    fill(rate, burst, now);
    return tokens > 0 ? 0 : (long) Math.ceil((1e-9 - tokens) * SECOND / rate);
  }

  /** So many have come. */
  void take(long count, int rate, int burst, long now) {
    if (rate > 0) {
      fill(rate, burst, now);
      tokens -= count;
    }
  }

  private void fill(int rate, int burst, long now) {
    double more = tokens == Double.MAX_VALUE ? burst : (now - at) / SECOND * rate;
    tokens = Math.min(burst, tokens == Double.MAX_VALUE ? more : tokens + Math.max(0, more));
    at = now;
  }
}
