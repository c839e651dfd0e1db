package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;
import org.marsad.rules.signal.Signal;

/** Sessions are not given what follows nothing, and find all the same. */
class ForerunnersTest {
  private static final String PACK =
      """
      declare Fails extends Burst
        @of("Logon") @where("outcome == failure") @by("sourceIp") @within("5m") @atLeast(3)
      end
      rule "In" @id("in") @severity("low")
      when
        $f : Fails( $ip : key )
        $l : Logon( outcome == "success", sourceIp == $ip, this after[0s,10m] $f )
      then
        incidents.open($ip).because($f, $l);
      end
      rule "In and on" @id("in-and-on") @severity("high")
      when
        $f : Fails( $ip : key )
        $l : Logon( outcome == "success", sourceIp == $ip, this after[0s,10m] $f )
        $p : ProcessStart( host == $l.host, user == $l.user, this after[0s,5m] $l )
        not ServiceInstalled( host == $l.host, this after[0s,1m] $p )
      then
        incidents.open($ip).because($f, $p);
      end
      rule "Found, then called" @id("found-called") @severity("high")
      when
        $a : Alert( rule == "tool", $host : host )
        ( NetConnection( host == $host, this after[0s,2m] $a )
          or DnsQuery( this after[0s,10s] $a ) )
      then
        incidents.open($host).because($a);
      end
      rule "Was before" @id("before") @severity("low")
      when
        $p : ProcessStart( name == "tool.exe", $host : host )
        $f : FileWrite( host == $host, this before[0s,1m] $p )
      then
        incidents.open($host).because($p, $f);
      end
      """;

  /** With it, a session must be given everything. */
  private static final String ALL =
      List.of("Logon", "ProcessStart", "ServiceInstalled", "NetConnection", "DnsQuery").stream()
          .map(
              word ->
                  """
                  rule "Any %1$s" @id("any-%2$s") @severity("low")
                  when
                    $any : %1$s( host == "nowhere" || host != "nowhere", $host : host )
                  then
                    incidents.open($host).because($any);
                  end
                  """
                      .formatted(word, word.toLowerCase(Locale.ROOT)))
          .reduce("", String::concat);

  private static List<Signal> signals(Random random) {
    var signals = new Signals();
    var all = new ArrayList<Signal>();
    double second = 0;
    for (int i = 0; i < 1_500; i++) {
      second += random.nextInt(3) == 0 ? random.nextInt(20) : 0;
      String user = "u" + random.nextInt(3);
      String host = "h" + random.nextInt(4);
      String[] fields = {"user.name", user, "host.name", host, "process.name", "tool.exe"};
      all.add(
          switch (random.nextInt(8)) {
            case 0 -> signals.of("* ProcessStart", second, fields);
            case 1 -> signals.of("* ServiceInstalled", second, fields);
            case 2 -> signals.of("* NetConnection", second, fields);
            case 3 -> signals.of("* DnsQuery", second, fields);
            case 4 -> signals.of("* FileWrite", second, fields);
            case 5 -> signals.found("tool", second, fields);
            default ->
                signals.logon(
                    second,
                    user,
                    host,
                    "192.0.2." + random.nextInt(6),
                    random.nextInt(4) == 0 ? "success" : "failure");
          });
    }
    return all;
  }

  private static List<String> told(List<Finding> findings) {
    return findings.stream()
        .filter(each -> !each.rule().meta().id().startsWith("any-"))
        .map(each -> each.rule().meta().id() + " " + each.key() + " " + each.time())
        .sorted()
        .toList();
  }

  private static Correlator compile(String text) {
    Correlator correlator = Correlator.compile(List.of(TestPacks.of("follow", text)));
    assertEquals(List.of(), correlator.problems());
    return correlator;
  }

