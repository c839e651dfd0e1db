package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.rules.detect.Re2;

/** Alerts that something was missing, which came late. */
class DisprovedTest {
  private static final String DRL = RuleSamples.quiet("beat", "medium") + RuleSamples.LONELY;

  private static final String SIGMA =
      """
      title: Few answers
      id: 44444444-4444-4444-8444-444444444441
      level: medium
      correlation:
        type: event_count
        rules: [answer]
        group-by: [host.name]
        timespan: 3m
        condition: {lt: 3}
      ---
      title: Answer
      id: 44444444-4444-4444-8444-444444444442
      name: answer
      logsource: {category: test}
      detection:
        s: {kind: answer}
        condition: s
      level: informational
      """;

  @TempDir private Path folder;
  private RulePack pack;
  private NaiveEventStore store;
  private long next = 1;

  @BeforeEach
  void open() throws IOException {
    pack =
        RulePack.of(
            folder,
            Map.of(
                "correlate/missing.drl", DRL,
                "sigma/few.yaml", SIGMA,
                "rules/first.yaml", RuleSamples.tool("first-tool", "one", "low", ""),
                "rules/second.yaml", RuleSamples.tool("second-tool", "two", "low", ""),
                "rules/beat.yaml", RuleSamples.tool("beat", "beat", "low", "")));
    store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
  }

  private void take(String... events) throws InterruptedException {
    EventBatch batch = pack.batch(next, List.of(events));
    next += events.length;
    store.accept(batch);
    pack.accept(batch);
  }

  /** After a restart, which has stored everything. */
  private Alert only(String rule) throws Exception {
    pack.awaitIdle();
    pack.restart();
    List<Alert> all =
        pack.incidents.allAlerts().values().stream()
            .filter(alert -> alert.ruleId().startsWith(rule))
            .toList();
    assertEquals(1, all.size(), all.toString());
    return all.getFirst();
  }

  private List<String> told(Alert alert) throws IOException {
    Incident incident = pack.incidents.incident(alert.incident()).orElseThrow();
    return incident.history().stream()
        .filter(change -> change.to().equals("disproved"))
        .map(Change::from)
        .toList();
  }

  @Test
  void whatCameAfterAllDisprovesTheAlertThatItDidNotOnceAndForGood() throws Exception {
    take("100 kind=one host.name=h user.name=u", "5000 kind=other");
    assertFalse(only("lonely").tags().contains("disproved"));
    take("150@5001 kind=two host.name=h user.name=u");
    pack.tick(6000);
    Alert alert = only("lonely");
    assertTrue(alert.tags().contains("disproved") && alert.late(), alert.toString());
    assertEquals(List.of(alert.id()), told(alert));
    pack.restart();
    take("160@6001 kind=two host.name=h user.name=u");
    pack.tick(7000);
    assertEquals(List.of(alert.id()), told(only("lonely")));
    assertTrue(only("lonely").tags().contains("disproved"));
  }

  @Test
  void whatCameOnAnotherHostDisprovesNothing() throws Exception {
    take("100 kind=one host.name=h user.name=u", "5000 kind=other");
    take("150@5001 kind=two host.name=i user.name=u", "200@5001 kind=two host.name=h user.name=u");
    pack.tick(6000);
    Alert alert = only("lonely");
    assertFalse(alert.tags().contains("disproved"));
    assertEquals(List.of(), told(alert));
  }

  @Test
  void aSignOfLifeThatCameLateDisprovesASilence() throws Exception {
    take("100 kind=beat host.name=h user.name=u", "300 kind=other", "400 kind=other");
    take("401 kind=other");
    assertFalse(only("quiet").tags().contains("disproved"));
    take("300@402 kind=beat host.name=h user.name=u", "403 kind=other");
    pack.tick(410);
    Alert alert = only("quiet");
    assertTrue(alert.tags().contains("disproved"), alert.toString());
    assertEquals(List.of(alert.id()), told(alert));
  }

  @Test
  void whereTheSilenceOnlyBeganLaterTheAlertStaysAndItsHistoryTells() throws Exception {
    take("100 kind=beat host.name=h user.name=u", "5000 kind=other");
    take("200@5001 kind=beat host.name=h user.name=u");
    pack.tick(6000);
    Alert alert = only("quiet");
    assertFalse(alert.tags().contains("disproved"), alert.toString());
    assertEquals(1, alert.history().size());
    assertTrue(alert.late());
  }

  @Test
  void enoughThatCameLateDisprovesThatThereWereFew() throws Exception {
    take("100 kind=answer host.name=h", "5000 kind=other");
    assertFalse(only("44444444").tags().contains("disproved"));
    take("110@5001 kind=answer host.name=h", "120@5001 kind=answer host.name=h");
    pack.tick(6000);
    Alert alert = only("44444444");
    assertTrue(alert.tags().contains("disproved"), alert.toString());
    assertEquals(List.of(alert.id()), told(alert));
  }
}
