package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.marsad.rules.state.Signals.SECOND;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

class CountTableTest {
  @Test
  void crossesAtTheThresholdAndIsSilentForOneWindow() {
    var table = new CountTable(60 * SECOND, 3, Signals.roomy(), Signals.trail());
    var crossed = new ArrayList<Long>();
    for (int second = 0; second <= 130; second += 10) {
      Crossing crossing = table.add("k", Signals.at(second, second));
      if (crossing != null) {
        crossed.add(crossing.last() / SECOND);
      }
    }
    assertEquals(List.of(20L, 80L), crossed);
  }

  @Test
  void leavesOutWhatIsExactlyAsOldAsTheWindow() {
    var table = new CountTable(60 * SECOND, 2, Signals.roomy(), Signals.trail());
    table.add("k", Signals.at(1, 0));
    assertNull(table.add("k", Signals.at(2, 60)));
    Crossing crossing = table.add("k", Signals.at(3, 119));
    assertNotNull(crossing);
    assertEquals(List.of(2L, 3L), crossing.evidence().stream().map(Signal::id).toList());
    assertEquals("line 2", crossing.evidence().getFirst().line());
  }

  @Test
  void showsTheFirstAndTheLatestOfMany() {
    var table = new CountTable(60 * SECOND, 1_000, Signals.roomy(), Signals.trail());
    Crossing crossing = null;
    for (int i = 0; i < 1_000; i++) {
      crossing = table.add("k", Signals.at(i, 1));
    }
    assertNotNull(crossing);
    assertEquals(1_000, crossing.count());
    assertEquals(Crossing.SHOWN, crossing.evidence().size());
    assertEquals(0, crossing.evidence().getFirst().id());
    assertEquals(999, crossing.evidence().getLast().id());
  }

  @Test
  void agreesWithCountingAllAndSurvivesCheckpoints() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      int atLeast = 1 + random.nextInt(6);
      long within = (1 + random.nextInt(50)) * SECOND;
      var table = new CountTable(within, atLeast, Signals.roomy(), Signals.trail());
      Map<String, List<Long>> all = new HashMap<>();
      Map<String, Long> silent = new HashMap<>();
      long second = 0;
      for (int id = 0; id < 400; id++) {
        second += random.nextInt(10);
        String key = "k" + random.nextInt(4);
        Signal signal = Signals.at(id, second);
        all.computeIfAbsent(key, _ -> new ArrayList<>()).add(signal.time());
        long now = signal.time();
        long inside = all.get(key).stream().filter(time -> time > now - within).count();
        boolean expected = inside >= atLeast && now >= silent.getOrDefault(key, Long.MIN_VALUE);
        if (expected) {
          silent.put(key, now + within);
        }
        if (random.nextInt(50) == 0) {
          var next = new CountTable(within, atLeast, Signals.roomy(), Signals.trail());
          Signals.carry(table::write, next::read);
          table = next;
        }
        assertEquals(
            expected,
            table.add(key, signal) != null,
            "seed %d round %d id %d".formatted(seed, round, id));
      }
    }
  }
}
