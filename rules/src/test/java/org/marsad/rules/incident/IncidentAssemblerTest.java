package org.marsad.rules.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Action.Target;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Outcome;
import org.marsad.model.incident.Outcome.Verdict;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Suppression;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.MemoryIncidentStore;

/** How alerts become incidents, and what people do to them. */
class IncidentAssemblerTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final long HOUR = 3600;

  private MemoryIncidentStore store = new MemoryIncidentStore();
  private IncidentAssembler assembler;
  private long second;
  private int actions;

  IncidentAssemblerTest() throws IOException {
    assembler = assembler(10_000);
  }

  @BeforeEach
  void begin() {
    second = 0;
  }

  private IncidentAssembler assembler(int maxOpen) throws IOException {
    return new IncidentAssembler(
        IncidentConfig.defaults(), DAY, maxOpen, store, List.of("r1/1", "r2/1"));
  }

  private Alert take(Alarm alarm) throws IOException {
    Alert alert = alarm.alert();
    assembler.take(alert);
    assembler.store((_, _) -> {});
    return alert;
  }

  private String incidentOf(Alert alert) {
    return store.alert(alert.id()).orElseThrow().incident();
  }

  private Incident incident(Alert alert) {
    return store.incident(incidentOf(alert)).orElseThrow();
  }

  private Outcome act(Action action) throws IOException {
    actions++;
    Outcome outcome =
        assembler
            .act(
                new Recorded("act" + actions, "amina", action),
                1_000_000 + actions,
                (Alarm.START + second) * Alarm.SECOND)
            .orElseThrow();
    assembler.store((_, _) -> {});
    return outcome;
  }

  private static Action.Triage triage(
      Incident incident, @Nullable Status status, @Nullable Classification what) {
    return new Action.Triage(
        List.of(Target.incident(incident.id(), incident.revision())),
        status,
        what,
        null,
        null,
        null,
        List.of(),
        List.of(),
        "");
  }

  // Joining

  @Test
  void joinsByAnAddressFromOutsideAndSaysWhyInNumbers() throws IOException {
    Alert first = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.9"));
    Alert second = take(Alarm.of("r2").at(60).with("source.ip", "203.0.113.9"));
    assertEquals(incidentOf(first), incidentOf(second));
    Placement why = store.alert(second.id()).orElseThrow().placements().getLast();
    assertTrue(why.score() >= why.needed(), why.reason());
    assertEquals(1, why.links().size());
    assertTrue(why.reason().contains("source.ip=203.0.113.9 ("), why.reason());
    assertTrue(why.reason().contains("of 7.0 bits needed"), why.reason());
    assertEquals(2, incident(first).alerts());
  }

  @Test
  void followsAnAddressFromTargetToSource() throws IOException {
    Alert first =
        take(
            Alarm.of("r1")
                .at(0)
                .with("destination.ip", "10.0.0.5")
                .with("user.name", "bob")
                .attack("TA0001"));
    Alert next =
        take(
            Alarm.of("r2")
                .at(300)
                .with("source.ip", "10.0.0.5")
                .with("user.name", "bob")
                .attack("TA0008"));
    assertEquals(incidentOf(first), incidentOf(next));
    String why = store.alert(next.id()).orElseThrow().placements().getLast().reason();
    assertTrue(why.contains("from initial access on to lateral movement"), why);
  }

  @Test
  void aHostAloneOrAWellKnownAccountJoinsNothingAtFirst() throws IOException {
    Alert a = take(Alarm.of("r1").at(0).with("host.name", "web-1").with("user.name", "root"));
    Alert b = take(Alarm.of("r2").at(10).with("host.name", "web-1").with("user.name", "x"));
    Alert c = take(Alarm.of("r2").at(20).with("host.name", "web-2").with("user.name", "root"));
    assertNotEquals(incidentOf(a), incidentOf(b));
    assertNotEquals(incidentOf(a), incidentOf(c));
  }

  @Test
  void anAddressThatManyShareDoesNotGlueTheWorldTogether() throws IOException {
    // A NAT address with users that have nothing to do with each other, over some days.
    for (int i = 0; i < 200; i++) {
      take(
          Alarm.of("r" + i % 7)
              .at(i * 1800L)
              .event(i + 1)
              .with("source.ip", "198.51.100.1")
              .with("user.name", "user" + i)
              .with("host.name", "pc" + i));
    }
    long largest = 0;
    for (Incident each : store.all().values()) {
      largest = Math.max(largest, each.alerts());
    }
    assertTrue(store.all().size() > 150, store.all().size() + " incidents");
    assertTrue(largest < 20, largest + " alerts in one");
  }

  @Test
  void aJumpHostDoesNotJoinWhatHappensOnIt() throws IOException {
    for (int i = 0; i < 100; i++) {
      take(
          Alarm.of("r" + i % 5)
              .at(i * 1800L)
              .event(i + 1)
              .with("host.name", "jump")
              .with("source.ip", "10.1." + i + ".7")
              .with("user.name", "admin" + i)
              .attack(i % 2 == 0 ? "TA0006" : "TA0008"));
    }
    assertTrue(store.all().size() > 80, store.all().size() + " incidents");
  }

  @Test
  void aHashOrAProcessJoinsAfterHours() throws IOException {
    Alert a = take(Alarm.of("r1").at(0).with("file.hash.sha256", "ab").with("host.name", "h1"));
    Alert b =
        take(Alarm.of("r2").at(8 * HOUR).with("file.hash.sha256", "AB").with("host.name", "h2"));
    assertEquals(incidentOf(a), incidentOf(b));
    Alert c = take(Alarm.of("r1").at(9 * HOUR).with("process.entity_id", "{p1}"));
    Alert d = take(Alarm.of("r2").at(9 * HOUR + 5).with("process.parent.entity_id", "{p1}"));
    assertEquals(incidentOf(c), incidentOf(d));
  }

  @Test
  void joinsTheOneWhoseEventsBeganFirstWhereverItHasAsMuchInCommon() throws IOException {
    Alert older = take(Alarm.of("r1").at(0).raised(90).with("file.hash.sha256", "aa"));
    Alert raisedBefore = take(Alarm.of("r1").at(5).raised(30).with("file.hash.sha256", "bb"));
    Alert both =
        take(Alarm.of("r2").at(9).with("file.hash.sha256", "aa").with("file.hash.sha256", "bb"));
    assertEquals(incidentOf(older), incidentOf(both));
    assertNotEquals(incidentOf(raisedBefore), incidentOf(both));
  }

  @Test
  void keepsMildAlertsAndTakesThemInLater() throws IOException {
    Alert mild = take(Alarm.of("low").level(Level.LOW).at(0).with("source.ip", "203.0.113.9"));
    assertEquals("", incidentOf(mild));
    assertTrue(store.all().isEmpty());
    Alert bad = take(Alarm.of("r1").at(60).with("source.ip", "203.0.113.9"));
    assertEquals(incidentOf(bad), incidentOf(mild));
    assertEquals(2, incident(bad).alerts());
  }

  @Test
  void hasNoBoundOfAlertsAndCountsExactly() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      take(
          Alarm.of("r" + i % 50)
              .at(i * 20L)
              .event(i + 1)
              .with("source.ip", "203.0.113.9")
              .with("file.hash.sha256", "cafe"));
    }
    assertEquals(1, store.all().size());
    assertEquals(3_000, store.all().values().iterator().next().alerts());
    assertEquals(3_000, store.allAlerts().size());
  }

  @Test
  void theSameRuleAndKeyGoOnAsOneAlert() throws IOException {
    Alert first = take(Alarm.of("r1").at(0).event(1).by("source.ip", "203.0.113.9"));
    for (int i = 1; i < 500; i++) {
      take(Alarm.of("r1").at(i * 30L).event(i + 1).by("source.ip", "203.0.113.9"));
    }
    Alert kept = store.alert(first.id()).orElseThrow();
    assertEquals(500, kept.repeats());
    assertEquals(500, kept.evidenceTotal());
    assertEquals(Alerts.MAX_EVIDENCE, kept.evidence().size());
    assertEquals(500, incident(first).evidence());
    assertEquals(1, incident(first).alerts());
  }

  @Test
  void raisesTheSeverityForACriticalAssetAndForRisk() throws IOException {
    Alert plain = take(Alarm.of("r1").level(Level.HIGH).at(0).with("host.name", "a"));
    Alert vip =
        take(
            Alarm.of("r1")
                .level(Level.HIGH)
                .at(1)
                .importance(Importance.CRITICAL)
                .with("host.name", "b"));
    assertEquals(Level.HIGH, incident(plain).level());
    assertEquals(Level.CRITICAL, incident(vip).level());
    assertTrue(incident(vip).levelReason().contains("critical asset"));
    assertEquals(2 * incident(plain).risk(), incident(vip).risk());
  }

  // The flood

  @Test
  void foldsAFloodOfAlertsOfOneRuleVisibly() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      take(Alarm.of("flood").at(i / 50).event(i + 1).with("host.name", "h" + i));
    }
    List<Alert> storms =
        store.allAlerts().values().stream().filter(a -> a.tags().contains("storm")).toList();
    assertEquals(1, storms.size());
    assertEquals(900, storms.getFirst().repeats());
    assertEquals(900, storms.getFirst().evidenceTotal());
    assertEquals(101, store.allAlerts().size());
    assertEquals(900, assembler.stormed());
  }

  // Suppression

  private static Action suppress(Suppression.Kind kind, String rule, String query, String field) {
    return new Action.Suppress(
        new Suppression(
            "",
            kind,
            rule,
            query,
            field.isEmpty() ? List.of() : List.of(field),
            600 * Alarm.SECOND,
            "amina",
            "known scanner",
            0,
            (Alarm.START + 10 * HOUR) * Alarm.SECOND,
            0,
            0));
  }

  @Test
  void anExceptionKeepsAndCountsButOpensNothingUntilItIsOver() throws IOException {
    Outcome made = act(suppress(Suppression.Kind.EXCEPT, "r1", "source.ip:192.0.2.0/24", ""));
    assertEquals(Verdict.DONE, made.results().getFirst().verdict(), made.toString());
    for (int i = 0; i < 10; i++) {
      take(Alarm.of("r1").at(i).event(i + 1).with("source.ip", "192.0.2.8"));
    }
    assertTrue(store.all().isEmpty());
    Alert kept = store.allAlerts().values().iterator().next();
    assertEquals(Status.EXCEPTED, kept.status());
    assertEquals(10, kept.repeats());
    assertEquals(10, kept.evidence().size());
    assertEquals(10, assembler.suppressions().getFirst().alerts());
    assertEquals(10, assembler.suppressedOf("r1"));
    assertEquals(0, assembler.suppressedOf("r2"));
    take(Alarm.of("r1").at(20).with("source.ip", "203.0.113.9"));
    take(Alarm.of("r2").at(21).with("source.ip", "192.0.2.8"));
    assertEquals(2, store.all().size());
    take(Alarm.of("r1").at(11 * HOUR).with("source.ip", "192.0.2.8"));
    assertEquals(3, store.all().size());
  }

  @Test
  void foldsByFieldsForAWindowWithExactCounts() throws IOException {
    act(suppress(Suppression.Kind.FOLD, "r1", "", "host.name"));
    Alert first = take(Alarm.of("r1").at(0).event(1).with("host.name", "h").with("user.name", "a"));
    for (int i = 1; i < 8; i++) {
      take(
          Alarm.of("r1")
              .at(i * 500L)
              .event(i + 1)
              .with("host.name", "h")
              .with("user.name", "u" + i));
    }
    assertEquals(8, store.alert(first.id()).orElseThrow().repeats());
    assertEquals(7, assembler.suppressions().getFirst().alerts());
    assertEquals(1, store.allAlerts().size());
    // Longer than the window after the last.
    take(Alarm.of("r1").at(7 * 500 + 601).event(99).with("host.name", "h"));
    assertEquals(2, store.allAlerts().size());
  }

  @Test
  void refusesSuppressionsThatNobodyAnswersForOrThatAreOver() throws IOException {
    second = 20 * HOUR;
    Outcome over = act(suppress(Suppression.Kind.EXCEPT, "r1", "", ""));
    assertEquals(Verdict.REFUSED, over.results().getFirst().verdict());
    second = 0;
    Outcome all = act(suppress(Suppression.Kind.EXCEPT, "", "", ""));
    assertEquals(Verdict.REFUSED, all.results().getFirst().verdict());
    Outcome bad = act(suppress(Suppression.Kind.EXCEPT, "", "(((", ""));
    assertEquals(Verdict.REFUSED, bad.results().getFirst().verdict());
    assertEquals(List.of(), assembler.suppressions());
    String id = act(suppress(Suppression.Kind.EXCEPT, "r1", "", "")).action();
    assertEquals(Verdict.DONE, act(new Action.Unsuppress(id, "")).results().getFirst().verdict());
    take(Alarm.of("r1").at(5).with("host.name", "h"));
    assertEquals(1, store.all().size());
  }

  // People

  @Test
  void comparesAndSetsButDoesNotStumbleOverWhatTheRulesAdd() throws IOException {
    Alert first = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.9"));
    Incident seen = incident(first);
    take(Alarm.of("r2").at(1).with("source.ip", "203.0.113.9"));
    Outcome done = act(triage(seen, Status.IN_PROGRESS, null));
    assertEquals(Verdict.DONE, done.results().getFirst().verdict());
    Outcome stale = act(triage(seen, null, Classification.BENIGN));
    assertEquals(Verdict.CONFLICT, stale.results().getFirst().verdict());
    assertEquals(Classification.NONE, incident(first).classification());
    assertEquals("amina", incident(first).history().getFirst().by());
    Outcome unsaid = act(triage(incident(first), Status.CLOSED, null));
    assertEquals(Verdict.REFUSED, unsaid.results().getFirst().verdict());
    Outcome unknown =
        act(
            new Action.Triage(
                List.of(Target.incident("none", 0)),
                Status.NEW,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                ""));
    assertEquals(Verdict.UNKNOWN, unknown.results().getFirst().verdict());
  }

  @Test
  void reopensByPolicy() throws IOException {
    Alert real = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.9"));
    act(triage(incident(real), Status.CLOSED, Classification.TRUE_POSITIVE));
    take(Alarm.of("r2").at(60).with("source.ip", "203.0.113.9"));
    assertEquals(Status.NEW, incident(real).status());
    assertEquals(2, incident(real).alerts());
    assertTrue(incident(real).history().getLast().why().startsWith("reopened"));

    Alert harmless = take(Alarm.of("r1").at(70).with("source.ip", "203.0.113.77"));
    act(triage(incident(harmless), Status.CLOSED, Classification.FALSE_POSITIVE));
    take(Alarm.of("r1").at(80).event(800).with("source.ip", "203.0.113.77"));
    assertEquals(Status.CLOSED, incident(harmless).status());
    assertEquals(2, incident(harmless).alerts());
    Alert other = take(Alarm.of("r2").at(90).with("source.ip", "203.0.113.77"));
    assertNotEquals(incidentOf(harmless), incidentOf(other));
  }

  @Test
  void letsClosedIncidentsGoWhenTheirTimeIsOver() throws IOException {
    IncidentConfig plain = IncidentConfig.defaults();
    var config =
        new IncidentConfig(
            plain.needed(), plain.reopen(), Duration.ofDays(1), 100, Duration.ofDays(10));
    assembler = new IncidentAssembler(config, DAY, 10_000, store, List.of("r1/1", "r2/1"));
    var gone = new ArrayList<String>();
    assembler.tellForgotten(incident -> gone.add(incident.id()));
    Alert closed = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.9"));
    String id = incidentOf(closed);
    Alert open = take(Alarm.of("r1").at(10).with("source.ip", "203.0.113.77"));
    act(triage(incident(closed), Status.CLOSED, Classification.TRUE_POSITIVE));
    long day = 24 * HOUR;
    commitAt(9 * day);
    assertEquals(List.of(), gone);
    commitAt(11 * day);
    assertEquals(List.of(id), gone);
    assertEquals(1, assembler.forgotten());
    assertTrue(store.incident(id).isEmpty());
    assertTrue(store.alert(closed.id()).isEmpty());
    assertEquals(Status.NEW, incident(open).status());
    // What is gone is neither joined nor gone on with.
    Alert later = take(Alarm.of("r1").at(11 * day).event(900).with("source.ip", "203.0.113.9"));
    assertNotEquals(id, incidentOf(later));
    commitAt(30 * day);
    assertEquals(1, gone.size());
  }

  private void commitAt(long second) throws IOException {
    assembler.reached(1_000, (Alarm.START + second) * Alarm.SECOND);
    assembler.cut().makeDurable();
  }

  @Test
  void mergesAndTakesItBack() throws IOException {
    Alert a = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.1"));
    Alert b = take(Alarm.of("r1").at(1).with("source.ip", "203.0.113.2"));
    Incident before = incident(a);
    Incident other = incident(b);
    Outcome merged =
        act(
            new Action.Merge(
                Target.incident(before.id(), 0),
                List.of(Target.incident(other.id(), 0)),
                "the same"));
    assertEquals(before.id(), incidentOf(b));
    assertEquals(2, incident(a).alerts());
    assertEquals(Status.MERGED, store.incident(other.id()).orElseThrow().status());
    // What would have joined the other one comes here.
    Alert later = take(Alarm.of("r2").at(60).with("source.ip", "203.0.113.2"));
    assertEquals(before.id(), incidentOf(later));
    act(new Action.Undo(merged.action(), "no, it is not"));
    assertEquals(other.id(), incidentOf(b));
    assertEquals(before.id(), incidentOf(later));
    assertEquals(Status.NEW, incident(b).status());
    assertEquals("", incident(b).mergedInto());
    assertEquals(1, incident(b).alerts());
    assertEquals(2, incident(a).alerts());
    assertEquals(3, store.alert(b.id()).orElseThrow().placements().size());
    assertEquals(
        Verdict.UNKNOWN, act(new Action.Undo(merged.action(), "")).results().getFirst().verdict());
  }

  @Test
  void rememberSplitsAndTakesThemBack() throws IOException {
    Alert a = take(Alarm.of("r1").at(0).with("source.ip", "203.0.113.1").with("user.name", "bob"));
    Alert b = take(Alarm.of("r2").at(1).with("source.ip", "203.0.113.1").with("user.name", "eve"));
    String whole = incidentOf(a);
    assertEquals(whole, incidentOf(b));
    Outcome split =
        act(new Action.Split(Target.incident(whole, 0), List.of(b.id()), "eve is a test"));
    assertNotEquals(whole, incidentOf(b));
    assertEquals(1, incident(a).alerts());
    assertEquals("user.name=eve", incident(a).splitOff().getFirst().toString());
    // Eve's next alert goes where eve is, though both have the address.
    Alert later =
        take(Alarm.of("r3").at(60).with("source.ip", "203.0.113.1").with("user.name", "eve"));
    assertEquals(incidentOf(b), incidentOf(later));
    act(new Action.Undo(split.action(), ""));
    assertEquals(whole, incidentOf(b));
    assertEquals(List.of(), incident(a).splitOff());
    Outcome all = act(new Action.Split(Target.incident(whole, 0), List.of(a.id(), b.id()), ""));
    assertEquals(Verdict.REFUSED, all.results().getFirst().verdict());
  }

  // Memory and restarts

  @Test
  void findsTheSameWithLittleMemoryAndAfterRestartsAnywhere() throws IOException {
    long seed = Seeds.next();
    List<Object> inputs = inputs(new Random(seed), 400);
    assembler = assembler(10_000);
    for (Object each : inputs) {
      input(each);
    }
    assembler.cut().makeDurable();
    Map<String, Incident> incidents = store.all();
    Map<String, Alert> alerts = store.allAlerts();
    assertFalse(incidents.isEmpty());

    store = new MemoryIncidentStore();
    assembler = assembler(3);
    for (Object each : inputs) {
      input(each);
    }
    assertTrue(assembler.spilled() > 0);
    assertEquals(incidents, store.all(), () -> "little memory, seed " + seed);
    assertEquals(alerts, store.allAlerts(), () -> "little memory, seed " + seed);

    var random = new Random(seed + 1);
    store = new MemoryIncidentStore();
    assembler = assembler(20);
    int from = 0;
    byte[] checkpoint = checkpoint();
    int checkpointed = 0;
    while (from < inputs.size()) {
      input(inputs.get(from++));
      if (random.nextInt(20) == 0) {
        assembler.cut().makeDurable();
        if (random.nextBoolean()) {
          checkpoint = checkpoint();
          checkpointed = from;
        }
      }
      if (random.nextInt(40) == 0) {
        // Killed: the store is as committed, the rules go on from their older checkpoint.
        store.crash();
        assembler = assembler(20);
        assembler.read(new DataInputStream(new ByteArrayInputStream(checkpoint)), false);
        from = checkpointed;
      }
    }
    assertEquals(incidents, store.all(), () -> "restarts, seed " + seed);
    assertEquals(alerts, store.allAlerts(), () -> "restarts, seed " + seed);
  }

  private byte[] checkpoint() throws IOException {
    var bytes = new ByteArrayOutputStream();
    assembler.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private void input(Object each) throws IOException {
    if (each instanceof Alert alert) {
      assembler.take(alert);
    } else if (each instanceof Act act) {
      assembler.act(act.recorded, act.row, act.now);
    }
    assembler.store((_, _) -> {});
  }

  private record Act(Recorded recorded, long row, long now) {}

  /** Alerts of a small world, and people who work on what comes of them. */
  private static List<Object> inputs(Random random, int count) {
    var inputs = new ArrayList<Object>();
    var alerts = new ArrayList<Alert>();
    for (int i = 0; i < count; i++) {
      long at = i * 40L + random.nextInt(30);
      Alarm alarm =
          Alarm.of("r" + random.nextInt(6))
              .at(at)
              .event(i + 1)
              .level(Level.values()[1 + random.nextInt(4)])
              .with("host.name", "h" + random.nextInt(12))
              .with("user.name", "u" + random.nextInt(9))
              .attack(random.nextBoolean() ? "TA0006" : "TA0008");
      String address = "203.0.113." + random.nextInt(9);
      alarm =
          random.nextInt(3) == 0
              ? alarm.by("source.ip", address)
              : alarm.with("source.ip", address);
      Alert alert = alarm.alert();
      inputs.add(alert);
      alerts.add(alert);
      if (random.nextInt(10) == 0) {
        Alert some = alerts.get(random.nextInt(alerts.size()));
        Alert other = alerts.get(random.nextInt(alerts.size()));
        String mine = Ids.of("incident", some.id());
        String yours = Ids.of("incident", other.id());
        Action action =
            switch (random.nextInt(5)) {
              case 0 ->
                  new Action.Merge(
                      Target.incident(mine, 0), List.of(Target.incident(yours, 0)), "");
              case 1 -> new Action.Split(Target.incident(mine, 0), List.of(other.id()), "");
              case 2 -> new Action.Undo("act" + random.nextInt(i + 1), "");
              case 3 -> suppress(Suppression.Kind.FOLD, "r1", "", "host.name");
              default ->
                  new Action.Triage(
                      List.of(Target.incident(mine, 0)),
                      Status.CLOSED,
                      Classification.values()[1 + random.nextInt(5)],
                      null,
                      null,
                      null,
                      List.of("t" + random.nextInt(3)),
                      List.of(),
                      "note");
            };
        inputs.add(
            new Act(
                new Recorded("act" + i, "amina", action),
                1_000_000 + i,
                (Alarm.START + at) * Alarm.SECOND));
      }
    }
    return inputs;
  }

  @Test
  void actionsComeThroughTheLogUnchanged() throws IOException {
    var target = new Target(true, "id", 7);
    for (Action action :
        List.of(
            new Action.Triage(
                List.of(target, Target.incident("i", 0)),
                Status.CLOSED,
                Classification.BENIGN,
                "",
                "a \"title\"\u202e\u0000",
                Level.LOW,
                List.of("a"),
                List.of("b"),
                "note\n\ud83d\ude00"),
            new Action.Triage(
                List.of(target), null, null, null, null, null, List.of(), List.of(), ""),
            new Action.Merge(target, List.of(target), "why"),
            new Action.Split(target, List.of("a", "b"), ""),
            new Action.Undo("act", ""),
            new Action.Unsuppress("act", "note"))) {
      var recorded = new Recorded("act", "amina", action);
      byte[] event = ActionCodec.encode(recorded, "192.0.2.1", Instant.EPOCH);
      assertEquals(recorded, ActionCodec.decode(new String(event, StandardCharsets.UTF_8)));
    }
  }
}
