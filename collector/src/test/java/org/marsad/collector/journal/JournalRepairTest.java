package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;

class JournalRepairTest {
  private final JournalFixture fixture = new JournalFixture();
  private final FaultyDisk disk = fixture.disk;

  @Test
  void changesNothingInAWholeJournal() throws Exception {
    fill(60);
    FaultyDisk before = disk.copy();
    JournalRepair.Report report = repair();
    assertTrue(report.isWhole());
    assertTrue(report.toString().contains("whole"));
    assertEquals(before.files(), disk.files());
    for (Path path : before.files()) {
      assertArrayEquals(before.content(path), disk.content(path));
    }
  }

  @Test
  void leavesATornTailToTheStart() throws Exception {
    LocalEventLog log = fixture.open();
    fixture.fill(log, 5);
    disk.kill();
    Path last = disk.segments().getLast();
    byte[] torn = Arrays.copyOf(disk.content(last), disk.content(last).length - 3);
    disk.put(last, torn);
    assertTrue(repair().isWhole());
    assertArrayEquals(torn, disk.content(last));
  }

  @Test
  void leavesAnEmptyFolderAlone() throws Exception {
    assertTrue(repair().isWhole());
    assertEquals(List.of(), disk.files());
  }

  @Test
  void setsDamageAsideAndTellsWhichEventsAreGone() throws Exception {
    List<RawBatch> batches = fill(20);
    Path file = disk.segments().getFirst();
    byte[] content = disk.content(file);
    List<Long> ends = OpeningTest.recordEnds(content);
    int from = Math.toIntExact(ends.get(3));
    int to = Math.toIntExact(ends.get(6));
    Arrays.fill(content, from + 3, to - 3, (byte) 0x55);
    disk.put(file, content);
    assertThrows(CorruptJournalException.class, fixture::open);

    JournalRepair.Report report = repair();
    long firstLost = ids(batches, 4);
    long afterLost = ids(batches, 7);
    assertEquals(
        List.of(new Recovery.Gap(file, from, firstLost, afterLost - firstLost)), report.gaps());
    assertEquals(1, report.setAside().size());
    assertArrayEquals(
        Arrays.copyOfRange(content, from, to), disk.content(report.setAside().getFirst()));
    String text = report.toString();
    assertTrue(text.contains("events " + firstLost + " to " + (afterLost - 1)), text);
    assertTrue(text.contains(report.setAside().getFirst().toString()), text);

    LocalEventLog log = fixture.open();
    assertEquals(report.gaps(), log.recovery().gaps());
    assertEquals(afterLost - firstLost, fixture.metric("marsad_journal_lost_events"));
    JournalFixture.assertSame(without(batches, 4, 7), JournalFixture.read(log, 0));
    for (long id = firstLost; id < afterLost; id++) {
      try (EventLog.Reader reader = log.read(id)) {
        assertEquals(afterLost, reader.position());
        assertEquals(afterLost, JournalFixture.rest(reader).getFirst().firstId());
      }
    }
    try (EventLog.Reader reader = log.read(0)) {
      for (int i = 0; i < 4; i++) {
        assertEquals(ids(batches, i), reader.position());
        JournalFixture.assertSame(List.of(batches.get(i)), List.of(next(reader)));
      }
      assertEquals(afterLost, next(reader).firstId());
    }
    assertTrue(repair(log).isWhole());
  }

