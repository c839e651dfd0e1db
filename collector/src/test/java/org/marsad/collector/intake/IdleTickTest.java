package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;

/** When the log pauses. */
final class IdleTickTest {
  private final CountingLog log = new CountingLog();
  private long millis = 1_000_000;
  private long taken;
  private boolean isBusy;
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis);
  private final IdleTick ticks =
      new IdleTick(log, clock, Duration.ofSeconds(1), () -> taken, () -> isBusy);

  @BeforeEach
  void releaseWhatTheLastLifeLeftWaiting() {
    assertEquals(1, ticksAfter(1_000));
  }

  @Test
  void aPauseIsToldOnce() {
    comesIn();
    assertEquals(0, ticksAfter(900));
    assertEquals(1, ticksAfter(200));
    assertEquals(0, ticksAfter(5_000));
  }

  @Test
  void whatMarsadWritesItselfKeepsNoPauseFromBeingOne() {
    comesIn();
    int told = 0;
    for (int i = 0; i < 40; i++) {
      log.end++;
      told += ticksAfter(100);
    }
    assertEquals(3, told, "one a second at most, however often somebody looks on");
  }

  @Test
  void thereIsNoPauseWhileSendersAreKeptWaiting() {
    comesIn();
    isBusy = true;
    assertEquals(0, ticksAfter(5_000));
    isBusy = false;
    assertEquals(0, ticksAfter(900));
    assertEquals(1, ticksAfter(200));
  }

  private void comesIn() {
    log.end++;
    taken++;
  }

  /** Looks every tenth of a second; how many ticks were written. */
  private int ticksAfter(long more) {
    int before = log.ticks;
    for (long end = millis + more; millis < end; ) {
      millis += 100;
      ticks.look();
    }
    return log.ticks - before;
  }

  /** Counts what it is given. */
  private static final class CountingLog implements EventLog {
    long end;
    int ticks;

    @Override
    public CompletionStage<Long> append(RawBatch batch) {
      ticks += batch.isTick() ? 1 : 0;
      return CompletableFuture.completedFuture(end);
    }

    @Override
    public Reader read(long id) {
      throw new UnsupportedOperationException("nobody reads");
    }

    @Override
    public long start() {
      return 0;
    }

    @Override
    public long end() {
      return end;
    }

    @Override
    public void commit(String consumer, long id) {}

    @Override
    public void close() {}
  }
}
