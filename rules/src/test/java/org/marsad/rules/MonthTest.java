package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.rule.RuleReport;

/** The whole engine over a month of event time, with more entities than it may remember. */
@Tag("extended")
class MonthTest {
  private static final int ENTITIES = 1_000_000;
  private static final int BATCH = 2_000;

  private static final String MANY_HOSTS =
      """
      title: Many hosts
      id: 22222222-2222-4222-8222-222222222222
      level: high
      correlation:
        type: value_count
        rules: failure
        group-by: [user.name]
        timespan: %s
        condition: {field: host.name, gte: 5}
      """;

  private static final String DRL =
      """
      declare Fails extends Burst
        @of("Alert") @where("severity == low") @by("user") @within("1h") @atLeast(10)
      end
      rule "Fails" @id("fails") @severity("high") @silent("1h")
      when
        $f : Fails( $user : key )
      then
        incidents.open($user).because($f);
      end
      """;

  @TempDir private Path folder;

  @Test
  void aMonthWithAMillionEntitiesStaysWithinTheMemory() throws Exception {
    // Windows of an hour: 4,000 entities an hour, a million of them in ten days.
    run(3_000_000, 30L * 86_400 * Samples.SECOND, "1h", 0);
  }

  @Test
  void aMillionGroupsAtOnceStayInsideTheCap() throws Exception {
    // Windows of ten days: all million entities are in them.
    run(2_000_000, 10L * 86_400 * Samples.SECOND, "10d", 1);
  }

  private void run(int events, long span, String window, long leastEvicted) throws Exception {
    long memory = 256L << 20;
    String rules =
        RuleSamples.file(
            RuleSamples.failure("low"),
            RuleSamples.manyFailures("user.name", window, 10),
            MANY_HOSTS.formatted(window));
    RulePack pack =
        RulePack.of(
            folder,
            Map.of("sigma/r.yaml", rules, "correlate/fails.drl", DRL),
            config ->
                config
                    .change()
                    .memory(new ByteSize(memory))
                    .checkpointEvery(Duration.ofDays(1))
                    .build());
    long step = span / events;
    long early = 0;
    long begin = System.nanoTime();
    for (int from = 0; from < events; from += BATCH) {
      pack.accept(batch(pack, from, step));
      if (from / BATCH == events / BATCH / 5) {
        pack.tick(from * step / Samples.SECOND);
        early = heap(pack);
      }
    }
    pack.tick(span / Samples.SECOND);
    long late = heap(pack);
    long groups = 0;
    long bytes = 0;
    long evicted = 0;
    for (RuleReport rule : pack.book().rules()) {
      if (rule.memory() != null) {
        groups += rule.memory().keys();
        bytes += rule.memory().bytes();
        evicted += rule.memory().evicted();
      }
    }
    long seconds = (System.nanoTime() - begin) / 1_000_000_000L;
    long begun = pack.restart();
    assertEquals(events, begun);
    System.out.printf(
        "%,d events of %,d entities over %d days, windows of %s: heap %d, then %d MiB; %,d groups"
            + " in %d MiB, %,d forgotten; checkpoint %d MiB; %d s%n",
        events,
        ENTITIES,
        span / Samples.SECOND / 86_400,
        window,
        early >> 20,
        late >> 20,
        groups,
        bytes >> 20,
        evicted,
        Files.size(folder.resolve("checkpoint")) >> 20,
        seconds);
    assertTrue(bytes <= memory, bytes + " bytes of state");
    assertTrue(evicted >= leastEvicted, evicted + " forgotten");
    assertTrue(leastEvicted > 0 || evicted == 0, evicted + " forgotten");
    assertTrue(late < early + (leastEvicted > 0 ? memory * 3 / 2 : 48 << 20), early + ", " + late);
    pack.alerts();
  }

  private static EventBatch batch(RulePack pack, int from, long step) {
    EventBatch.Builder batch = EventBatch.builder(pack.schema);
    for (int i = from; i < from + BATCH; i++) {
      byte[] line = ("failure " + i).getBytes(StandardCharsets.UTF_8);
      int at = batch.append(line, 0, line.length);
      long time = Samples.NOW + i * step;
      batch.begin(i, time, Samples.TCP, at, line.length).timestamp(time);
      batch.add("kind", "fail").add("category", "test");
      batch.add("user.name", "user-" + (int) (i * 7919L % ENTITIES));
      batch.add("host.name", "host-" + i % 20);
      batch.end();
    }
    return batch.build();
  }

  private static long heap(RulePack pack) throws InterruptedException {
    pack.awaitIdle();
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