  /** Not enough room for a gap before the next thing that can be read: that goes too. */
  @Test
  void takesTheNextRecordOutTooWhereTheDamageIsTooShort() throws Exception {
    List<RawBatch> batches = fill(10);
    Path file = disk.segments().getFirst();
    byte[] content = disk.content(file);
    int from = Math.toIntExact(OpeningTest.recordEnds(content).get(9));
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(content, from + 20 + 3 * RecordHeader.SIZE));
    longer.put(from, new byte[20]);
    long marker = longer.getLong(32);
    for (int i = 0; i < 3; i++) {
      int at = from + 20 + i * RecordHeader.SIZE;
      RecordHeader.mark(at, ids(batches, 10)).encode(longer, at, marker);
    }
    disk.put(file, longer.array());
    assertThrows(CorruptJournalException.class, fixture::open);
    assertEquals(List.of(new Recovery.Gap(file, from, ids(batches, 10), 0)), repair().gaps());
    LocalEventLog log = fixture.open();
    JournalFixture.assertSame(batches, JournalFixture.read(log, 0));
    assertEquals(List.of(), log.recovery().cuts());
  }

  @Test
  void aMissingSegmentBecomesAGap() throws Exception {
    List<RawBatch> batches = fill(100);
    List<Path> segments = disk.segments();
    long first = SegmentHeader.firstId(segments.get(1));
    long next = SegmentHeader.firstId(segments.get(2));
    disk.remove(segments.get(1));
    JournalRepair.Report report = repair();
    assertEquals(next - first, report.gaps().getFirst().events());
    LocalEventLog log = fixture.open();
    List<RawBatch> found = JournalFixture.read(log, 0);
    assertEquals(
        batches.stream().mapToLong(RawBatch::size).sum() - (next - first),
        found.stream().mapToLong(RawBatch::size).sum());
    assertEquals(next, JournalFixture.read(log, first).getFirst().firstId());
  }

  @Test
  void aSegmentOfWhichNothingIsLeftBecomesAGap() throws Exception {
    fill(100);
    List<Path> segments = disk.segments();
    Path second = segments.get(1);
    long next = SegmentHeader.firstId(segments.get(2));
    for (byte[] rest : List.of(new byte[0], new byte[60], new byte[5000], noise(5000))) {
      FaultyDisk damaged = disk.copy();
      damaged.put(second, rest);
      JournalRepair.Report report =
          JournalRepair.repair(damaged, JournalFixture.FOLDER, fixture::now);
      assertEquals(next - SegmentHeader.firstId(second), report.gaps().getFirst().events());
      assertEquals(List.of(second), report.headers());
      LocalEventLog log = new JournalFixture(damaged).open();
      assertEquals(
          next, JournalFixture.read(log, SegmentHeader.firstId(second)).getFirst().firstId());
    }
  }

  /** One bad block at the beginning of the only segment takes the marker with it. */
  @Test
  void findsTheMarkerInTheRecords() throws Exception {
    List<RawBatch> batches = fill(20);
    Path file = disk.segments().getFirst();
    byte[] content = disk.content(file);
    Arrays.fill(content, 0, Math.toIntExact(OpeningTest.recordEnds(content).get(2)) + 9, (byte) 0);
    disk.put(file, content);
    assertThrows(CorruptJournalException.class, fixture::open);
    JournalRepair.Report report = repair();
    assertEquals(List.of(file), report.headers());
    LocalEventLog log = fixture.open();
    assertEquals(ids(batches, 4), log.start(), "a gap in front");
    JournalFixture.assertSame(
        batches.subList(4, batches.size()), JournalFixture.read(log, log.start()));
    assertThrows(IOException.class, () -> log.read(0));
  }

  @Test
  void damageInTheLastSegmentIsRepairedAndItsTornTailCut() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 20);
    disk.kill();
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    List<Long> ends = OpeningTest.recordEnds(content);
    content[Math.toIntExact(ends.get(3)) + 60] ^= 1;
    disk.put(last, Arrays.copyOf(content, content.length - 5));
    assertEquals(1, repair().gaps().size());
    LocalEventLog again = fixture.open();
    assertEquals(1, again.recovery().cuts().size());
    JournalFixture.assertSame(without(batches, 4, 5).subList(0, 18), JournalFixture.read(again, 0));
  }

  /** What later records prove is counted though none of them can be read. */
  @Test
  void neverGivesIdsAgainThatWereAcknowledged() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 20);
    disk.kill();
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    List<Long> ends = OpeningTest.recordEnds(content);
    for (int i = 5; i < 20; i++) {
      content[Math.toIntExact(ends.get(i - 1)) + 60] ^= 1;
    }
    disk.put(last, content);
    JournalRepair.Report report = repair();
    LocalEventLog again = fixture.open();
    assertEquals(ids(batches, 20), again.end(), report.toString());
    assertEquals(ids(batches, 20), fixture.append(again, JournalFixture.batch(1, 1)));
  }

  @Test
  void aRepairThatLostItsPowerCanBeDoneAgain() throws Exception {
    List<RawBatch> batches = fill(60);
    Path first = disk.segments().getFirst();
    byte[] content = disk.content(first);
    List<Long> ends = OpeningTest.recordEnds(content);
    content[3] ^= 1;
    content[Math.toIntExact(ends.get(5)) + 60] ^= 1;
    disk.put(first, content);
    disk.remove(disk.segments().get(1));
    var random = new Random(3);
    boolean crashed = true;
    for (int changes = 1; crashed; changes++) {
      FaultyDisk copy = disk.copy();
      copy.crashAfter(changes);
      try {
        JournalRepair.repair(copy, JournalFixture.FOLDER, fixture::now);
      } catch (IOException _) {
        assertTrue(copy.hasCrashed());
      }
      crashed = copy.hasCrashed();
      copy.losePower(random);
      JournalRepair.repair(copy, JournalFixture.FOLDER, fixture::now);
      LocalEventLog log = new JournalFixture(copy).open();
      List<RawBatch> found = JournalFixture.read(log, 0);
      JournalFixture.assertSame(without(batches, 6, 7).subList(0, 20), found.subList(0, 20));
      assertEquals(ids(batches, 60), log.end());
      byte[] damaged =
          Arrays.copyOfRange(content, Math.toIntExact(ends.get(5)), Math.toIntExact(ends.get(6)));
      assertTrue(
          copy.files().stream()
              .filter(path -> path.toString().contains(".log." + ends.get(5) + ".damaged"))
              .anyMatch(path -> Arrays.equals(damaged, copy.content(path))),
          "what was damaged is kept nowhere");
    }
  }

  @Test
  void doesNotTouchAJournalThatIsInUse() throws Exception {
    fixture.open();
    var thrown = assertThrows(IOException.class, this::repair);
    assertTrue(String.valueOf(thrown.getMessage()).contains("in use"));
  }

  @Test
  void givesUpWhereNothingCanBeUnderstood() throws Exception {
    fill(5);
    Path file = disk.segments().getFirst();
    byte[] noise = noise(5000);
    disk.put(file, noise);
    assertThrows(IOException.class, this::repair);
    assertArrayEquals(noise, disk.content(file));
    assertFalse(disk.files().size() > 1, "set aside what it did not repair");
  }

  private List<RawBatch> fill(int count) throws IOException {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, count);
    log.close();
    return batches;
  }

  private JournalRepair.Report repair() throws IOException {
    return JournalRepair.repair(disk, JournalFixture.FOLDER, fixture::now);
  }

  private JournalRepair.Report repair(LocalEventLog log) throws IOException {
    log.close();
    return repair();
  }

  private static RawBatch next(EventLog.Reader reader) throws Exception {
    RawBatch batch = reader.poll(Duration.ZERO);
    if (batch == null) {
      throw new AssertionError("nothing came");
    }
    return batch;
  }

  /** How many ids the first batches take. */
  private static long ids(List<RawBatch> batches, int count) {
    return batches.subList(0, count).stream().mapToLong(RawBatch::size).sum();
  }

  private static List<RawBatch> without(List<RawBatch> batches, int from, int to) {
    var rest = new ArrayList<>(batches);
    rest.subList(from, to).clear();
    return rest;
  }

  private static byte[] noise(int length) {
    var bytes = new byte[length];
    new Random(9).nextBytes(bytes);
    return bytes;
  }
}
