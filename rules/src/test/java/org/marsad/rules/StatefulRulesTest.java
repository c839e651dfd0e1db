package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.random.Seeds;
import org.marsad.model.rule.RuleReport;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.problem.RuleProblem;

/** Rules that remember, through the whole engine. */
class StatefulRulesTest {
  private static final String CORRELATIONS =
      RuleSamples.file(
          RuleSamples.failure("high"),
          RuleSamples.success("high"),
          RuleSamples.manyFailures("user.name, host.name", "1m", 3),
          """
          title: Many failures, then a success
          id: 22222222-2222-4222-8222-222222222222
          level: critical
          correlation:
            type: temporal_ordered
            rules: [many, success]
            group-by: [user.name, host.name]
            timespan: 10m
          ---
          title: Few
          id: 22222222-2222-4222-8222-222222222223
          level: medium
          correlation:
            type: value_count
            rules: success
            group-by: [user.name]
            timespan: 2m
            condition: {field: host.name, lt: 2}
            generate: true
          """);

  private static final String NEW_TERMS =
      """
      id: new-host-for-user
      title: A user on a host where they never were
      level: medium
      match: kind:ok
      new_terms:
        fields: [user.name, host.name]
        history: 10d
        learn: 1h
      """;

  @TempDir private Path folder;

