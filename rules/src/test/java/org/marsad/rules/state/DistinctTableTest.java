package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.marsad.rules.state.Signals.SECOND;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      int atLeast = 1 + random.nextInt(8);
      long within = (1 + random.nextInt(50)) * SECOND;
      var table = new DistinctTable(within, atLeast, Signals.roomy(), Signals.trail());
      Map<String, Map<String, Long>> all = new HashMap<>();
      Map<String, Long> silent = new HashMap<>();
      long second = 0;
      for (int id = 0; id < 600; id++) {
        second += random.nextInt(8);
        String key = "k" + random.nextInt(3);
        String value = "v" + random.nextInt(12);
        Signal signal = Signals.at(id, second);
        long now = signal.time();
        all.computeIfAbsent(key, _ -> new HashMap<>()).put(value, now);
        long inside = all.get(key).values().stream().filter(time -> time > now - within).count();
        boolean expected = inside >= atLeast && now >= silent.getOrDefault(key, Long.MIN_VALUE);
        if (expected) {
          silent.put(key, now + within);
        }
        if (random.nextInt(50) == 0) {
          var next = new DistinctTable(within, atLeast, Signals.roomy(), Signals.trail());
          Signals.carry(table::write, next::read);
          table = next;
        }
        assertEquals(
            expected,
            table.add(key, value, signal) != null,
            "seed %d round %d id %d".formatted(seed, round, id));
      }
    }
  }
}
