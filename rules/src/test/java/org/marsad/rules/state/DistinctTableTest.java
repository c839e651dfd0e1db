package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.marsad.rules.state.Signals.SECOND;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

class DistinctTableTest {
  @Test
  void countsValuesNotEvents() {
    var table = new DistinctTable(60 * SECOND, 2, Signals.roomy(), Signals.trail());
    assertNull(table.add("k", "a", Signals.at(1, 0)));
    assertNull(table.add("k", "a", Signals.at(2, 1)));
    Crossing crossing = table.add("k", "b", Signals.at(3, 2));
    assertNotNull(crossing);
    assertEquals(List.of(2L, 3L), crossing.evidence().stream().map(Signal::id).toList());
  }

  @Test
  void agreesWithCountingAllAndSurvivesCheckpoints() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      compare(seed, random, 1 + random.nextInt(8), 12, 600);
    }
  }

  /** Keys with many values look them up together with others, while nothing can cross. */
  @Test
  void manyValuesCrossAtTheSameEventsAsIfEachWereLookedUpAtOnce() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      compare(seed, random, 20 + random.nextInt(120), 200, 3_000);
    }
  }

  private static void compare(long seed, Random random, int atLeast, int values, int events)
      throws IOException {
    long within = (1 + random.nextInt(values * 4)) * SECOND;
    var table = new DistinctTable(within, atLeast, Signals.roomy(), Signals.trail());
    Map<String, Map<String, Signal>> all = new HashMap<>();
    Map<String, Long> silent = new HashMap<>();
    long second = 0;
    for (int id = 0; id < events; id++) {
      second += random.nextInt(8) / 4;
      String key = "k" + random.nextInt(3);
      String value = "v" + random.nextInt(values);
      Signal signal = Signals.at(id, second);
      long now = signal.time();
      all.computeIfAbsent(key, _ -> new HashMap<>()).put(value, signal);
      List<Signal> inside =
          all.get(key).values().stream()
              .filter(each -> each.time() > now - within)
              .sorted()
              .toList();
      boolean expected = inside.size() >= atLeast && now >= silent.getOrDefault(key, 0L);
      if (expected) {
        silent.put(key, now + within);
      }
      if (random.nextInt(50) == 0) {
        var next = new DistinctTable(within, atLeast, Signals.roomy(), Signals.trail());
        Signals.carry(table::write, next::read);
        table = next;
      }
      Crossing crossing = table.add(key, value, signal);
      String where = "seed %d id %d".formatted(seed, id);
      assertEquals(expected, crossing != null, where);
      if (crossing != null) {
        assertEquals(
            ids(inside.subList(inside.size() - Math.min(atLeast, Crossing.SHOWN), inside.size())),
            ids(crossing.evidence()),
            where);
      }
    }
  }

  private static List<Long> ids(List<Signal> signals) {
    return signals.stream().map(Signal::id).toList();
  }

  @Test
  void aKeyThatIsForgottenTakesItsWaitingValuesWithIt() throws IOException {
    var budget = new Budget(40_000);
    var table = new DistinctTable(1000 * SECOND, 1000, budget, Signals.trail());
    for (int id = 0; id < 4_000; id++) {
      assertNull(table.add("k" + id / 40 % 20, "v" + id % 700, Signals.at(id, id / 10)));
      assertTrue(budget.used() <= 40_000, "over the cap");
    }
    assertTrue(table.evicted() > 0);
    var next = new DistinctTable(1000 * SECOND, 1000, Signals.roomy(), Signals.trail());
    Signals.carry(table::write, next::read);
    assertEquals(table.size(), next.size());
  }

  /** What wait, wait after a checkpoint too: a checkpoint that is written changes nothing. */
  @Test
  void aCheckpointDoesNotEnterWhatWaits() throws IOException {
    var table = new DistinctTable(1000 * SECOND, 500, Signals.roomy(), Signals.trail());
    for (int id = 0; id < 100; id++) {
      assertNull(table.add("k", "v" + id, Signals.at(id, id)));
    }
    var first = new ByteArrayOutputStream();
    table.write(new DataOutputStream(first));
    var second = new ByteArrayOutputStream();
    table.write(new DataOutputStream(second));
    assertArrayEquals(first.toByteArray(), second.toByteArray());
  }
}