  @Test
  void correlationsSpeakForTheRulesTheyName() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("sigma/c.yml", CORRELATIONS));
    pack.accept(
        10,
        List.of(
            "0 kind=fail user.name=u host.name=h",
            "1 kind=fail user.name=u host.name=h",
            "2 kind=fail user.name=u host.name=h",
            "3 kind=ok user.name=v host.name=h",
            "4 kind=ok user.name=u host.name=h"));
    pack.tick(5);
    assertEquals(
        List.of(
            "11111111-1111-4111-8111-111111111112 [host.name=h, user.name=u] [14]",
            "11111111-1111-4111-8111-111111111112 [host.name=h, user.name=v] [13]",
            "22222222-2222-4222-8222-222222222222 [user.name=u, host.name=h] [10, 11, 12, 14]"),
        pack.alerts(),
        "failures are silent, successes are not");
    assertEquals(3, matches(pack, "11111111-1111-4111-8111-111111111111"), "silent, and told");
    assertEquals(2, matches(pack, "11111111-1111-4111-8111-111111111112"));
  }

  private static long matches(RulePack pack, String rule) {
    return pack.book().rules().stream()
        .filter(each -> each.id().equals(rule))
        .mapToLong(RuleReport::matches)
        .sum();
  }

  @Test
  void theSameLogGivesTheSameAlertsHoweverItComes() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var events = new ArrayList<String>();
    int second = 0;
    for (int i = 0; i < 600; i++) {
      second += random.nextInt(15);
      events.add(
          second
              + (random.nextInt(3) == 0 ? " kind=ok" : " kind=fail")
              + " user.name=u"
              + random.nextInt(3)
              + " host.name=h"
              + random.nextInt(3));
    }
    Map<String, String> files = Map.of("sigma/c.yml", CORRELATIONS, "rules/new.yaml", NEW_TERMS);
    RulePack whole = RulePack.of(folder.resolve("whole"), files);
    whole.accept(1, events);
    whole.tick(second);
    Map<String, Object> expected = whole.everything();
    assertTrue(expected.size() > 10, "seed " + seed);
    for (int size : List.of(1, 7, 100)) {
      RulePack parts = RulePack.of(folder.resolve("size-" + size), files);
      int restart = 1 + random.nextInt(events.size() - 1);
      boolean restarted = false;
      for (int from = 0; from < events.size(); from += size) {
        int to = Math.min(events.size(), from + size);
        parts.accept(1 + from, events.subList(from, to));
        if (!restarted && to >= restart) {
          restarted = true;
          assertEquals(to + 1, parts.restart());
        }
      }
      parts.tick(second);
      assertEquals(expected, parts.everything(), "seed " + seed + " batches of " + size);
    }
  }

  @Test
  void eventsOutOfOrderWithinTheBoundAreCorrelatedAsTheyHappened() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    record Arrival(long at, String event) {}
    var arrivals = new ArrayList<Arrival>();
    for (int i = 0; i < 300; i++) {
      int second = i * 7;
      long at = second + random.nextInt(29);
      arrivals.add(
          new Arrival(
              at,
              second
                  + "@"
                  + at
                  + (random.nextInt(3) == 0 ? " kind=ok" : " kind=fail")
                  + " user.name=u host.name=h n="
                  + i));
    }
    List<String> ordered = lines(arrivals.stream().map(Arrival::event).toList());
    RulePack first = RulePack.of(folder.resolve("a"), Map.of("sigma/c.yml", CORRELATIONS));
    first.accept(1, ordered);
    first.tick(100_000);
    arrivals.sort((a, b) -> Long.compare(a.at(), b.at()));
    List<String> arrived = arrivals.stream().map(Arrival::event).toList();
    RulePack second = RulePack.of(folder.resolve("b"), Map.of("sigma/c.yml", CORRELATIONS));
    second.accept(1, arrived);
    second.tick(100_000);
    assertEquals(evidence(first, ordered), evidence(second, arrived), "seed " + seed);
  }

  /** Received in the order in which they happened. */
  private static List<String> lines(List<String> events) {
    return events.stream().map(event -> event.replaceFirst("@[0-9]+", "")).toList();
  }

  /** What alerts name, by the numbers of events rather than their places in the log. */
  private static List<String> evidence(RulePack pack, List<String> events) {
    var told = new ArrayList<String>();
    for (String alert : pack.alerts()) {
      String[] parts = alert.split("\\] \\[");
      var numbers = new ArrayList<String>();
      for (String id : parts[1].replace("]", "").split(", ")) {
        numbers.add(events.get(Integer.parseInt(id) - 1).replaceFirst(".* n=", ""));
      }
      told.add(parts[0] + numbers);
    }
    return told.stream().sorted().toList();
  }

  @Test
  void aLateEventIsLookedAtWithWhatTheStoreHasAroundIt() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("sigma/c.yml", CORRELATIONS));
    var store = new NaiveEventStore(pack.schema, new Re2());
    pack.remember(store::scan);
    var early =
        pack.batch(
            1,
            List.of(
                "0 kind=fail user.name=u host.name=h",
                "20 kind=fail user.name=u host.name=h",
                "30 kind=ok user.name=u host.name=h",
                "5000 kind=other"));
    var late = pack.batch(5, List.of("10@5001 kind=fail user.name=u host.name=h"));
    for (var batch : List.of(early, late)) {
      store.accept(batch);
      pack.accept(batch);
    }
    pack.tick(6000);
    List<String> alerts = pack.alerts();
    assertTrue(
        alerts.contains(
            "22222222-2222-4222-8222-222222222222 [user.name=u, host.name=h] [1, 5, 2, 3] late"),
        alerts.toString());
  }

  @Test
  void whatWasNeverSeenIsToldOnceItHasLearned() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("rules/new.yaml", NEW_TERMS));
    pack.accept(
        1,
        List.of(
            "0 kind=ok user.name=u host.name=a",
            "10 kind=ok user.name=u host.name=b",
            "3600 kind=fail user.name=u host.name=c",
            "3601 kind=ok user.name=u host.name=a",
            "3602 kind=ok user.name=u host.name=c"));
    assertEquals(6, pack.restart());
    pack.accept(
        6,
        List.of(
            "3603 kind=ok user.name=u host.name=c",
            "3604 kind=ok user.name=u",
            "864000 kind=ok user.name=u host.name=c",
            "1728001 kind=ok user.name=u host.name=c"));
    pack.tick(1_800_000);
    List<String> alerts = pack.alerts();
    assertEquals(2, alerts.size(), alerts.toString());
    assertEquals("new-host-for-user [user.name=u, host.name=c] [5]", alerts.getFirst());
    assertEquals("new-host-for-user [user.name=u, host.name=c] [9]", alerts.getLast());
  }

  @Test
  void knowsWhatTheStoreHasFromBefore() throws Exception {
    RulePack pack = RulePack.of(folder, Map.of("rules/new.yaml", NEW_TERMS));
    var store = new NaiveEventStore(pack.schema, new Re2());
    store.accept(
        pack.batch(
            1,
            List.of(
                "-9000 kind=ok user.name=u host.name=a",
                "-8000 kind=fail user.name=u host.name=b")));
    pack.remember(store::scan);
    pack.accept(
        100, List.of("0 kind=ok user.name=u host.name=a", "1 kind=ok user.name=u host.name=b"));
    pack.tick(10);
    assertEquals(List.of("new-host-for-user [user.name=u, host.name=b] [101]"), pack.alerts());
  }

  @Test
  void looksValuesUpInLists() throws Exception {
    String rule =
        """
        id: bad-KIND
        title: A bad KIND
        level: high
        indicator: {fields: [x, y], type: KIND, list: KIND.txt}
        """;
    RulePack pack =
        RulePack.of(
            folder,
            Map.of(
                "rules/a.yaml",
                rule.replace("KIND", "address"),
                "rules/d.yaml",
                rule.replace("KIND", "domain") + "match: kind:dns\n",
                "rules/address.txt",
                "# bad ones\n203.0.113.0/24\n",
                "rules/domain.txt",
                "evil.example.com,a comment\n"));
    pack.accept(
        1,
        List.of(
            "0 kind=net x=198.51.100.1 y=203.0.113.9",
            "1 kind=net x=198.51.100.1",
            "2 kind=dns x=www.EVIL.example.com",
            "3 kind=other x=www.evil.example.com"));
    pack.tick(4);
    assertEquals(List.of("bad-address [] [1]", "bad-domain [] [3]"), pack.alerts());
  }

  @Test
  void tellsWhatIsWrongWithARule() throws IOException {
    for (Map.Entry<String, String> each :
        Map.of(
                "indicator: {fields: x, type: adress, list: a.txt}",
                "indicator.type \"adress\" is none; expecting address, domain, hash or url",
                "indicator: {fields: x, type: url, list: none.txt}",
                "indicator.list: there is no file none.txt beside the rule",
                "new_terms: {fields: [a, b, c, d]}",
                "\"new_terms.fields\" names 1 to 3 fields",
                "new_terms: {fields: a, history: 30}",
                "new_terms.history \"30\" is no span of time such as 30d or 12h",
                "new_terms: {fields: a, histori: 30d}",
                "unknown key \"new_terms.histori\"; did you mean \"history\"?")
            .entrySet()) {
      Path pack = folder.resolve("p" + Math.abs(each.getKey().hashCode()) + "/test");
      Files.createDirectories(pack.resolve("rules"));
      Files.writeString(pack.resolve("pack.yaml"), "name: test\n");
      Files.writeString(
          pack.resolve("rules/r.yaml"), "id: r\ntitle: R\nlevel: low\n" + each.getKey() + "\n");
      PackLoader.Loaded loaded = PackLoader.load(pack);
      assertEquals(
          each.getValue(),
          loaded.problems().stream().map(RuleProblem::message).findFirst().orElse(""));
      assertFalse(loaded.packs().getFirst().singles().stream().findAny().isPresent());
    }
  }
}
