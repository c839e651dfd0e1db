package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.LogFullException;

/** The writer step by step, without its thread. */
class JournalWriterTest {
  private static final long MILLI = JournalFixture.MILLI;

  private final JournalFixture fixture = new JournalFixture();
  private LocalEventLog log;
  private JournalWriter writer;

  @BeforeEach
  void open() throws Exception {
    log = fixture.open();
    writer = log.writer();
  }

  @Test
  void isIdleWhileNothingIsAppended() {
    int forces = fixture.disk.forces();
    assertEquals(JournalWriter.IDLE, writer.work(0));
    assertEquals(JournalWriter.IDLE, writer.work(100 * MILLI));
    assertEquals(forces, fixture.disk.forces());
  }

  @Test
  void makesTheFirstAppendAfterAPauseDurableAtOnce() {
    CompletableFuture<Long> first = append(0);
    assertFalse(first.isDone());
    writer.work(0);
    assertEquals(0, first.join());
  }

  @Test
  void thoseThatComeSoonAfterShareTheNextFsync() {
    append(0);
    writer.work(10 * MILLI);
    int forces = fixture.disk.forces();
    var waiting = new ArrayList<CompletableFuture<Long>>();
    for (int i = 1; i < 5; i++) {
      waiting.add(append(i));
      assertEquals((5 - i) * MILLI, writer.work((10 + i) * MILLI));
    }
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
    assertEquals(forces, fixture.disk.forces());
    writer.work(15 * MILLI);
    assertEquals(List.of(1L, 2L, 3L, 4L), waiting.stream().map(CompletableFuture::join).toList());
    assertEquals(forces + 1, fixture.disk.forces());
  }

  @Test
  void oneThatIsAwaitedTakesThoseThatWaitWithIt() {
    append(0);
    writer.work(10 * MILLI);
    int forces = fixture.disk.forces();
    CompletableFuture<Long> patient = append(1);
    CompletableFuture<Long> awaited = log.appendAwaited(batch(2)).toCompletableFuture();
    assertEquals(0, writer.work(11 * MILLI));
    assertEquals(List.of(1L, 2L), List.of(patient.join(), awaited.join()));
    assertEquals(forces + 1, fixture.disk.forces());
  }

  @Test
  void whereAnFsyncTakesLongWhatTheAnswersBringIsWaitedForALittle() {
    fixture.disk.forceTakes(Duration.ofMillis(1));
    append(0);
    writer.work(0);
    CompletableFuture<Long> awaited = log.appendAwaited(batch(1)).toCompletableFuture();
    long wait = writer.work(0);
    assertTrue(wait > 0 && wait <= 5 * MILLI, "waits for " + wait);
    CompletableFuture<Long> other = log.appendAwaited(batch(2)).toCompletableFuture();
    int forces = fixture.disk.forces();
    assertEquals(0, writer.work(wait));
    assertEquals(List.of(1L, 2L), List.of(awaited.join(), other.join()));
    assertEquals(forces + 1, fixture.disk.forces());
  }

  /** Several tries, for the machine may be busy during one. */
  @Test
  void whereAnFsyncIsQuickItBeginsAtOnce() {
    boolean begun = false;
    for (int i = 0; i < 1000 && !begun; i++) {
      append(i);
      writer.work(i * 10 * MILLI);
      CompletableFuture<Long> awaited = log.appendAwaited(batch(i)).toCompletableFuture();
      begun = writer.work(i * 10 * MILLI) == 0 && awaited.isDone();
    }
    assertTrue(begun, "waits for more though an fsync takes microseconds");
  }

