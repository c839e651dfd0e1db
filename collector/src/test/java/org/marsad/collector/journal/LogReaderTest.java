package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.EventLog;

/** The hand-off in memory and the way over the disk, and back. */
class LogReaderTest {
  private final JournalFixture fixture = new JournalFixture();

  @Test
  void whoKeepsUpGetsTheSameBytesWithoutTheDisk() throws Exception {
    LocalEventLog log = fixture.open();
    try (EventLog.Reader reader = log.read(0)) {
      assertNull(reader.poll(Duration.ZERO));
      for (int i = 0; i < 100; i++) {
        RawBatch batch = JournalFixture.batch(i, 2);
        fixture.append(log, batch);
        RawBatch found = reader.poll(Duration.ZERO);
        assertNotNull(found);
        assertSame(batch.bytes(), found.bytes());
      }
    }
  }

  @Test
  void whoFallsBehindReadsTheDiskAndCatchesUp() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    fixture.config = JournalFixture.small().compress(true).build();
    LocalEventLog log = fixture.open();
    var expected = new ArrayList<RawBatch>();
    var found = new ArrayList<RawBatch>();
    boolean fromMemory = false;
    boolean fromDisk = false;
    try (EventLog.Reader reader = log.read(0)) {
      for (int round = 0; round < 300; round++) {
        for (int i = random.nextInt(round % 50 < 25 ? 3 : 12); i > 0; i--) {
          RawBatch batch = JournalFixture.randomBatch(random);
          fixture.append(log, batch);
          expected.add(batch);
        }
        for (int i = random.nextInt(12); i > 0; i--) {
          RawBatch batch = reader.poll(Duration.ZERO);
          if (batch != null) {
            boolean same = batch.bytes() == expected.get(found.size()).bytes();
            fromMemory |= same;
            fromDisk |= !same;
            found.add(batch);
          }
        }
      }
      found.addAll(JournalFixture.rest(reader));
      assertEquals(log.end(), reader.position());
    }
    JournalFixture.assertSame(expected, found);
    assertTrue(fromMemory && fromDisk, "seed " + seed);
  }

  @Test
  void theMemoryIsBounded() {
    var ring = new TailRing(10_000, 0, 0);
    TailRing.Node first = ring.before(0);
    long position = 0;
    for (int i = 0; i < 1000; i++) {
      RawBatch batch = JournalFixture.batch(i, 1).withFirstId(i);
      ring.add(List.of(new TailRing.Node(position, position + 100, i + 1, batch)));
      position += 100;
    }
    assertNotNull(first);
    assertNull(first.next(), "who stands still must not hold all that comes");
    assertTrue(first.isCut());
    int held = 0;
    for (long at = position; ring.before(at) != null; at -= 100) {
      held++;
    }
    assertTrue(held > 1 && held * 128 < 10_000, held + " batches in memory");
    assertEquals(1000, ring.endId());
  }

  @Test
  void findsAnyIdInALargeSegmentWithoutReadingAllOfIt() throws Exception {
    fixture.config = JournalFixture.small().segmentSize(64 << 20).build();
    LocalEventLog log = fixture.open();
    var noise = new byte[100_000];
    for (int i = 0; i < 100; i++) {
      RawBatch.Builder builder = RawBatch.builder(JournalFixture.ORIGIN, i);
      builder.add(noise, 0, 50_000, 0).add(noise, 50_000, 50_000, 0);
      fixture.append(log, builder.build());
    }
    log.close();
    LocalEventLog again = fixture.open();
    for (long id = 0; id < 200; id++) {
      long before = fixture.disk.bytesRead();
      try (EventLog.Reader reader = again.read(id)) {
        assertEquals(id / 2 * 2, reader.position());
        RawBatch batch = reader.poll(Duration.ZERO);
        assertNotNull(batch);
        assertEquals(id / 2, batch.received());
      }
      long read = fixture.disk.bytesRead() - before;
      assertTrue(read < 3 << 20, read + " bytes read for one event of 10 MB");
    }
  }

  @Test
  void damageUnderAReaderIsAnErrorThatStays() throws Exception {
    fixture.config = JournalFixture.small().tail(0).build();
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 20);
    Path file = fixture.disk.segments().getFirst();
    byte[] content = fixture.disk.content(file);
    long fifth = OpeningTest.recordEnds(content).get(4);
    fixture.disk.flip(file, Math.toIntExact(fifth) + RecordHeader.SIZE + 2);
    try (EventLog.Reader reader = log.read(0)) {
      for (int i = 0; i < 5; i++) {
        RawBatch batch = reader.poll(Duration.ZERO);
        assertNotNull(batch);
        assertTrue(JournalFixture.isSame(batches.get(i), batch));
      }
      long position = reader.position();
      for (int i = 0; i < 3; i++) {
        var thrown = assertThrows(CorruptJournalException.class, () -> reader.poll(Duration.ZERO));
        assertEquals(fifth, thrown.position());
        assertEquals(position, reader.position());
      }
    }
  }

  @Test
  void aClosedReaderAndAReaderOfAClosedLogThrow() throws Exception {
    LocalEventLog log = fixture.open();
    fixture.fill(log, 3);
    EventLog.Reader closed = log.read(0);
    closed.close();
    closed.close();
    assertThrows(IOException.class, () -> closed.poll(Duration.ZERO));
    EventLog.Reader open = log.read(0);
    log.close();
    assertThrows(IOException.class, () -> open.poll(Duration.ZERO));
    assertThrows(IOException.class, () -> log.read(0));
    open.close();
  }

  /** Ticks right before an id come with it, so that a replay decides as it was decided. */
  @Test
  void theTicksBeforeAnIdComeWithItAlsoAtTheEdgeOfASegment() throws Exception {
    LocalEventLog log = fixture.open();
    int segments = 1;
    long id = 0;
    while (segments < 4) {
      fixture.append(log, JournalFixture.batch((int) id, 1));
      fixture.append(log, RawBatch.tick(JournalFixture.ORIGIN, id));
      id++;
      segments = fixture.disk.segments().size();
    }
    for (long from = 1; from <= id; from++) {
      RawBatch first = JournalFixture.read(log, from).getFirst();
      assertTrue(first.isTick());
      assertEquals(from - 1, first.received());
      assertEquals(from, first.firstId());
    }
  }
}
