package org.marsad.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.random.Seeds;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.PackLoader;

/**
 * The same events tell the same story, ids included: in whatever order they arrive within the
 * lateness, in batches of whatever size, on however many threads, and wherever the engine was
 * killed.
 */
class SameStoryTest {
  private static final String SIGMA =
      RuleSamples.file(
          RuleSamples.failure("low"),
          RuleSamples.success("informational"),
          RuleSamples.manyFailures("user.name, host.name", "5m", 4),
          """
          title: Many hosts
          id: 22222222-2222-4222-8222-222222222222
          name: hosts
          level: medium
          correlation:
            type: value_count
            rules: [failure, success]
            group-by: [user.name]
            timespan: 2m
            condition: {field: host.name, gte: 4}
          ---
          title: Few successes
          id: 22222222-2222-4222-8222-222222222223
          level: medium
          correlation:
            type: event_count
            rules: success
            group-by: [host.name]
            timespan: 3m
            condition: {lt: 3}
          """);

  private static final String ACROSS =
      """
      title: Many failures, a tool, then a success
      id: 33333333-3333-4333-8333-333333333331
      level: critical
      correlation:
        type: temporal_ordered
        rules: [many, first-tool, success]
        group-by: [user.name, host.name]
        timespan: 20m
      """;

  private static final String DRL =
      """
      declare Tools extends Burst
        @of("Alert") @where("rule == first-tool") @by("user") @within("5m") @atLeast(3)
      end
      rule "Tools, then another" @id("tools") @severity("high")
      when
        $a : Tools( $user : key )
        $b : Alert( rule == "second-tool", user == $user, this after[0s,10m] $a )
      then
        incidents.open($user).because($a, $b);
      end
      """
          + RuleSamples.quiet("second-tool", "low")
          + RuleSamples.LONELY;

  private static final String SPLIT =
      """
      @partition("host")
      rule "Both tools on a host" @id("both") @severity("high")
      when
        $a : Alert( rule == "second-tool", $host : host )
        $b : Alert( rule == "first-tool", host == $host, this after[1s,5m] $a )
      then
        incidents.open($host).because($a, $b);
      end
      """;

  private static final Map<String, String> PACKS =
      Map.of(
          "alpha:sigma/across.yaml", ACROSS,
          "alpha:correlate/tools.drl", DRL,
          "beta:sigma/base.yaml", SIGMA,
          "gamma:correlate/split.drl", SPLIT,
          "gamma:rules/first.yaml",
              RuleSamples.tool("first-tool", "one", "medium", "key: [user.name, host.name]\n"),
          "gamma:rules/second.yaml", RuleSamples.tool("second-tool", "two", "medium", ""));

  private static final List<String> KINDS =
      List.of("fail", "fail", "fail", "ok", "one", "two", "none", "none");

  private static final List<String> RULES =
      List.of(
          "22222222-2222-4222-8222-222222222223", "33333333", "tools", "lonely", "both", "quiet");

  @TempDir private Path folder;
  private Correlator known = Correlator.compile(List.of());
  private Duration checkpointEvery = Duration.ZERO;
  private int runs;

  @Test
  void doesNotDependOnBatchesThreadsArrivalOrDeath() throws Exception {
    tellsTheSame(400, 3, Duration.ofMillis(20), Seeds.next());
  }

  @Test
  @Tag("extended")
  void doesNotDependOnBatchesThreadsArrivalOrDeathForLong() throws Exception {
    for (int round = 0; round < 3; round++) {
      tellsTheSame(12_000, 6, Duration.ofMillis(300), Seeds.next());
    }
  }

  /**
   * Compares runs over so many events.
   *
   * @param pace of checkpoints
   */
  private void tellsTheSame(int count, int rounds, Duration pace, long seed) throws Exception {
    System.out.println("seed " + seed);
    checkpointEvery = pace;
    Path packs = folder.resolve("known");
    RulePack.of(packs, PACKS).alerts();
    known = Correlator.compile(PackLoader.load(packs.resolve("packs")).packs());
    var random = new Random(seed);
    List<Happened> happened = happened(count, random);
    List<Happened> arrival = arrival(happened, random);
    Story wanted = run(arrival, 1_000, 1, random, false);
    assertTrue(wanted.whole.size() > count / 40, "too little to tell");
    List<String> held =
        RULES.stream()
            .filter(rule -> wanted.plain.values().stream().anyMatch(each -> each.contains(rule)))
            .toList();
    assertTrue(held.size() >= (count < 1_000 ? 4 : RULES.size()), held + " hold");
    for (int size : List.of(1, 7, 10_000)) {
      assertEquals(
          wanted.whole, run(arrival, size, 1 + runs % 4, random, false).whole, "of " + size);
    }
    for (int round = 0; round < rounds; round++) {
      int size = Math.min(1 + random.nextInt(2 << random.nextInt(13)), count / 4);
      int lanes = 1 + random.nextInt(4);
      String how = "batches of " + size + ", " + lanes + " lanes";
      assertEquals(wanted.whole, run(arrival, size, lanes, random, true).whole, how + ", killed");
      List<Happened> other = arrival(happened, random);
      Story shuffled = run(other, size, lanes, random, round % 2 == 0);
      assertEquals(wanted.plain, shuffled.plain, how + ", shuffled");
    }
  }

