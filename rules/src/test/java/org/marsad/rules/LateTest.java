package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.EventBatch;
import org.marsad.model.incident.Alert;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.detect.Re2;

/** Events that come when the watermark has passed them. */
class LateTest {
  private static final String GUESSED =
      """
      declare Fails extends Burst
        @of("Logon") @where("outcome == failure") @by("sourceIp") @within("5m") @atLeast(3)
      end

      rule "Guessed" @id("guessed") @severity("high")
      when
        $fails : Fails( $ip : key )
        $login : Logon( outcome == "success", sourceIp == $ip, this after[0s,30m] $fails )
      then
        incidents.open($ip).because($fails, $login);
      end
      """;

  private static final String SINGLE =
      "id: single\ntitle: Single\nlevel: low\nmatch: kind:bad\nkey: [user.name]\n";

  @TempDir private Path folder;

  private static String logon(String time, String outcome) {
    return time
        + " event.category=authentication event.type=start event.outcome="
        + outcome
        + " source.ip=192.0.2.7 user.name=u host.name=h";
  }

  private RulePack pack(UnaryOperator<RulesConfig> settings) throws IOException {
    return RulePack.of(
        folder, Map.of("correlate/guessed.drl", GUESSED, "rules/single.yaml", SINGLE), settings);
  }

  private static UnaryOperator<RulesConfig> reading(int events) {
    return bounded(
        events, StateConfig.defaults().lateWaiting(), StateConfig.defaults().lateMemory());
  }

  private static UnaryOperator<RulesConfig> bounded(int events, ByteSize waiting, ByteSize memory) {
    return config -> {
      StateConfig state = config.state();
      return new RulesConfig(
          config.packs(),
          config.packsEvery(),
          config.checkpoint(),
          config.checkpointEvery(),
          config.lanes(),
          config.partitions(),
          config.lateness(),
          config.sources(),
          config.reorderCapacity(),
          config.lateCapacity(),
          config.incidentWindow(),
          config.openIncidents(),
          config.incidents(),
          config.quota(),
          new StateConfig(
              state.memory(),
              state.trail(),
              state.innerEvents(),
              state.lateEvery(),
              waiting,
              memory,
              state.lateReach(),
              events,
              state.seedValues(),
              state.historyEvents(),
              state.historyDepth(),
              state.historyFor()),
          config.assets());
    };
  }

  private static void take(RulePack pack, EventStore store, long first, List<String> events)
      throws InterruptedException {
    EventBatch batch = pack.batch(first, events);
    store.accept(batch);
    pack.accept(batch);
  }

  private static List<String> guessed(List<String> alerts) {
    return alerts.stream().filter(alert -> alert.startsWith("guessed")).toList();
  }

  @Test
  void packsSeeLateEventsTogetherWithWhatIsStored() throws Exception {
    RulePack pack = pack(config -> config);
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    take(pack, store, 1, List.of(logon("100", "success"), "5000 kind=other"));
    take(
        pack,
        store,
        3,
        List.of(
            logon("80@5001", "failure"), logon("81@5001", "failure"), logon("82@5001", "failure")));
    pack.tick(6000);
    List<String> alerts = guessed(pack.alerts());
    assertEquals(1, alerts.size(), alerts.toString());
    assertTrue(alerts.getFirst().endsWith("[3, 4, 5, 1] late"), alerts.toString());
  }

  @Test
  void aBusyLogTellsThemWithoutAPause() throws Exception {
    RulePack pack = pack(config -> config);
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    take(pack, store, 1, List.of(logon("100", "success"), "5000 kind=other"));
    take(
        pack,
        store,
        3,
        List.of(
            logon("80@5001", "failure"), logon("81@5001", "failure"), logon("82@5001", "failure")));
    take(pack, store, 6, List.of("5002 kind=other"));
    pack.awaitIdle();
    assertEquals(0, pack.incidents.allAlerts().size());
    take(pack, store, 7, List.of("5003 kind=other"));
    assertEquals(1, guessed(pack.alerts()).size());
  }

  @Test
  void whatComesOnTimeLaterStillMeetsThemAndNothingIsCountedTwice() throws Exception {
    RulePack pack = pack(config -> config);
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    take(pack, store, 1, List.of("5000 kind=other"));
    take(
        pack,
        store,
        2,
        List.of(
            logon("4960@5001", "failure"),
            logon("4961@5001", "failure"),
            logon("4962@5001", "failure"),
            "4963@5001 kind=bad user.name=u"));
    long id = 6;
    for (int second = 5005; second < 9_000; second += 5) {
      String event = second == 5010 ? logon("5010", "success") : second + " kind=other";
      take(pack, store, id++, List.of(event));
    }
    pack.awaitIdle();
    List<String> alerts = pack.alerts();
    assertEquals(1, guessed(alerts).size(), alerts.toString());
    assertTrue(guessed(alerts).getFirst().endsWith("[2, 3, 4, 7] late"), alerts.toString());
    for (Alert alert : pack.incidents.allAlerts().values()) {
      assertEquals(1, alert.repeats(), alert.toString());
    }
  }