  @Test
  void findsWhatASessionFindsThatIsGivenEverything() throws IOException {
    long seed = Seeds.next();
    System.out.println("seed " + seed);
    List<Signal> signals = signals(new Random(seed));
    Correlator everything = compile(PACK + ALL);
    Correlator useful = compile(PACK);
    List<Finding> wanted = new ArrayList<>();
    long held;
    try (Correlator.Timeline timeline = everything.timeline(PackQuota.DEFAULT, wanted::add)) {
      signals.forEach(timeline::accept);
      timeline.publish();
      held = timeline.factCount();
      timeline.advance(signals.getLast().time() + 3_600_000_000_000L);
    }
    for (String id : List.of("in", "in-and-on", "found-called", "before")) {
      assertTrue(told(wanted).toString().contains(id + " "), id + " was not found, seed " + seed);
    }
    List<Finding> found = new ArrayList<>();
    var bytes = new ByteArrayOutputStream();
    int half = new Random(seed).nextInt(signals.size());
    try (Correlator.Timeline before = useful.timeline(PackQuota.DEFAULT, found::add)) {
      signals.subList(0, half).forEach(before::accept);
      before.write(new DataOutputStream(bytes));
    }
    try (Correlator.Timeline after = useful.timeline(PackQuota.DEFAULT, found::add)) {
      after.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      signals.subList(half, signals.size()).forEach(after::accept);
      after.publish();
      assertTrue(after.factCount() < held, after.factCount() + " facts of " + held);
      after.advance(signals.getLast().time() + 3_600_000_000_000L);
    }
    assertEquals(told(wanted), told(found), "seed " + seed);
  }

  @Test
  void aFloodThatFollowsNothingIsNotHeld() {
    Correlator correlator = compile(PACK);
    var signals = new Signals();
    List<Finding> found = new ArrayList<>();
    try (Correlator.Timeline timeline =
        correlator.timeline(new PackQuota(100, 1000, 100, 1 << 20), found::add)) {
      for (int i = 0; i < 2_000; i++) {
        timeline.accept(signals.logon(i / 100.0, "u", "h", "198.51.100." + i % 250, "success"));
      }
      for (int i = 0; i < 3; i++) {
        timeline.accept(signals.logon(20, "u", "h", "192.0.2.1", "failure"));
      }
      timeline.accept(signals.logon(21, "u", "h", "192.0.2.1", "success"));
      timeline.publish();
      assertEquals(0, timeline.aside());
      assertEquals(2, timeline.factCount());
      assertFalse(found.isEmpty());
    }
  }

  @Test
  void whatMeetsNothingElseIsGoneWhenTheRulesHaveSeenIt() {
    Correlator correlator =
        compile(
            """
            declare Two extends Pair
              @of("Logon") @by("user") @within("1h")
            end
            rule "Moved" @id("moved") @severity("low")
            when
              $t : Two( $user : key )
            then
              incidents.open($user).because($t);
            end
            """);
    var signals = new Signals();
    List<Finding> found = new ArrayList<>();
    try (Correlator.Timeline timeline = correlator.timeline(PackQuota.DEFAULT, found::add)) {
      for (int i = 0; i < 10; i++) {
        timeline.accept(signals.logon(i, "u" + i % 2, "h", "192.0.2.1", "success"));
      }
      timeline.publish();
      assertEquals(0, timeline.factCount());
      assertEquals(8, found.size());
    }
  }

  /** Of one moment it is not known what came first. */
  @Test
  void whatComesInTheSameMomentMayComeBefore() {
    Correlator correlator = compile(PACK);
    var signals = new Signals();
    List<Finding> found = new ArrayList<>();
    try (Correlator.Timeline timeline = correlator.timeline(PackQuota.DEFAULT, found::add)) {
      timeline.accept(signals.logon(1, "u", "h", "192.0.2.1", "success"));
      for (int i = 0; i < 3; i++) {
        timeline.accept(signals.logon(1, "u", "h", "192.0.2.1", "failure"));
      }
    }
    assertEquals(List.of("in 192.0.2.1 " + (Signals.START + 1_000_000_000L)), told(found));
  }
}
