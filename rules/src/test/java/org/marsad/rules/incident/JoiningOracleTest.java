package org.marsad.rules.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Level;
import org.marsad.model.store.MemoryIncidentStore;

/** Joining agrees with a plain one that keeps everything and counts exactly. */
class JoiningOracleTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void agreesWithPlainJoining() throws IOException {
    for (int run = 0; run < 8; run++) {
      compare(System.nanoTime(), 150);
    }
  }

  @Test
  @Tag("extended")
  void agreesWithPlainJoiningManyTimes() throws IOException {
    for (int run = 0; run < 200; run++) {
      compare(System.nanoTime(), 400);
    }
  }

  private static void compare(long seed, int count) throws IOException {
    List<Alert> alerts = alerts(new Random(seed), count);
    var naive = new NaiveJoining(Nanos.of(DAY), 7);
    var store = new MemoryIncidentStore();
    var config =
        new IncidentConfig(
            7, IncidentConfig.Reopen.REAL, Duration.ofDays(7), 1_000_000, Duration.ZERO);
    var assembler = new IncidentAssembler(config, DAY, 5, store, List.of());
    for (Alert alert : alerts) {
      naive.take(alert);
      assembler.take(alert);
      assembler.store((_, _) -> {});
    }
    Map<String, String> found = new TreeMap<>();
    Map<String, String> firsts = new HashMap<>();
    for (Alert alert : alerts) {
      firsts.put(Ids.of("incident", alert.id()), alert.id());
    }
    for (Alert alert : store.allAlerts().values()) {
      found.put(alert.id(), firsts.getOrDefault(alert.incident(), ""));
    }
    assertEquals(naive.homes(), found, () -> "seed " + seed);
    assertEquals(alerts.size(), found.size(), () -> "seed " + seed);
    assertTrue(store.all().size() > 1, () -> "seed " + seed);
  }

  /** Some days of a small world: a few hosts, users and addresses, a hub among them. */
  private static List<Alert> alerts(Random random, int count) {
    var alerts = new ArrayList<Alert>();
    long at = 0;
    for (int i = 0; i < count; i++) {
      at += random.nextInt(4_000);
      Alarm alarm =
          Alarm.of("r" + random.nextInt(20))
              .at(at)
              .event(i + 1)
              .level(Level.values()[1 + random.nextInt(3)])
              .attack(List.of("TA0001", "TA0006", "TA0008", "T1110").get(random.nextInt(4)));
      if (random.nextInt(4) > 0) {
        alarm = alarm.with("host.name", "H" + random.nextInt(8));
      }
      if (random.nextInt(3) > 0) {
        alarm = alarm.with("user.name", random.nextInt(5) == 0 ? "root" : "u" + random.nextInt(30));
      }
      alarm =
          switch (random.nextInt(5)) {
            case 0 -> alarm.with("source.ip", "203.0.113." + random.nextInt(6));
            case 1 -> alarm.with("source.ip", "10.0.0." + random.nextInt(4));
            case 2 -> alarm.with("destination.ip", "10.0.0." + random.nextInt(4));
            case 3 -> alarm.with("source.ip", "10.0.0.99");
            default -> alarm.with("file.hash.sha256", "hash" + random.nextInt(40));
          };
      alerts.add(alarm.alert());
    }
    return alerts;
  }
}