  @Test
  void rulesForSingleEventsTellThemAtOnce() throws Exception {
    RulePack pack = pack(config -> config);
    pack.accept(1, List.of("5000 kind=other", "10@5000 kind=bad user.name=u"));
    pack.awaitIdle();
    pack.restart();
    List<String> alerts = pack.alerts();
    assertEquals(1, alerts.size(), alerts.toString());
    assertTrue(alerts.getFirst().startsWith("single ["), alerts.toString());
    assertTrue(alerts.getFirst().endsWith(" [2] late"), alerts.toString());
  }

  @Test
  void whereMuchIsStoredOnlyWhatSharesAValueIsLookedAt() throws Exception {
    RulePack pack = pack(reading(50));
    var store = new NaiveEventStore(pack.schema, new Re2());
    var scans = new AtomicInteger();
    pack.remember(
        (SearchRequest request, EventStore.ScanVisitor visitor) -> {
          scans.incrementAndGet();
          store.scan(request, visitor);
        });
    var events = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      events.add((90 + i / 20) + " kind=other source.ip=192.0.2.8");
    }
    events.add(logon("120", "success"));
    events.add("5000 kind=other");
    take(pack, store, 1, events);
    take(
        pack,
        store,
        503,
        List.of(
            logon("80@5001", "failure"), logon("81@5001", "failure"), logon("82@5001", "failure")));
    pack.tick(6000);
    List<String> alerts = guessed(pack.alerts());
    assertEquals(1, alerts.size(), alerts.toString());
    assertTrue(alerts.getFirst().endsWith("[503, 504, 505, 501] late"), alerts.toString());
    assertEquals(2, scans.get());
  }

  @Test
  void whereTheStoreCannotBeReadTheyAreLookedAtAlone() throws Exception {
    RulePack pack = pack(config -> config);
    pack.remember(
        (SearchRequest _, EventStore.ScanVisitor _) -> {
          throw new IOException("no store today");
        });
    pack.accept(1, List.of("5000 kind=other"));
    pack.accept(
        2,
        List.of(
            logon("80@5001", "failure"),
            logon("81@5001", "failure"),
            logon("82@5001", "failure"),
            logon("90@5001", "success")));
    pack.tick(6000);
    List<String> alerts = guessed(pack.alerts());
    assertEquals(1, alerts.size(), alerts.toString());
    assertTrue(alerts.getFirst().endsWith("[2, 3, 4, 5] late"), alerts.toString());
  }

  @Test
  void whatWaitsIsBoundedByItsBytesAndWhatDoesNotFitIsCounted() throws Exception {
    RulePack pack = pack(bounded(500_000, new ByteSize(6 << 10), ByteSize.ofMiB(1)));
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    take(pack, store, 1, List.of("5000 kind=other"));
    var events = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      events.add(logon((60 + i) + "@5001", "failure"));
    }
    take(pack, store, 2, events);
    pack.awaitIdle();
    double left = pack.metric("marsad_rules_late_left_out_total{reason=\"memory\"}");
    assertTrue(left > 80 && left < 100, "left out: " + left);
    assertEquals(0, pack.metric("marsad_rules_late_left_out_total{reason=\"capacity\"}"));
    assertTrue(pack.metric("marsad_rules_late_bytes") <= 6 << 10);
    // Those that were kept meet what is stored, those that were left out among it.
    pack.tick(6000);
    take(pack, store, 102, List.of(logon("170@6001", "success")));
    pack.tick(7000);
    List<String> alerts = guessed(pack.alerts());
    assertEquals(1, alerts.size(), alerts.toString());
  }

  @Test
  void whereWhatIsStoredIsTooLargeTheyAreLookedAtAlone() throws Exception {
    RulePack pack = pack(bounded(500_000, ByteSize.ofMiB(1), new ByteSize(16 << 10)));
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    var events = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      events.add(logon(Integer.toString(100 + i), "failure"));
    }
    events.add("5000 kind=other");
    take(pack, store, 1, events);
    take(pack, store, 202, List.of(logon("80@5001", "failure")));
    pack.tick(6000);
    pack.awaitIdle();
    assertEquals(1, pack.metric("marsad_rules_late_alone_total{reason=\"too-many-events\"}"));
  }
}
