package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.marsad.rules.state.Signals.SECOND;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pairs, rhythm, silence, risk, and the memory that all share. */
class OtherTablesTest {
  @Test
  void pairsAnEventWithTheOneBeforeItOfItsKey() throws IOException {
    var table = new PairTable(60 * SECOND, Signals.roomy());
    assertNull(table.add("a", Signals.at(1, 0)));
    assertNull(table.add("b", Signals.at(2, 10)));
    var next = new PairTable(60 * SECOND, Signals.roomy());
    Signals.carry(table::write, next::read);
    SignalPair pair = next.add("a", Signals.at(3, 59));
    assertNotNull(pair);
    assertEquals(1, pair.previous().id());
    assertEquals(3, pair.current().id());
    assertNull(next.add("b", Signals.at(4, 70)), "as old as the window");
    assertEquals(2, next.size());
  }

  @Test
  void tellsAClockFromChance() throws IOException {
    var table = new RhythmTable(7200 * SECOND, 5, Signals.roomy(), Signals.trail());
    var beats = new ArrayList<Beat>();
    int[] seconds = {0, 10, 300, 310, 900, 960, 1020, 1080, 1140, 1200};
    for (int i = 0; i < seconds.length; i++) {
      Beat beat = table.add("h", Signals.at(i, seconds[i]));
      if (beat != null) {
        beats.add(beat);
      }
      var next = new RhythmTable(7200 * SECOND, 5, Signals.roomy(), Signals.trail());
      Signals.carry(table::write, next::read);
      table = next;
    }
    assertEquals(2, beats.size());
    assertTrue(beats.get(0).jitter() > 0.5);
    assertEquals(0, beats.get(1).jitter(), 1e-12);
    assertEquals(60 * SECOND, beats.get(1).meanNanos());
    assertEquals(5, beats.get(1).count());
  }

  @Test
  void isSilentWhenTheWatermarkSaysSoAndOnce() throws IOException {
    var table = new SilenceTable(60 * SECOND, Signals.roomy());
    var silent = new ArrayList<Silent>();
    table.advance(Long.MIN_VALUE, silent::add);
    table.seen("a", Signals.at(1, 0));
    table.seen("b", Signals.at(2, 5));
    table.seen("a", Signals.at(3, 30));
    table.advance(65 * SECOND - 1, silent::add);
    assertTrue(silent.isEmpty());
    assertEquals(65 * SECOND, table.next());
    var next = new SilenceTable(60 * SECOND, Signals.roomy());
    Signals.carry(table::write, next::read);
    next.advance(65 * SECOND, silent::add);
    next.advance(89 * SECOND, silent::add);
    assertEquals(List.of("b"), silent.stream().map(Silent::key).toList());
    next.advance(500 * SECOND, silent::add);
    next.advance(900 * SECOND, silent::add);
    assertEquals(List.of("b", "a"), silent.stream().map(Silent::key).toList());
    assertEquals(90 * SECOND, silent.getLast().since());
    assertEquals(3, silent.getLast().last().id());
  }

  @Test
  void riskFadesAndIsToldAgainOnlyAfterItFell() throws IOException {
    var table = new RiskTable(100 * SECOND, 100, Signals.roomy(), Signals.trail());
    assertNull(table.add("u", 60, Signals.at(1, 0)));
    assertNull(table.add("u", 60, Signals.at(2, 100)), "30 + 60");
    Crossing crossing = table.add("u", 60, Signals.at(3, 110));
    assertNotNull(crossing);
    assertTrue(crossing.value() > 140);
    assertNull(table.add("u", 60, Signals.at(4, 120)), "still over");
    var next = new RiskTable(100 * SECOND, 100, Signals.roomy(), Signals.trail());
    Signals.carry(table::write, next::read);
    assertNull(next.add("u", 60, Signals.at(5, 220)), "fell to about 100");
    assertNull(next.add("u", 10, Signals.at(6, 420)), "fell to about 40");
    assertNotNull(next.add("u", 60, Signals.at(7, 420)));
  }

  @Test
  void theLargestTableForgetsItsQuietestKeyWhenMemoryIsUsedUp() {
    var budget = new Budget(200_000);
    Trail trail = Signals.trail();
    var small = new CountTable(3600 * SECOND, 2, budget, trail);
    var large = new CountTable(3600 * SECOND, 2, budget, trail);
    small.add("kept", Signals.at(0, 0));
    for (int i = 0; i < 10_000; i++) {
      large.add("key " + i, Signals.at(i + 1, i / 100));
    }
    assertTrue(budget.used() <= 200_000);
    assertTrue(budget.used() > 190_000);
    assertEquals(10_000 - large.size(), large.evicted());
    assertEquals(large.evicted(), budget.evicted());
    assertNotNull(small.add("kept", Signals.at(20_000, 101)));
    assertNotNull(large.add("key 9999", Signals.at(20_001, 101)));
    assertNull(large.add("key 0", Signals.at(20_002, 101)));
  }

  @Test
  void memoryIsGivenBackWhenKeysAreQuiet() {
    var budget = new Budget(1 << 20);
    var table = new DistinctTable(60 * SECOND, 10, budget, Signals.trail());
    for (int i = 0; i < 1_000; i++) {
      table.add("key " + i, "value", Signals.at(i, i % 2));
    }
    table.add("other", "value", Signals.at(2_000, 100));
    assertEquals(1, table.size());
    assertTrue(budget.used() < 1_000);
  }

  @Test
  void whatTheTrailLostIsShownByItsId() {
    var trail = new Trail(2_000);
    var table = new CountTable(60 * SECOND, 20, Signals.roomy(), trail);
    Crossing crossing = null;
    for (int i = 0; i < 20; i++) {
      crossing = table.add("k", Signals.at(i, i));
    }
    assertNotNull(crossing);
    assertEquals(20, crossing.evidence().size());
    assertEquals(0, crossing.evidence().getFirst().id());
    assertTrue(crossing.evidence().getFirst().line().isEmpty());
    assertEquals("line 19", crossing.evidence().getLast().line());
    assertEquals(20 - trail.size(), trail.gone());
  }

  @Test
  void refusesWhatCannotBeKept() {
    for (int atLeast : List.of(0, CountTable.MAX + 1)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new CountTable(SECOND, atLeast, Signals.roomy(), Signals.trail()));
    }
  }
}
