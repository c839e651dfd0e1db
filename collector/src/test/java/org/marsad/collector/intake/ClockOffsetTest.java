package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

final class ClockOffsetTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_773_829_230 * SECOND;

  private final ClockOffset offset = new ClockOffset();

  private void learn(int second, long behind) {
    offset.learn(NOW + second * SECOND - behind, NOW + second * SECOND);
  }

  @Test
  void strayClaimsDoNotMoveTheMedian() {
    for (int i = 0; i < 30; i++) {
      learn(i, i % 5 == 0 ? 86_400 * SECOND : 3_600 * SECOND);
    }

    assertEquals(3_600 * SECOND, offset.median());
    assertEquals(0, offset.spread());
    assertEquals(3_600 * SECOND, offset.applied());
  }

  @Test
  void burstCountsOnce() {
    for (int i = 0; i < 1_000; i++) {
      offset.learn(NOW - 50 * SECOND, NOW + i);
    }

    assertFalse(offset.isKnown());
  }

  @Test
  void smallOrUnsteadyOffsetsAreNotApplied() {
    for (int i = 0; i < 40; i++) {
      learn(i, SECOND);
    }
    assertEquals(0, offset.applied());

    for (int i = 40; i < 80; i++) {
      learn(i, i * 100 * SECOND);
    }
    assertEquals(0, offset.applied());
  }

  @Test
  void appliedOffsetChangesInSteps() {
    for (int i = 0; i < 40; i++) {
      learn(i, 60 * SECOND);
    }
    assertEquals(60 * SECOND, offset.applied());

    for (int i = 40; i < 80; i++) {
      learn(i, 61 * SECOND);
    }
    assertEquals(60 * SECOND, offset.applied());

    for (int i = 80; i < 120; i++) {
      learn(i, 0);
    }
    assertEquals(0, offset.applied());
  }
}
