package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.signal.Signal;

/** The example rules read as they should and find what they should, and nothing else. */
class ExampleRulesTest {
  private static final List<Asset> ASSETS =
      List.of(
          new Asset("db-1", "192.0.2.5", "database", "", "critical"),
          new Asset("vpn-1", "192.0.2.99", "vpn-gateway", "", "low"));

  private static Correlator correlator = Correlator.compile(List.of());

  private final Signals signals = new Signals();
  private final List<Finding> findings = new ArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    correlator = Correlator.compile(List.of(TestPacks.resource("examples", "/drl/examples.drl")));
    assertEquals(List.of(), correlator.problems());
  }

  private List<String> run(List<Signal> course) {
    try (Correlator.Timeline timeline = timeline()) {
      course.forEach(timeline::accept);
      timeline.advance(course.getLast().time());
    }
    return told();
  }

  private Correlator.Timeline timeline() {
    Correlator.Timeline timeline = correlator.timeline(PackQuota.DEFAULT, findings::add);
    timeline.assets(ASSETS);
    return timeline;
  }

  private List<String> told() {
    List<String> told =
        findings.stream()
            .map(
                each ->
                    each.rule().name() + " | " + each.key() + " | " + each.rule().meta().level())
            .toList();
    findings.clear();
    return told;
  }

  private List<Signal> guessing(int count, String source) {
    var course = new ArrayList<Signal>();
    for (int i = 0; i < count; i++) {
      course.add(signals.logon(i, "alice", "web-1", source, "failure"));
    }
    return course;
  }

  @Test
  void findsBruteForceThenSuccessThenAService() {
    List<Signal> course = guessing(5, "198.51.100.7");
    course.add(signals.logon(30, "alice", "web-1", "198.51.100.7", "success"));
    course.add(signals.of("ServiceInstalled", 60, "host.name", "web-1", "service.name", "x"));
    assertEquals(
        List.of(
            "Brute force, then success | 198.51.100.7 | high",
            "Break-in, then a new service | web-1 | critical"),
        run(course));
  }

  @Test
  void leavesOutFourFailuresAndALoginAfterElevenMinutes() {
    List<Signal> four = guessing(4, "198.51.100.7");
    four.add(signals.logon(30, "alice", "web-1", "198.51.100.7", "success"));
    assertEquals(List.of(), run(four));
    List<Signal> late = guessing(5, "198.51.100.7");
    late.add(signals.logon(11 * 60, "alice", "web-1", "198.51.100.7", "success"));
    assertEquals(List.of(), run(late));
  }

  @Test
  void findsASprayOfTenAccountsUnlessItIsTheGateway() {
    var course = new ArrayList<Signal>();
    for (int i = 0; i < 10; i++) {
      course.add(signals.logon(i, "user-" + i, "web-1", "203.0.113.9", "failure"));
      course.add(signals.logon(i, "user-" + i, "web-1", "192.0.2.99", "failure"));
    }
    assertEquals(
        List.of("Password spray | 203.0.113.9 | medium"),
        run(course).stream().filter(each -> !each.startsWith("Brute")).toList());
  }

  @Test
  void findsImpossibleTravelFromOneCountryToAnother() {
    assertEquals(
        List.of("Impossible travel | bob | medium", "Same name from another country | bob | low"),
        run(
                List.of(
                    place(0, "bob", "25.28,51.53", "QA"),
                    place(1800, "bob", "48.85,2.35", "FR"),
                    place(1900, "eve", "48.85,2.35", "FR"),
                    place(2000, "eve", "48.86,2.36", "FR")))
            .stream()
            .sorted()
            .toList());
  }

  private Signal place(double seconds, String user, String location, String country) {
    return signals.of(
        "Logon",
        seconds,
        "user.name",
        user,
        "event.outcome",
        "success",
        "source.geo.location",
        location,
        "source.geo.country_iso_code",
        country);
  }

  @Test
  void tellsABeaconFromABrowser() {
    var course = new ArrayList<Signal>();
    for (int i = 0; i < 20; i++) {
      course.add(connection(60 * i + i % 3, "203.0.113.50"));
      course.add(connection(60 * i + 5 + (i * i * 7) % 50, "203.0.113.51"));
    }
    assertEquals(List.of("Beaconing | pc-1|203.0.113.50 | medium"), run(course));
  }

  private Signal connection(double seconds, String destination) {
    return signals.of("NetConnection", seconds, "host.name", "pc-1", "destination.ip", destination);
  }

  @Test
  void tellsTheSilenceOfACriticalHostByTheWatermarkAlone() {
    try (Correlator.Timeline timeline = timeline()) {
      timeline.accept(signals.of("*", 0, "host.name", "db-1"));
      timeline.accept(signals.of("*", 1, "host.name", "pc-1"));
      timeline.advance(Signals.START + 899_000_000_000L);
      assertEquals(List.of(), told());
      timeline.advance(Signals.START + 901_000_000_000L);
    }
    assertEquals(List.of("Log source fell silent | db-1 | low"), told());
  }

  @Test
  void addsAlertsUpToRiskAndPutsThemInOrder() {
    assertEquals(
        List.of("Risky user | mallory | high", "Tool, then theft of credentials | pc-9 | critical"),
        run(
                List.of(
                    signals.found("tool", 0, "host.name", "pc-9", "user.name", "mallory"),
                    signals.found("dump", 10, "host.name", "pc-9", "user.name", "mallory")))
            .stream()
            .sorted()
            .toList());
  }

  @Test
  void looksIntoHistoryOnlyWhenTheRareEventComes() {
    List<Signal> course = new ArrayList<>();
    course.add(signals.logon(0, "early", "web-1", "192.0.2.7", "success"));
    course.add(signals.logon(700, "alice", "web-1", "192.0.2.7", "success"));
    course.add(signals.logon(701, "bob", "web-2", "192.0.2.7", "success"));
    course.add(
        signals.of(
            "ServiceInstalled", 900, "host.name", "web-1", "process.executable", "c:/temp/a.exe"));
    assertEquals(List.of("Service, and who came before | web-1/alice | high"), run(course));
  }

  @Test
  void goesOnFromACheckpointAtAnyCut() throws IOException {
    List<Signal> course = guessing(5, "198.51.100.7");
    course.add(place(20, "bob", "25.28,51.53", "QA"));
    course.add(signals.logon(30, "alice", "web-1", "198.51.100.7", "success"));
    course.add(signals.found("tool", 40, "host.name", "pc-9", "user.name", "mallory"));
    course.add(place(50, "bob", "48.85,2.35", "FR"));
    course.add(
        signals.of(
            "ServiceInstalled", 60, "host.name", "web-1", "process.executable", "c:/temp/a.exe"));
    course.add(signals.found("dump", 70, "host.name", "pc-9", "user.name", "mallory"));
    course.add(signals.of("*", 80, "host.name", "db-1"));
    course.add(signals.of("*", 2000, "host.name", "pc-1"));
    List<String> undisturbed = run(course);
    assertEquals(8, undisturbed.size(), undisturbed.toString());
    for (int cut = 0; cut <= course.size(); cut++) {
      var bytes = new ByteArrayOutputStream();
      try (Correlator.Timeline before = timeline()) {
        course.subList(0, cut).forEach(before::accept);
        before.write(new DataOutputStream(bytes));
      }
      try (Correlator.Timeline after = timeline()) {
        after.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        course.subList(cut, course.size()).forEach(after::accept);
      }
      List<String> told = told();
      assertEquals(undisturbed, told, "cut at " + cut);
      assertTrue(findings.isEmpty());
    }
  }
}
