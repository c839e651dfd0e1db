package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pack that costs too much, or fails, is set aside and says so; the others go on. */
class QuotaTest {
  private static final String GREEDY =
      """
      package packs.greedy;
      rule "every pair" @severity("low")
      when
        $a : Logon( outcome == "failure" )
        $b : Logon( outcome == "failure", this after[0s,1h] $a )
      then
        incidents.open("pairs").because($a, $b);
      end
      """;
  private static final String FAILING =
      """
      package packs.failing;
      rule "divides by nothing" @severity("low")
      when
        $n : NetConnection( destPort / (sourcePort - sourcePort) > 1, $h : host )
      then
        incidents.open($h).because($n);
      end
      """;
  private static final String MODEST =
      """
      package packs.modest;
      rule "one" @severity("low")
      when
        $a : Logon( outcome == "success", $u : user )
      then
        incidents.open($u).because($a);
      end
      """;

  private static Correlator correlator = Correlator.compile(List.of());

  private final Signals signals = new Signals();
  private final List<Finding> findings = new ArrayList<>();

  @BeforeAll
  static void compile() {
    correlator =
        Correlator.compile(
            List.of(
                TestPacks.of("greedy", GREEDY),
                TestPacks.of("failing", FAILING),
                TestPacks.of("modest", MODEST)));
    assertEquals(List.of(), correlator.problems());
  }

  private Correlator.Timeline flood(PackQuota quota) {
    Correlator.Timeline timeline = correlator.timeline(quota, findings::add);
    for (int i = 0; i < 100; i++) {
      timeline.accept(signals.logon(i, "u", "h", "192.0.2.1", "failure"));
    }
    timeline.accept(signals.logon(100, "alice", "h", "192.0.2.1", "success"));
    timeline.publish();
    return timeline;
  }

  private void othersWentOn() {
    assertEquals("modest", findings.getLast().rule().meta().pack());
    assertEquals("alice", findings.getLast().key());
  }

  @Test
  void factsAreBounded() {
    try (Correlator.Timeline timeline = flood(new PackQuota(50, 10_000, 100, 1 << 20))) {
      assertEquals("its session holds more than 50 facts", timeline.report("greedy").aside());
      assertEquals(0, timeline.report("greedy").facts());
      assertEquals(1, timeline.aside());
      othersWentOn();
    }
  }

  @Test
  void firingsForOneEventAreBounded() {
    try (Correlator.Timeline timeline = flood(new PackQuota(1_000, 30, 100, 1 << 20))) {
      assertEquals(
          "its rules fired 30 times for one event, the last \"every pair\"",
          timeline.report("greedy").aside());
      othersWentOn();
    }
  }

  @Test
  void timeSpentByTimeOfTheLogIsBounded() {
    try (Correlator.Timeline timeline = flood(new PackQuota(1_000, 10_000, 1e-9, 1 << 20))) {
      String why = timeline.report("greedy").aside();
      assertTrue(why.contains("of a core to keep up with the log"), why);
    }
  }

  @Test
  void aRuleThatFailsTakesItsPackAlone() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (Correlator.Timeline timeline = flood(PackQuota.DEFAULT)) {
      timeline.accept(
          signals.of(
              "NetConnection", 101, "destination.port", "5", "source.port", "7", "host.name", "h"));
      timeline.accept(signals.logon(102, "alice", "h", "192.0.2.1", "success"));
      timeline.publish();
      String why = timeline.report("failing").aside();
      assertTrue(why.startsWith("a rule failed: "), why);
      assertEquals(1, timeline.aside());
      othersWentOn();
      timeline.write(new DataOutputStream(bytes));
    }
    // A restart does not try again.
    try (Correlator.Timeline timeline = correlator.timeline(PackQuota.DEFAULT, findings::add)) {
      timeline.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      timeline.publish();
      assertEquals(1, timeline.aside());
    }
  }

  @Test
  void assetsComeFromAListLikeThoseOfTheCollector(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("assets.csv");
    Files.writeString(
        file,
        """
        match,criticality,owner,role
        192.0.2.7,HIGH,"network, team",vpn-gateway
        web-1.example.com,low,,
        user:alice,high,,
        198.51.100.0/24,high,,
        2001:db8::7,critical,,dns
        """);
    var told = new ArrayList<String>();
    AssetList.read(file)
        .forEach(
            each ->
                told.add(
                    String.join("|", each.getHost(), each.getIp(), each.getOwner(), each.getRole())
                        + each.getCritical()));
    assertEquals(
        List.of(
            "|192.0.2.7|network, team|vpn-gatewaytrue",
            "web-1.example.com|||false",
            "|2001:db8::7||dnstrue"),
        told);
  }
}