  @Test
  void enoughBytesAreMadeDurableBeforeTheTime() {
    append(0);
    writer.work(0);
    int forces = fixture.disk.forces();
    var waiting = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 70; i++) {
      waiting.add(append(i));
    }
    assertEquals(0, writer.work(MILLI));
    assertTrue(waiting.stream().allMatch(CompletableFuture::isDone));
    assertTrue(fixture.disk.forces() - forces >= 3, "fsync_bytes bounds a group");
  }

  @Test
  void nothingIsDoneBeforeTheFsyncThatCoversIt() throws Exception {
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Long> stage = append(i);
      int forces = fixture.disk.forces();
      long end = log.end();
      stage.thenAccept(
          _ -> {
            assertTrue(fixture.disk.forces() > forces);
            assertEquals(end + 1, log.end());
          });
      fixture.settle(log);
      stage.get();
      assertEquals(end + 1, new JournalFixture(fixture.disk.durable()).open().end());
    }
  }

  @Test
  void aReaderSeesNothingThatIsNotDurable() throws Exception {
    try (EventLog.Reader reader = log.read(0)) {
      append(0);
      assertNull(reader.poll(Duration.ZERO));
      fixture.disk.failForce(new IOException("Input/output error"));
      fixture.settle(log);
      assertNull(reader.poll(Duration.ZERO));
      assertEquals(0, log.end());
    }
  }

  @Test
  void aFailedFsyncIsFinal() throws Exception {
    List<RawBatch> before = fixture.fill(log, 5);
    CompletableFuture<Long> first = append(5);
    CompletableFuture<Long> second = append(6);
    fixture.disk.failForce(new IOException("Input/output error"));
    fixture.settle(log);
    assertFailed(first);
    assertFailed(second);
    int forces = fixture.disk.forces();
    assertFailed(append(7));
    fixture.settle(log);
    assertEquals(forces, fixture.disk.forces(), "an fsync was tried again");
    assertTrue(log.problem().orElse("").contains("Input/output error"));
    assertEquals(3.0, fixture.metric("marsad_journal_refused_batches_total{reason=\"failed\"}"));
    JournalFixture.assertSame(before, JournalFixture.read(log, 0));
    log.close();
    JournalFixture.assertSame(before, JournalFixture.read(fixture.open(), 0).subList(0, 5));
  }

  @Test
  void anFsyncThatFindsTheDiskFullIsFinalToo() {
    CompletableFuture<Long> stage = append(0);
    fixture.disk.failForce(new DiskFullException("No space left on device"));
    fixture.settle(log);
    assertFailed(stage);
    assertFailed(append(1));
  }

  @Test
  void aFailedWriteIsFinal() throws Exception {
    List<RawBatch> before = fixture.fill(log, 5);
    CompletableFuture<Long> stage = append(5);
    fixture.disk.failWrite(new IOException("Input/output error"));
    fixture.settle(log);
    assertFailed(stage);
    assertFailed(append(6));
    log.close();
    JournalFixture.assertSame(before, JournalFixture.read(fixture.open(), 0));
  }

  @Test
  void aBugOfTheWriterIsFinalAndLeavesNobodyWaiting() {
    CompletableFuture<Long> first = append(0);
    CompletableFuture<Long> second = append(1);
    fixture.disk.breakWrite(new IllegalStateException("a bug"));
    fixture.settle(log);
    assertFailed(first);
    assertFailed(second);
  }

  @Test
  void aFullDiskRefusesAndGoesOnWhenThereIsRoom() throws Exception {
    List<RawBatch> kept = fixture.fill(log, 5);
    long end = log.end();
    long size = fixture.disk.content(fixture.disk.segments().getLast()).length;
    fixture.disk.room(30);
    for (int i = 0; i < 3; i++) {
      fixture.nanos += 200 * MILLI;
      assertRefused(append(5));
    }
    assertEquals(end, log.end());
    assertEquals(size, fixture.disk.content(fixture.disk.segments().getLast()).length);
    assertTrue(log.problem().isPresent());
    fixture.disk.room(1 << 20);
    fixture.nanos += 200 * MILLI;
    CompletableFuture<Long> stage = append(6);
    fixture.settle(log);
    assertEquals(end, stage.join());
    assertTrue(log.problem().isEmpty());
    kept.add(JournalFixture.batch(6, 1));
    JournalFixture.assertSame(kept, JournalFixture.read(log, 0));
    log.close();
    JournalFixture.assertSame(kept, JournalFixture.read(fixture.open(), 0));
  }

  @Test
  void whatWasWrittenBeforeTheDiskWasFullIsCutOffDurably() throws Exception {
    List<RawBatch> kept = fixture.fill(log, 5);
    fixture.disk.room(500);
    var refused = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 20; i++) {
      refused.add(append(i));
    }
    fixture.disk.pretendRoom();
    fixture.settle(log);
    for (CompletableFuture<Long> stage : refused) {
      assertInstanceOf(LogFullException.class, stage.exceptionNow());
    }
    assertEquals(
        20.0, fixture.metric("marsad_journal_refused_batches_total{reason=\"disk_full\"}"));
    fixture.disk.losePower(new Random(1));
    JournalFixture.assertSame(kept, JournalFixture.read(fixture.open(), 0));
  }

  @Test
  void doesNotHammerADiskThatIsFullThoughItSaysOtherwise() throws Exception {
    fixture.config = JournalFixture.small().fsyncEvery(Duration.ZERO).build();
    reopen();
    fixture.fill(log, 5);
    fixture.disk.room(0);
    fixture.disk.pretendRoom();
    fixture.nanos += 10_000 * MILLI;
    assertRefused(append(5));
    long operations = fixture.disk.operations();
    for (int i = 0; i < 99; i++) {
      fixture.nanos += MILLI;
      assertRefused(append(5));
    }
    assertEquals(operations, fixture.disk.operations());
    fixture.nanos += MILLI;
    assertRefused(append(5));
    assertTrue(fixture.disk.operations() > operations);
  }

  @Test
  void keepsOffTheReserve() throws Exception {
    fixture.config = JournalFixture.small().reserve(10_000).build();
    fixture.disk.room(10_000 + 2_000);
    LocalEventLog other = reopen();
    int taken = 0;
    CompletableFuture<Long> stage = other.append(batch(0)).toCompletableFuture();
    fixture.settle(other);
    while (!stage.isCompletedExceptionally()) {
      taken++;
      stage = other.append(batch(taken)).toCompletableFuture();
      fixture.settle(other);
    }
    assertInstanceOf(LogFullException.class, stage.exceptionNow());
    assertTrue(taken >= 10 && taken <= 30, taken + " taken");
    assertTrue(fixture.disk.usable(JournalFixture.FOLDER) >= 10_000);
    assertEquals(1.0, fixture.metric("marsad_journal_refused_batches_total{reason=\"reserve\"}"));
  }

  @Test
  void asksForTheFreeSpaceNowAndThen() throws Exception {
    for (int i = 0; i < 1000; i++) {
      fixture.append(log, batch(i));
      fixture.nanos += 10 * MILLI;
    }
    assertTrue(fixture.disk.looks() >= 9 && fixture.disk.looks() <= 17, fixture.disk.looks() + "");
    fixture.disk.room(0);
    int looks = fixture.disk.looks();
    for (int i = 0; i < 1000; i++) {
      assertRefused(append(i));
      fixture.nanos += MILLI;
    }
    assertTrue(fixture.disk.looks() - looks <= 12, fixture.disk.looks() - looks + "");
  }

  @Test
  void noRoomForTheNextSegmentIsNoFailure() throws Exception {
    while (fixture.disk.content(fixture.disk.segments().getLast()).length < 4096) {
      fixture.append(log, batch(0));
    }
    for (int room : new int[] {0, 30, RecordHeader.SIZE, RecordHeader.SIZE + 20}) {
      fixture.disk.room(room);
      fixture.disk.pretendRoom();
      fixture.nanos += 200 * MILLI;
      assertRefused(append(1));
    }
    fixture.disk.capacity(Long.MAX_VALUE);
    fixture.nanos += 200 * MILLI;
    long end = log.end();
    assertEquals(end, fixture.append(log, batch(2)));
    assertEquals(2, fixture.disk.segments().size());
    log.close();
    assertEquals(end + 1, fixture.open().end());
  }

  @Test
  void aSegmentOfTicksAloneIsNotLeft() throws Exception {
    for (int i = 0; i < 100; i++) {
      fixture.append(log, RawBatch.tick(JournalFixture.ORIGIN, i));
    }
    assertEquals(1, fixture.disk.segments().size());
    fixture.append(log, batch(0));
    fixture.append(log, batch(1));
    assertEquals(2, fixture.disk.segments().size());
    log.close();
    assertEquals(102, JournalFixture.read(fixture.open(), 0).size());
  }

  @Test
  void closingWritesWhatWaitsAndNothingTwice() throws Exception {
    var stages = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 100; i++) {
      stages.add(append(i));
    }
    log.close();
    for (int i = 0; i < 100; i++) {
      assertEquals(i, stages.get(i).join());
    }
    assertEquals(1.0 * 100, fixture.metric("marsad_journal_batches_total"));
    long size = size();
    reopen().close();
    reopen().close();
    assertEquals(size, size(), "a mark for every start");
  }

  @Test
  void counts() throws Exception {
    fixture.append(log, JournalFixture.batch(0, 3));
    fixture.append(log, RawBatch.tick(JournalFixture.ORIGIN, 1));
    append(1);
    assertEquals(2.0, fixture.metric("marsad_journal_batches_total"));
    assertEquals(3.0, fixture.metric("marsad_journal_events_total"));
    assertEquals(2.0, fixture.metric("marsad_journal_fsyncs_total"));
    assertEquals(3.0, fixture.metric("marsad_journal_end"));
    assertEquals(0.0, fixture.metric("marsad_journal_start"));
    assertEquals(1.0, fixture.metric("marsad_journal_segments"));
    assertEquals(size() - SegmentHeader.SIZE, fixture.metric("marsad_journal_written_bytes_total"));
    assertTrue(fixture.metric("marsad_journal_queue_bytes") > 0);
    assertTrue(fixture.metric("marsad_journal_bytes_total") > 0);
  }

  private long size() {
    return fixture.disk.content(fixture.disk.segments().getLast()).length;
  }

  private LocalEventLog reopen() throws IOException {
    log.close();
    log = fixture.open();
    writer = log.writer();
    return log;
  }

  private CompletableFuture<Long> append(int number) {
    return log.append(batch(number)).toCompletableFuture();
  }

  private static RawBatch batch(int number) {
    return JournalFixture.batch(number, 1);
  }

  private void assertRefused(CompletableFuture<Long> stage) {
    fixture.settle(log);
    assertTrue(stage.isCompletedExceptionally());
    assertInstanceOf(LogFullException.class, stage.exceptionNow());
  }

  private static void assertFailed(CompletableFuture<Long> stage) {
    assertTrue(stage.isCompletedExceptionally());
    assertInstanceOf(IOException.class, stage.exceptionNow());
    assertFalse(stage.exceptionNow() instanceof LogFullException);
  }
}
