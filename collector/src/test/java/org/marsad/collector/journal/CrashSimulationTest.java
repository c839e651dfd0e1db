package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.marsad.model.event.RawBatch;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.LogFullException;

/**
 * Random use of a log on a disk that loses its power at random moments, fills up and writes in
 * pieces, in a process that is killed; all of it follows from the seed. After each crash the log
 * must open by itself and hold every acknowledged batch once, in order, under the id it was
 * acknowledged with, nothing that was refused, and nothing that was never appended.
 */
class CrashSimulationTest {
  private static final int SEEDS = 400;
  private static final int EXTENDED_SEEDS = 20_000;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void acknowledgedIsDurable(long seed) throws Exception {
    new Simulation(seed).run();
  }

  @Test
  void acknowledgedIsDurableForARandomSeed() throws Exception {
    acknowledgedIsDurable(Seeds.next());
  }

  @Test
  @Tag("extended")
  void acknowledgedIsDurableForManySeeds() throws Exception {
    long first = Seeds.next();
    for (long seed = first; seed < first + EXTENDED_SEEDS; seed++) {
      new Simulation(seed).run();
    }
  }

  private static final class Simulation {
    private final long seed;
    private final Random random;
    private final FaultyDisk disk = new FaultyDisk();
    private final JournalFixture fixture = new JournalFixture(disk);

    /** What must be in the log, by the id it has; ticks too. */
    private final List<Entry> held = new ArrayList<>();

    /** Appended and not known to be in it or not. */
    private final List<Pending> pending = new ArrayList<>();

    private long indexed;
    private long ruled;

    Simulation(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void run() throws Exception {
      try {
        if (random.nextBoolean()) {
          disk.shortWrites(new Random(seed));
        }
        for (int life = 0; life < 6; life++) {
          configure();
          live();
        }
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed + "L", e);
      }
    }

    private void configure() {
      disk.blocks(random.nextBoolean() ? 1 : 512);
      fixture.config =
          JournalFixture.small()
              .segmentSize(4096 + random.nextInt(random.nextBoolean() ? 8192 : 1 << 16))
              .compress(random.nextBoolean())
              .fsyncEvery(Duration.ofMillis(random.nextInt(10)))
              .fsyncBytes(1 + random.nextInt(4096))
              .reserve(random.nextInt(3) * 1000L)
              .keep(random.nextInt(3) * 3000L)
              .tail(random.nextInt(3) * 2000L)
              .verify(random.nextInt(2) * 1_000_000L)
              .build();
    }

    /** From a start to the next crash, or to an orderly stop. */
    private void live() throws Exception {
      boolean crashes = random.nextInt(4) != 0;
      if (crashes) {
        disk.crashAfter(1 + random.nextInt(120));
      }
      try {
        LocalEventLog log = fixture.open();
        verify(log);
        for (int i = 0; i < 150 && !disk.hasCrashed(); i++) {
          use(log);
        }
        if (!crashes) {
          log.close();
          settlePending();
          assertTrue(pending.isEmpty(), "closed with stages under way");
        }
      } catch (IOException e) {
        if (!disk.hasCrashed()) {
          throw e;
        }
      }
      settlePending();
      disk.capacity(Long.MAX_VALUE);
      if (crashes && random.nextBoolean()) {
        disk.kill();
        LocalEventLog killed = fixture.open();
        verify(killed);
        for (int i = 0; i < random.nextInt(30); i++) {
          use(killed);
        }
      }
      if (crashes) {
        disk.losePower(random);
      }
      LocalEventLog log = fixture.open();
      verify(log);
      log.close();
    }

    private void use(LocalEventLog log) throws IOException {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> {
          RawBatch batch = JournalFixture.randomBatch(random);
          pending.add(new Pending(batch, log.append(batch).toCompletableFuture()));
        }
        case 5, 6, 7 -> {
          fixture.nanos += random.nextInt(4) * JournalFixture.MILLI;
          log.writer().work(fixture.nanos);
          settlePending();
        }
        case 8 -> commit(log);
        default -> {
          if (random.nextInt(4) == 0) {
            disk.room(random.nextInt(3000));
          } else {
            disk.capacity(Long.MAX_VALUE);
            fixture.nanos += 200 * JournalFixture.MILLI;
          }
        }
      }
    }

    private void commit(LocalEventLog log) {
      indexed += random.nextLong(log.end() - indexed + 1);
      ruled += random.nextLong(log.end() - ruled + 1);
      log.commit(JournalFixture.INDEX, indexed);
      log.commit(JournalFixture.RULES, ruled);
      assertTrue(log.start() <= Math.min(indexed, ruled));
    }

    /** Moves what was answered from pending to held, or away. */
    private void settlePending() {
      var open = new ArrayList<Pending>();
      for (Pending each : pending) {
        if (!each.stage.isDone()) {
          open.add(each);
        } else if (!each.stage.isCompletedExceptionally()) {
          held.add(new Entry(each.batch, each.stage.join()));
        } else if (!(each.stage.exceptionNow() instanceof LogFullException)) {
          // The log failed: it may be in it or not.
          open.add(each);
        }
      }
      pending.clear();
      pending.addAll(open);
    }

    private void verify(LocalEventLog log) throws IOException {
      List<RawBatch> found = JournalFixture.read(log, log.start());
      long start = log.start();
      assertTrue(start <= Math.min(indexed, ruled), "needed events were forgotten");
      int at = 0;
      while (at < held.size() && held.get(at).id < start) {
        at++;
      }
      // Ticks in front of the first batch may have been in the segment before it.
      while (at < held.size() && (found.isEmpty() || !held.get(at).matches(found.getFirst()))) {
        assertTrue(held.get(at).batch.isTick(), "acknowledged batch lost: id " + held.get(at).id);
        at++;
      }
      int next = 0;
      for (; at < held.size(); at++, next++) {
        assertTrue(next < found.size(), "acknowledged batch lost: id " + held.get(at).id);
        assertTrue(held.get(at).matches(found.get(next)), "not the batch of " + held.get(at).id);
      }
      // What comes behind was appended and not answered, in this order, perhaps not all of it.
      int candidate = 0;
      for (; next < found.size(); next++) {
        RawBatch batch = found.get(next);
        while (candidate < pending.size()
            && !JournalFixture.isSame(pending.get(candidate).batch, batch)) {
          candidate++;
        }
        assertTrue(candidate < pending.size(), "never appended: " + batch.firstId());
        held.add(new Entry(batch, batch.firstId()));
        candidate++;
      }
      pending.clear();
      long end = held.isEmpty() ? 0 : held.getLast().id + held.getLast().batch.size();
      assertEquals(end, log.end());
      assertSeeks(log);
    }

    private void assertSeeks(LocalEventLog log) throws IOException {
      for (int i = 0; i < 5; i++) {
        long id = log.start() + random.nextLong(log.end() - log.start() + 1);
        try (EventLog.Reader reader = log.read(id)) {
          assertTrue(reader.position() <= id);
          List<RawBatch> rest = JournalFixture.rest(reader);
          long next = rest.isEmpty() ? log.end() : rest.getFirst().firstId();
          assertTrue(next <= id);
          for (RawBatch batch : rest) {
            assertEquals(next, batch.firstId());
            next += batch.size();
          }
          assertEquals(log.end(), next);
        }
      }
    }
  }

  private record Pending(RawBatch batch, CompletableFuture<Long> stage) {}

  private record Entry(RawBatch batch, long id) {
    boolean matches(RawBatch found) {
      return found.firstId() == id && JournalFixture.isSame(batch, found);
    }
  }
}
