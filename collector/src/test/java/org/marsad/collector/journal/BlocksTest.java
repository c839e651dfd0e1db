package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;

/** A disk that is written past its page cache: whole blocks, and room made ahead. */
class BlocksTest {
  private static final int BLOCK = 512;

  private final JournalFixture fixture = new JournalFixture();
  private final FaultyDisk disk = fixture.disk;

  @BeforeEach
  void writeInBlocks() {
    disk.blocks(BLOCK);
  }

  @Test
  void closedSegmentsEndWithTheirLastRecord() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 60);
    JournalFixture.assertSame(batches, JournalFixture.read(log, 0));
    log.close();
    assertTrue(disk.segments().size() > 2);
    for (Path path : disk.segments()) {
      byte[] content = disk.content(path);
      byte[] mark = RecordHeader.mark(content.length - RecordHeader.SIZE, 0).encode(1).array();
      assertEquals(mark[8], content[content.length - RecordHeader.SIZE + 8], path + " has no mark");
    }
    LocalEventLog again = fixture.open();
    assertEquals(new Recovery(List.of(), List.of()), again.recovery());
    JournalFixture.assertSame(batches, JournalFixture.read(again, 0));
  }

  @Test
  void theRoomOfAKilledWriterIsTakenAwayAndNotTold() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 5);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    assertEquals(0, content.length % BLOCK);
    assertEquals(0, content[content.length - 1]);
    disk.kill();
    LocalEventLog again = fixture.open();
    assertEquals(new Recovery(List.of(), List.of()), again.recovery());
    assertTrue(disk.content(last).length < content.length);
    batches.addAll(fixture.fill(again, 3));
    again.close();
    JournalFixture.assertSame(batches, JournalFixture.read(fixture.open(), 0));
  }

  @Test
  void moreZerosThanAWriterMakesAreTold() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 2);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    disk.kill();
    disk.put(last, Arrays.copyOf(content, 2 * ActiveSegment.MAX_ROOM));
    LocalEventLog again = fixture.open();
    assertEquals(1, again.recovery().cuts().size());
    JournalFixture.assertSame(batches, JournalFixture.read(again, 0));
  }

  @Test
  void roomIsMadeOnceForManySmallGroups() throws Exception {
    fixture.config = JournalFixture.small().segmentSize(1 << 16).build();
    LocalEventLog log = fixture.open();
    fixture.fill(log, 4);
    long before = log.end() - 1;
    Path last = disk.segments().getLast();
    int size = disk.content(last).length;
    int forces = disk.forces();
    assertTrue(size >= 2 * BLOCK, "no room was made: " + size);
    for (int i = 1; i <= 4; i++) {
      assertEquals(before + i, fixture.append(log, JournalFixture.batch(i, 1)));
    }
    assertEquals(size, disk.content(last).length);
    assertEquals(forces + 4, disk.forces());
  }

  @Test
  void whereThereIsNoRoomForZerosThereMayBeForRecords() throws Exception {
    LocalEventLog log = fixture.open();
    disk.room(BLOCK);
    assertEquals(0, fixture.append(log, JournalFixture.batch(0, 1)));
    log.close();
    JournalFixture.assertSame(
        List.of(JournalFixture.batch(0, 1)), JournalFixture.read(fixture.open(), 0));
  }

  /** What wrote no blocks, and what could not, reads as before, killed or not. */
  @Test
  void aJournalGoesOnWithBlocksAndWithout() throws Exception {
    var batches = new ArrayList<RawBatch>();
    for (int life = 0; life < 6; life++) {
      disk.blocks(life % 2 == 0 ? 1 : BLOCK);
      LocalEventLog log = fixture.open();
      JournalFixture.assertSame(batches, JournalFixture.read(log, 0));
      batches.addAll(fixture.fill(log, 7));
      if (life % 3 == 0) {
        log.close();
      } else {
        disk.kill();
      }
    }
    JournalFixture.assertSame(batches, JournalFixture.read(fixture.open(), 0));
  }

  @Test
  void whatIsBeingWrittenIsNotDamagedForThoseWhoLook(@TempDir Path folder) throws Exception {
    JournalConfig config = ConfigBuilder.defaults(folder).reserve(0).build();
    try (LocalEventLog log =
        LocalEventLog.open(config, List.of("none"), new Metrics(), InstantSource.system())) {
      log.append(JournalFixture.batch(0, 3)).toCompletableFuture().join();
      Path last = JournalFiles.segments(folder).getLast();
      assertEquals(Optional.empty(), JournalFiles.damage(last, true));
    }
  }
}
