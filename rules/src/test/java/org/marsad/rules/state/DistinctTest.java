package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

class DistinctTest {
  /** Small rings are looked through, large ones have a table; few values leave many dead. */
  @ParameterizedTest
  @CsvSource({"4, 3", "12, 20", "16, 100000", "300, 40", "5000, 900", "900, 5000", "2000, 1"})
  void keepsTheLatestOfEachValueInTheOrderOfTime(int values, int most) throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    var distinct = new Distinct();
    var hashes = TextHash.random();
    Map<String, Long> expected = new LinkedHashMap<>();
    for (int time = 1; time <= 30_000; time++) {
      boolean inTurn = time / 3_000 % 2 == 0;
      String value = "value " + (inTurn ? time % values : random.nextInt(values));
      distinct.add(hashes.hash(value), time, time, most);
      if (expected.remove(value) == null && expected.size() == most) {
        removeFirst(expected);
      }
      expected.put(value, (long) time);
      if (random.nextInt(500) == 0) {
        long limit = time - random.nextInt(values * 2);
        distinct.forget(limit);
        expected.values().removeIf(each -> each <= limit);
      }
      if (random.nextInt(5_000) == 0) {
        var next = new Distinct();
        Signals.carry(distinct::write, next::read);
        distinct = next;
      }
      assertEquals(expected.size(), distinct.size(), "seed " + seed);
      if (!expected.isEmpty()) {
        assertEquals(expected.values().iterator().next(), distinct.oldestTime(), "seed " + seed);
      }
    }
    List<Long> latest = expected.values().stream().skip(Math.max(0, expected.size() - 10)).toList();
    assertEquals(
        latest,
        distinct.events(Signals.trail(), 10).stream().map(Signal::time).toList(),
        "seed " + seed);
  }

  private static void removeFirst(Map<String, Long> map) {
    Iterator<Long> first = map.values().iterator();
    first.next();
    first.remove();
  }
}
