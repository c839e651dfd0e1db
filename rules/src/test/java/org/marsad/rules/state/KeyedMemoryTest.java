package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.marsad.rules.state.Signals.SECOND;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.rules.signal.Signal;

/** Many keys for long, within the memory that they may take. */
@Tag("extended")
class KeyedMemoryTest {
  private static final int KEYS = 1_000_000;

  @Test
  void aMillionKeysStayInsideTheCapAndTheEstimateIsHonest() {
    var budget = new Budget(320L << 20);
    var table = new CountTable(3600 * SECOND, 10, budget, new Trail(1 << 20));
    long before = heap();
    for (int i = 0; i < KEYS; i++) {
      table.add("user " + i, signal(i, SECOND));
    }
    long taken = heap() - before;
    assertEquals(KEYS, table.size());
    assertEquals(0, table.evicted());
    assertTrue(taken < budget.used() * 1.2, taken + " of " + budget.used());
    for (int i = KEYS; i < 3 * KEYS; i++) {
      table.add("user " + i, signal(i, SECOND));
    }
    assertTrue(budget.used() <= 320L << 20, "over the cap");
    assertEquals(3L * KEYS, table.size() + table.evicted());
    assertTrue(heap() - before < (320L << 20) * 1.2);
  }

  @Test
  void aMonthOfEventTimeWithAMillionKeysIsFlat() {
    var budget = new Budget(320L << 20);
    var counts = new CountTable(3600 * SECOND, 10, budget, new Trail(1 << 20));
    var values = new DistinctTable(3600 * SECOND, 10, budget, new Trail(1 << 20));
    long first = 0;
    long begin = heap();
    int events = 3_000_000;
    long step = 30L * 86_400 * SECOND / events;
    for (int i = 0; i < events; i++) {
      Signal signal = signal(i, i * step);
      String key = "user " + (int) (i * 7919L % KEYS);
      counts.add(key, signal);
      values.add(key, "value " + i % 20, signal);
      if (i == events / 10) {
        first = heap() - begin;
      }
    }
    long last = heap() - begin;
    assertTrue(last < first * 1.2 + (8 << 20), first + " bytes, then " + last);
    assertEquals(0, budget.evicted());
  }

  private static Signal signal(long id, long time) {
    return new Signal(id, time, time, Map.of(), List.of(), "");
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
