package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.rule.PackReport;
import org.marsad.model.rule.RuleState;

/** Packs that change while the engine runs. */
class HotReloadTest {
  private static final String OTHER =
      """
      id: other-rule
      title: %s
      level: high
      match: %s
      key: [user.name]
      """;

  private static final String DRL =
      """
      rule "Two tools" @id("two-tools") @severity("high")
      when
        $a : Alert( rule == "first-tool", $user : user )
        $b : Alert( rule == "second-tool", user == $user, this after[0s,10m] $a )
      then
        incidents.open($user).because($a, $b);
      end
      """;

  private static final String MORE =
      """
      rule "Another" @id("another") @severity("high")
      when
        $a : Alert( rule == "second-tool", $user : user )
        $b : Alert( rule == "second-tool", user == $user, this after[1s,10m] $a )
      then
        incidents.open($user).because($a, $b);
      end
      """;

  @TempDir private Path folder;

  private static String tool(String id, String kind) {
    return RuleSamples.tool(id, kind, "low", "key: [user.name]\n");
  }

  /** So many failures of a user. */
  private static String many(String timespan, int least) {
    return RuleSamples.file(
        RuleSamples.failure("low"), RuleSamples.manyFailures("user.name", timespan, least));
  }

  private static List<String> ids(List<String> alerts, String rule) {
    return alerts.stream().filter(alert -> alert.startsWith(rule)).toList();
  }

