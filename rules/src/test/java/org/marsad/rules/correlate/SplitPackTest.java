package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

/** A pack that is split by an attribute finds what it finds in one piece. */
class SplitPackTest {
  private static final String PACK =
      """
      %s
      declare Fails extends Burst
        @of("Logon") @where("outcome == failure") @by("host") @within("5m") @atLeast(3)
      end
      rule "Fails, then in" @id("fails-in") @severity("high")
      when
        $f : Fails( $host : key )
        $l : Logon( outcome == "success", host == $host, this after[0s,10m] $f )
      then
        incidents.open($host).because($f, $l);
      end
      rule "Alone" @id("alone") @severity("low")
      when
        $a : Logon( outcome == "success", $host : host )
        not Logon( outcome == "success", host == $host, this after[1s,60s] $a )
      then
        incidents.open($host).because($a);
      end
      """;

  private static Correlator compile(String text) {
    return Correlator.compile(List.of(TestPacks.of("split", text)));
  }

  private static List<Signal> signals(Random random) {
    var signals = new Signals();
    var all = new ArrayList<Signal>();
    int second = 0;
    for (int i = 0; i < 400; i++) {
      second += random.nextInt(20);
      String outcome = random.nextInt(3) == 0 ? "success" : "failure";
      all.add(signals.logon(second, "u", "h" + random.nextInt(12), "192.0.2.1", outcome));
    }
    return all;
  }

  private static List<String> told(List<Finding> findings) {
    return findings.stream()
        .map(each -> each.rule().meta().id() + " " + each.key() + " " + each.time())
        .sorted()
        .toList();
  }

  private static Limits parts(int parts) {
    return new Limits(PackQuota.DEFAULT, parts, 1_000, 64, Duration.ofDays(1));
  }

  @Test
  void findsTheSameInOnePieceAndInParts() throws IOException {
    long seed = Seeds.next();
    System.out.println("seed " + seed);
    List<Signal> signals = signals(new Random(seed));
    Correlator whole = compile(PACK.formatted(""));
    Correlator split = compile(PACK.formatted("@partition(\"host\")"));
    assertEquals(List.of(), split.problems());
    List<Finding> wanted = new ArrayList<>();
    try (Correlator.Timeline timeline = whole.timeline(PackQuota.DEFAULT, wanted::add)) {
      signals.forEach(timeline::accept);
      timeline.advance(signals.getLast().time() + 600_000_000_000L);
    }
    assertFalse(wanted.isEmpty());
    for (int parts : List.of(1, 2, 5)) {
      List<Finding> found = new ArrayList<>();
      var bytes = new ByteArrayOutputStream();
      try (Correlator.Timeline before = split.timeline(parts(parts), found::add)) {
        signals.subList(0, 200).forEach(before::accept);
        before.write(new DataOutputStream(bytes));
      }
      try (Correlator.Timeline after = split.timeline(parts(parts), found::add)) {
        after.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        signals.subList(200, 400).forEach(after::accept);
        after.advance(signals.getLast().time() + 600_000_000_000L);
      }
      assertEquals(told(wanted), told(found), parts + " parts");
    }
  }

  @Test
  void aPackIsSplitOnlyByWhatAllOfItHasInCommon() {
    String byUser = PACK.formatted("\n@partition(\"user\")");
    assertEquals(
        List.of(
            "split/correlate/rules.drl:2:1: the pack cannot be split by \"user\": Fails is not"
                + " measured by user"),
        compile(byUser).problems().stream().map(String::valueOf).toList());
    String byNothing = PACK.formatted("@partition(\"colour\")");
    assertTrue(
        compile(byNothing).problems().toString().contains("Logon has no attribute colour"),
        compile(byNothing).problems().toString());
  }

  @Test
  void aRuleIsSilentAboutAKeyForAsLongAsItSays() throws IOException {
    String text =
        """
        rule "In" @id("in") @severity("low") @silent("10m")
        when
          $l : Logon( outcome == "success", $host : host )
        then
          incidents.open($host).because($l);
        end
        """;
    Correlator correlator = compile(text);
    assertEquals(List.of(), correlator.problems());
    var signals = new Signals();
    List<Finding> found = new ArrayList<>();
    var bytes = new ByteArrayOutputStream();
    try (Correlator.Timeline before = correlator.timeline(PackQuota.DEFAULT, found::add)) {
      before.accept(signals.logon(0, "u", "a", "192.0.2.1", "success"));
      before.accept(signals.logon(10, "u", "b", "192.0.2.1", "success"));
      before.accept(signals.logon(20, "u", "a", "192.0.2.1", "success"));
      before.write(new DataOutputStream(bytes));
    }
    try (Correlator.Timeline after = correlator.timeline(PackQuota.DEFAULT, found::add)) {
      after.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      after.accept(signals.logon(599, "u", "a", "192.0.2.1", "success"));
      after.accept(signals.logon(600, "u", "a", "192.0.2.1", "success"));
      after.accept(signals.logon(605, "u", "b", "192.0.2.1", "success"));
      after.publish();
      assertEquals(3, after.report("split").silenced());
    }
    assertEquals(
        List.of("a", "b", "a"), found.stream().map(Finding::key).toList(), found.toString());
    assertTrue(
        compile(text.replace("10m", "long")).problems().toString().contains("@silent is a span"));
  }
}
