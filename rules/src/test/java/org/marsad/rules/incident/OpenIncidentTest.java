package org.marsad.rules.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marsad.model.incident.Alert;

class OpenIncidentTest {
  private static final int HOSTS = OpenIncident.MAX_ENTITIES + 500;

  @Test
  void forgetsTheEntitiesThatWereQuietLongestAndTellsWhoLooksForItsEntities() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var incident = new OpenIncident("i", 0);
    Map<String, Long> expected = new HashMap<>();
    Set<String> led = new HashSet<>();
    for (int step = 0; step < 3 * HOSTS; step++) {
      int host = step < HOSTS ? step : random.nextInt(2 * HOSTS);
      int second = step < HOSTS ? random.nextInt(1_000) : step;
      Alert alert = Alarm.of("r").at(second).with("host.name", "h" + host).alert();
      if (random.nextBoolean()) {
        incident.take(alert, 0);
      } else {
        incident.goesOn(alert, 1, 0);
      }
      String key = Weights.key(alert.entities().getFirst());
      expected.merge(key, alert.last(), Math::max);
      if (expected.size() > OpenIncident.MAX_ENTITIES) {
        expected.remove(
            expected.entrySet().stream()
                .min(
                    Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .orElseThrow()
                .getKey());
      }
      if (step % 97 == 0 || step == 3 * HOSTS - 1) {
        incident.lead(led::add, led::remove);
        assertEquals(expected.keySet(), led, "seed " + seed + " step " + step);
      }
    }
    incident.leadNoMore(led::remove);
    assertEquals(Set.of(), led);
  }
}