  @Test
  void anUnchangedRuleKeepsWhatItCountedWhenAnotherOfItsPackChanges() throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "sigma/many.yaml", many("10m", 3),
                "rules/other.yaml", OTHER.formatted("before", "kind:other")));
    pack.accept(0, List.of("0 kind=fail user.name=a", "1 kind=fail user.name=a"));
    pack.write("rules/other.yaml", OTHER.formatted("after", "kind:else"));
    PackChange change = pack.reload();
    assertEquals(List.of("test"), change.changed());
    assertEquals(List.of(), change.refused());
    assertEquals(2, change.position());
    pack.accept(
        2,
        List.of("2 kind=fail user.name=a", "3 kind=else user.name=b", "4 kind=other user.name=c"));
    pack.tick(100);
    List<String> alerts = pack.alerts();
    assertEquals(
        List.of("22222222-2222-4222-8222-222222222221 [user.name a] [0, 1, 2]"),
        ids(alerts, "22222222").stream()
            .map(alert -> alert.replaceAll("Entity\\[field=(.*?), value=(.*?)\\]", "$1 $2"))
            .map(alert -> alert.replaceAll("user\\.name[=: ]+", "user.name "))
            .toList(),
        alerts.toString());
    assertEquals(1, ids(alerts, "other-rule").size(), alerts.toString());
    assertTrue(ids(alerts, "other-rule").getFirst().contains("[3]"), alerts.toString());
  }

  @Test
  void aChangedThresholdGoesOnWithWhatWasCounted() throws Exception {
    for (int threshold : List.of(2, 4)) {
      RulePack pack =
          RulePack.of(folder.resolve("t" + threshold), Map.of("sigma/many.yaml", many("10m", 3)));
      pack.accept(0, List.of("0 kind=fail user.name=a", "1 kind=fail user.name=a"));
      pack.tick(40);
      pack.write("sigma/many.yaml", many("10m", threshold));
      assertEquals(List.of("test"), pack.reload().changed());
      pack.accept(2, List.of("42 kind=fail user.name=a", "43 kind=fail user.name=a"));
      pack.tick(100);
      List<String> many = ids(pack.alerts(), "22222222");
      assertEquals(1, many.size(), many.toString());
      String evidence = threshold == 2 ? "[1, 2]" : "[0, 1, 2, 3]";
      assertTrue(many.getFirst().contains(evidence), many.toString());
    }
  }

  @Test
  void anotherWindowBeginsAnew() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("sigma/many.yaml", many("10m", 3)));
    pack.accept(0, List.of("0 kind=fail user.name=a", "1 kind=fail user.name=a"));
    pack.tick(40);
    pack.write("sigma/many.yaml", many("20m", 3));
    pack.reload();
    pack.accept(2, List.of("42 kind=fail user.name=a"));
    pack.tick(100);
    assertEquals(List.of(), ids(pack.alerts(), "22222222"));
  }

  @Test
  void factsOfASessionOutliveAChangeOfItsPackAndNothingIsToldTwice() throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "rules/first.yaml", tool("first-tool", "one"),
                "rules/second.yaml", tool("second-tool", "two"),
                "correlate/two.drl", DRL));
    pack.accept(0, List.of("0 kind=one user.name=a", "1 kind=one user.name=b"));
    pack.accept(2, List.of("2 kind=two user.name=b"));
    pack.tick(40);
    pack.write("correlate/two.drl", DRL + MORE);
    assertEquals(List.of("test"), pack.reload().changed());
    pack.accept(3, List.of("42 kind=two user.name=a", "43 kind=two user.name=b"));
    pack.tick(100);
    List<String> alerts = pack.alerts();
    assertTrue(ids(alerts, "two-tools").toString().contains("[0, 3]"), alerts.toString());
    assertEquals(2, ids(alerts, "two-tools").size(), alerts.toString());
    assertTrue(ids(alerts, "another").toString().contains("[2, 4]"), alerts.toString());
  }

  @Test
  void aBadPackIsRefusedWithItsPlaceAndTheOldOneGoesOn() throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "sigma/many.yaml", many("10m", 2),
                "rules/second.yaml", tool("second-tool", "two"),
                "rules/first.yaml", tool("first-tool", "one"),
                "correlate/two.drl", DRL,
                "other:rules/other.yaml", OTHER.formatted("before", "kind:other")));
    pack.write("correlate/two.drl", DRL.replace("user == $user", "nobody == $user"));
    pack.write("other:rules/other.yaml", OTHER.formatted("after", "kind:else"));
    PackChange change = pack.reload();
    assertEquals(List.of("other"), change.changed());
    assertTrue(
        change.refused().getFirst().startsWith("test/correlate/two.drl:4:"),
        change.refused().toString());
    pack.write("correlate/two.drl", DRL);
    pack.write("sigma/many.yaml", many("10m", 2).replace("gte: 2", "gte: two"));
    change = pack.reload();
    assertEquals(List.of(), change.changed());
    assertTrue(
        change.refused().getFirst().startsWith("test/sigma/many.yaml:17:20: "),
        change.refused().toString());
    pack.accept(
        0,
        List.of(
            "0 kind=one user.name=a",
            "1 kind=two user.name=a",
            "2 kind=fail user.name=a",
            "3 kind=fail user.name=a",
            "4 kind=else user.name=a"));
    pack.tick(100);
    List<String> alerts = pack.alerts();
    assertEquals(1, ids(alerts, "two-tools").size(), alerts.toString());
    assertEquals(1, ids(alerts, "22222222").size(), alerts.toString());
    assertEquals(1, ids(alerts, "other-rule").size(), alerts.toString());
  }

  @Test
  void whatIsLikelyNotMeantIsWarnedOfUntilItIsMended() throws Exception {
    String right = RuleSamples.failure("low").replace("test", "process_creation");
    RulePack pack = RulePack.of(folder, Map.of("sigma/one.yaml", right));
    pack.write("sigma/one.yaml", right.replace("process_", "proces_"));
    assertEquals(List.of("test"), pack.reload().changed());
    assertEquals(
        List.of(
            "test/sigma/one.yaml:5:23: no log source is known whose category is"
                + " \"proces_creation\"; did you mean \"process_creation\"?"),
        pack.book().packs().getFirst().warnings());
    pack.write("sigma/one.yaml", right);
    pack.reload();
    assertEquals(List.of(), pack.book().packs().getFirst().warnings());
  }

  @Test
  void whatWasRefusedIsToldWithThePackUntilItIsGood() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("rules/first.yaml", tool("first-tool", "one")));
    pack.write("rules/first.yaml", "id: first-tool\n");
    assertEquals(3, pack.reload().refused().size());
    PackReport report = pack.book().packs().getFirst();
    assertEquals(RuleState.ARMED, report.state());
    assertTrue(
        report.problems().getFirst().startsWith("not taken: test/rules/first.yaml"),
        report.problems().toString());
    pack.write("rules/first.yaml", tool("first-tool", "two"));
    assertEquals(List.of("test"), pack.reload().changed());
    assertEquals(List.of(), pack.book().packs().getFirst().problems());
    pack.alerts();
  }

  @Test
  void packsThatWouldNotFitTogetherAllStayAsTheyAre() throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "sigma/many.yaml",
                many("10m", 2),
                "other:sigma/outer.yaml",
                """
                title: Outer
                id: outer
                level: high
                correlation:
                  type: event_count
                  rules: [many]
                  timespan: 1h
                  condition: {gte: 1}
                """));
    pack.write("sigma/many.yaml", many("10m", 2).replace("name: many", "name: other"));
    pack.write("rules/first.yaml", tool("first-tool", "one"));
    PackChange change = pack.reload();
    assertTrue(change.isNothing() || !change.removed().contains("other"), change.toString());
    assertTrue(
        change.refused().getFirst().startsWith("other/sigma/outer.yaml:6:"),
        change.refused().toString());
    pack.accept(
        0, List.of("0 kind=fail user.name=a", "1 kind=fail user.name=a", "2 kind=one user.name=a"));
    pack.tick(100);
    assertEquals(1, ids(pack.alerts(), "outer").size());
  }

  @Test
  void packsComeAndGo() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("rules/first.yaml", tool("first-tool", "one")));
    pack.write("new:rules/second.yaml", tool("second-tool", "two"));
    assertEquals(List.of("new"), pack.reload().added());
    pack.accept(0, List.of("0 kind=one user.name=a", "1 kind=two user.name=a"));
    pack.tick(40);
    pack.remove("new");
    assertEquals(List.of("new"), pack.reload().removed());
    pack.accept(2, List.of("42 kind=one user.name=b", "43 kind=two user.name=b"));
    pack.tick(100);
    List<String> alerts = pack.alerts();
    assertEquals(2, ids(alerts, "first-tool").size(), alerts.toString());
    assertEquals(1, ids(alerts, "second-tool").size(), alerts.toString());
  }

  @Test
  void aRestartFromTheCheckpointOfASwapTellsWhatTheUndisturbedRunTells() throws Exception {
    var runs = new ArrayList<List<String>>();
    for (boolean isKilled : List.of(false, true)) {
      RulePack pack =
          RulePack.of(
              folder.resolve("killed" + isKilled),
              Map.of(
                  "sigma/many.yaml", many("10m", 3),
                  "rules/other.yaml", OTHER.formatted("before", "kind:other")));
      pack.accept(0, List.of("0 kind=fail user.name=a", "1 kind=other user.name=b"));
      pack.write("rules/other.yaml", OTHER.formatted("after", "kind:else"));
      long position = pack.reload().position();
      assertEquals(2, position);
      List<String> rest =
          List.of(
              "2 kind=fail user.name=a",
              "3 kind=other user.name=c",
              "4 kind=else user.name=d",
              "5 kind=fail user.name=a");
      pack.accept(position, rest);
      if (isKilled) {
        assertEquals(position, pack.kill());
        pack.accept(position, rest);
      }
      pack.tick(100);
      runs.add(pack.alerts());
    }
    assertEquals(runs.getFirst(), runs.getLast());
    assertEquals(2, ids(runs.getFirst(), "other-rule").size(), runs.toString());
  }

  @Test
  void aPackThatChangedWhileTheEngineWasDownCountsFromWhereItStopped() throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "sigma/many.yaml", many("10m", 3),
                "rules/other.yaml", OTHER.formatted("before", "kind:other")));
    pack.accept(0, List.of("0 kind=fail user.name=a", "1 kind=fail user.name=a"));
    pack.write("rules/other.yaml", OTHER.formatted("after", "kind:else"));
    assertEquals(2, pack.restart());
    pack.accept(2, List.of("2 kind=fail user.name=a", "3 kind=else user.name=b"));
    pack.tick(100);
    List<String> alerts = pack.alerts();
    assertEquals(1, ids(alerts, "22222222").size(), alerts.toString());
    assertEquals(1, ids(alerts, "other-rule").size(), alerts.toString());
  }

  @Test
  void someReloadsLeaveNoClassesBehind() throws Exception {
    staysFlat(12);
  }

  @Test
  @Tag("extended")
  void twoHundredReloadsLeaveClassesMetaspaceAndHeapFlat() throws Exception {
    staysFlat(200);
  }

  /**
   * The first quarter is for what Drools and the JVM load once. What the JVM notes about methods
   * that run often is in the metaspace too and grows for a while, by some 2 MiB in 150 reloads
   * (with the first compiler alone, which notes nothing, it stays to the KiB); the classes of a
   * reload that stay would be some 20 MiB in 150.
   */
  private void staysFlat(int reloads) throws Exception {
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "rules/first.yaml", tool("first-tool", "one"),
                "rules/second.yaml", tool("second-tool", "two"),
                "correlate/two.drl", DRL));
    long[] early = new long[3];
    for (int i = 1; i <= reloads; i++) {
      pack.write("correlate/two.drl", DRL.replace("10m", i + "m"));
      assertEquals(List.of("test"), pack.reload().changed());
      pack.accept(2 * i, List.of(i + " kind=one user.name=a", i + " kind=two user.name=a"));
      if (i == reloads / 4) {
        early = sizes(pack);
      } else if (i % 25 == 0) {
        told(i, early, sizes(pack));
      }
    }
    long[] late = sizes(pack);
    String told = told(reloads, early, late);
    assertTrue(late[0] < early[0] + 100, told);
    assertTrue(late[1] < early[1] + (5 << 20), told);
    assertTrue(late[2] < early[2] + (8 << 20), told);
    pack.alerts();
  }

  private static String told(int reloads, long[] early, long[] now) {
    String told =
        "%d reloads: classes %d > %d, metaspace %d > %d KiB, heap %d > %d KiB"
            .formatted(
                reloads,
                early[0],
                now[0],
                early[1] >> 10,
                now[1] >> 10,
                early[2] >> 10,
                now[2] >> 10);
    System.out.println(told);
    return told;
  }

  /** Classes loaded, bytes of metaspace, bytes of heap. */
  private static long[] sizes(RulePack pack) throws InterruptedException {
    pack.awaitIdle();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    Runtime runtime = Runtime.getRuntime();
    return new long[] {
      ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
      metaspace,
      runtime.totalMemory() - runtime.freeMemory()
    };
  }
}
