package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final String DAY = "20260318T0000";

  @Test
  void theFirstHasTheNameAlone() {
    assertEquals(DAY, Splits.name(DAY, 1));
    assertEquals(1, Splits.number(DAY));
    assertEquals(DAY, Splits.first(DAY));
  }

  @Test
  void theNextAreNumberedBehindTheirTime() {
    assertEquals(DAY + "+002", Splits.name(DAY, 2));
    assertEquals(DAY + "+012-firewall", Splits.name(DAY + "-firewall", 12));
    assertEquals(12, Splits.number(DAY + "+012-firewall"));
    assertEquals(DAY + "-firewall", Splits.first(DAY + "+012-firewall"));
    assertEquals(1234, Splits.number(Splits.name(DAY, 1234)));
  }

  @Test
  void foldersOfOthersAreTheFirstOfTheirName() {
    for (String name : new String[] {"", "x", DAY + "+", DAY + "+x", "20260318T0000x+002"}) {
      assertEquals(1, Splits.number(name), name);
      assertEquals(name, Splits.first(name));
    }
  }
}
