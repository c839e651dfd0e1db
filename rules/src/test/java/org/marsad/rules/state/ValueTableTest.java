package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.marsad.rules.state.Signals.SECOND;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

class ValueTableTest {
  private record Timed(long time, double number) {}

  @Test
  void leavesOutWhatIsNoNumber() {
    var table =
        new ValueTable(
            60 * SECOND, new Measure.Sum(), sum -> true, Signals.roomy(), Signals.trail());
    assertNull(table.add("k", Double.NaN, Signals.at(1, 0)));
    assertEquals(0, table.size());
  }

  @Test
  void interpolatesPercentiles() {
    var table =
        new ValueTable(
            3600 * SECOND,
            new Measure.Percentile(90),
            value -> value >= 100,
            Signals.roomy(),
            Signals.trail());
    for (int i = 0; i < 9; i++) {
      assertNull(table.add("k", 10, Signals.at(i, i)));
    }
    Crossing crossing = table.add("k", 2000, Signals.at(9, 9));
    assertNotNull(crossing);
    assertEquals(209, crossing.value(), 1e-9);
    assertEquals(10, crossing.count());
  }

  @Test
  void agreesWithTakingAllAndSurvivesCheckpoints() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<Measure> measures =
        List.of(new Measure.Sum(), new Measure.Average(), new Measure.Percentile(37.5));
    for (int round = 0; round < 30; round++) {
      Measure measure = measures.get(round % measures.size());
      long within = (1 + random.nextInt(50)) * SECOND;
      var table = table(within, measure);
      var all = new ArrayList<Timed>();
      long silent = Long.MIN_VALUE;
      long second = 0;
      for (int id = 0; id < 400; id++) {
        second += random.nextInt(5);
        double number = random.nextInt(100) - 20;
        Signal signal = Signals.at(id, second);
        long now = signal.time();
        all.add(new Timed(now, number));
        double[] inside =
            all.stream()
                .filter(each -> each.time() > now - within)
                .mapToDouble(Timed::number)
                .sorted()
                .toArray();
        double value = naive(measure, inside);
        boolean expected = value > 45 && now >= silent;
        silent = expected ? now + within : silent;
        if (random.nextInt(50) == 0) {
          var next = table(within, measure);
          Signals.carry(table::write, next::read);
          table = next;
        }
        Crossing crossing = table.add("k", number, signal);
        assertEquals(
            expected,
            crossing != null,
            "seed %d round %d id %d value %f".formatted(seed, round, id, value));
        if (crossing != null) {
          assertEquals(value, crossing.value(), 1e-9);
          assertEquals(inside.length, crossing.count());
        }
      }
    }
  }

  private static ValueTable table(long within, Measure measure) {
    return new ValueTable(within, measure, value -> value > 45, Signals.roomy(), Signals.trail());
  }

  private static double naive(Measure measure, double[] sorted) {
    double sum = 0;
    for (double each : sorted) {
      sum += each;
    }
    return switch (measure) {
      case Measure.Sum _ -> sum;
      case Measure.Average _ -> sum / sorted.length;
      case Measure.Percentile percentile -> {
        double place = percentile.rank() / 100 * (sorted.length - 1);
        int low = (int) Math.floor(place);
        int high = (int) Math.ceil(place);
        yield sorted[low] + (place - low) * (sorted[high] - sorted[low]);
      }
    };
  }
}
