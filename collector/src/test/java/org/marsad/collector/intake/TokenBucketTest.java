package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private final TokenBucket bucket = new TokenBucket();

  @Test
  void rateHoldsInTheLongRun() {
    long let = 0;
    for (long now = 0; now < 100 * SECOND; now += SECOND / 100) {
      if (bucket.wait(10, 20, now) == 0) {
        bucket.take(3, 10, 20, now);
        let += 3;
      }
    }
    assertTrue(let >= 1_000 && let <= 1_025, "let " + let);
  }

  @Test
  void batchLargerThanTheBurstPassesAndIsPaidBack() {
    assertEquals(0, bucket.wait(10, 20, 0));
    bucket.take(120, 10, 20, 0);

    long wait = bucket.wait(10, 20, 0);

    assertTrue(wait > 10 * SECOND - 1_000 && wait < 10 * SECOND + 1_000, "wait " + wait);
    assertEquals(0, bucket.wait(10, 20, wait + 1_000));
  }

  @Test
  void noRateIsNoLimit() {
    bucket.take(1_000_000, 0, 0, 0);

    assertEquals(0, bucket.wait(0, 0, 0));
  }
}