  /** Events over time, some at the same moment. */
  private static List<Happened> happened(int count, Random random) {
    var happened = new ArrayList<Happened>();
    long second = 0;
    for (int i = 0; i < count; i++) {
      second += random.nextInt(5) == 0 ? random.nextInt(60) : random.nextInt(3);
      String line =
          "%d kind=%s user.name=u%d host.name=h%d category=test"
              .formatted(
                  i, KINDS.get(random.nextInt(KINDS.size())), random.nextInt(3), random.nextInt(5));
      happened.add(new Happened(second, random.nextInt(3), i, line));
    }
    return happened;
  }

  /** Up to 29 s late; what one source says of one moment stays in its order. */
  private static List<Happened> arrival(List<Happened> happened, Random random) {
    Map<String, Integer> delays = new HashMap<>();
    var order = new ArrayList<long[]>();
    for (int i = 0; i < happened.size(); i++) {
      Happened each = happened.get(i);
      int delay =
          delays.computeIfAbsent(each.source + "@" + each.second, _ -> random.nextInt(29_000));
      order.add(new long[] {each.second * 1_000 + delay, each.number, i});
    }
    Collections.shuffle(order, random);
    order.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    var arrival = new ArrayList<Happened>();
    order.forEach(each -> arrival.add(happened.get((int) each[2])));
    return arrival;
  }

  private Story run(List<Happened> arrival, int size, int lanes, Random random, boolean isKilled)
      throws Exception {
    RulePack pack =
        RulePack.of(
            folder.resolve("run" + runs++),
            PACKS,
            config -> config.change().lanes(lanes).checkpointEvery(checkpointEvery).build(),
            known);
    int deaths = isKilled ? 1 + random.nextInt(3) : 0;
    int from = 0;
    while (from < arrival.size()) {
      int to = Math.min(from + size, arrival.size());
      pack.accept(batch(pack, arrival, from, to));
      from = to;
      if (deaths > 0 && random.nextInt(arrival.size()) < 3 * size) {
        deaths--;
        from = (int) pack.kill();
      }
    }
    if (deaths > 0) {
      for (from = (int) pack.kill(); from < arrival.size(); from += size) {
        pack.accept(batch(pack, arrival, from, Math.min(from + size, arrival.size())));
      }
    }
    pack.tick(10_000_000);
    return new Story(pack.everything());
  }

  private static EventBatch batch(RulePack pack, List<Happened> arrival, int from, int to)
      throws IOException {
    EventBatch.Builder batch = EventBatch.builder(pack.schema);
    for (int id = from; id < to; id++) {
      Happened each = arrival.get(id);
      byte[] line = each.line.getBytes(UTF_8);
      int at = batch.append(line, 0, line.length);
      long time = Samples.NOW + each.second * Samples.SECOND;
      var origin = Origin.of("syslog-tcp", Transport.TCP, "192.0.2." + each.source);
      batch.begin(id, time + 30 * Samples.SECOND, origin, at, line.length);
      batch.timestamp(time);
      for (String word : each.line.split(" ")) {
        String[] pair = word.split("=", 2);
        if (pair.length == 2) {
          batch.add(pair[0], pair[1]);
        }
      }
      batch.end();
    }
    return batch.build();
  }

  private record Happened(long second, int source, int number, String line) {}

  /** What was told: to the letter, and without what depends on when something arrived. */
  private static final class Story {
    final Map<String, Object> whole;
    final Map<String, String> plain = new TreeMap<>();

    Story(Map<String, Object> whole) {
      this.whole = whole;
      whole.forEach(
          (id, told) ->
              plain.put(
                  id,
                  switch (told) {
                    case Alert alert -> plain(alert);
                    case Incident incident -> plain(incident);
                    default -> throw new IllegalStateException(id);
                  }));
    }

    private static String plain(Alert alert) {
      return List.of(
              alert.ruleId(),
              alert.story(),
              alert.key(),
              alert.entities(),
              alert.first(),
              alert.last(),
              alert.reason(),
              alert.matched(),
              alert.evidence().stream().map(Evidence::line).toList(),
              alert.evidenceTotal(),
              alert.repeats(),
              alert.late(),
              alert.incident())
          .toString();
    }

    private static String plain(Incident incident) {
      return List.of(
              incident.title(),
              incident.level(),
              incident.status(),
              incident.first(),
              incident.last(),
              incident.entities(),
              incident.attack(),
              incident.rules(),
              incident.alerts(),
              incident.evidence())
          .toString();
    }
  }
}
