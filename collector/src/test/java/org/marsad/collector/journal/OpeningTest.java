package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;

/** What a start makes of what it finds. */
class OpeningTest {
  private final JournalFixture fixture = new JournalFixture();
  private final FaultyDisk disk = fixture.disk;

  @Test
  void beginsWithIdZeroInAnEmptyFolder() throws Exception {
    LocalEventLog log = fixture.open();
    assertEquals(0, log.start());
    assertEquals(0, log.end());
    assertEquals(new Recovery(List.of(), List.of()), log.recovery());
  }

  @Test
  void anOrderlyStopLeavesNothingToTell() throws Exception {
    List<RawBatch> batches = fill(60);
    LocalEventLog log = fixture.open();
    assertEquals(new Recovery(List.of(), List.of()), log.recovery());
    JournalFixture.assertSame(batches, JournalFixture.read(log, 0));
    assertTrue(disk.segments().size() > 2);
  }

  /** Wherever a crash tore the last segment, all whole records before that place stay. */
  @Test
  void cutsATornTailAtEveryByte() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 6);
    Path last = disk.segments().getLast();
    byte[] whole = disk.content(last);
    disk.kill();
    List<Long> ends = recordEnds(whole);
    for (int length = whole.length; length >= SegmentHeader.SIZE; length--) {
      int records = 0;
      while (records < ends.size() && ends.get(records) <= length) {
        records++;
      }
      long end = records == 0 ? SegmentHeader.SIZE : ends.get(records - 1);
      assertCut(Arrays.copyOf(whole, length), last, batches.subList(0, records), end);
      // As a file system leaves it that had made the file longer and not yet written to it.
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
      if (!Arrays.equals(zeros, whole)) {
        assertCut(zeros, last, batches.subList(0, records), end);
      }
    }
  }

  private void assertCut(byte[] content, Path last, List<RawBatch> expected, long end)
      throws IOException {
    var torn = new JournalFixture(disk.copy());
    torn.disk.put(last, content);
    LocalEventLog log = torn.open();
    JournalFixture.assertSame(expected, JournalFixture.read(log, 0));
    List<Recovery.Cut> cuts = log.recovery().cuts();
    // Zeros alone are the room that the writer had made, and nothing that is worth telling.
    int cut = (int) end == lastByte(content, (int) end) ? 0 : content.length - (int) end;
    assertEquals(cut == 0, cuts.isEmpty());
    for (Recovery.Cut each : cuts) {
      assertEquals(last, each.file());
      assertEquals(end, each.position());
      assertEquals(cut, each.bytes());
    }
    assertEquals(cut, torn.metric("marsad_journal_cut_bytes_total"));
    assertEquals(end, torn.disk.content(last).length);
    long id = log.end();
    assertEquals(id, torn.append(log, JournalFixture.batch(99, 1)));
    log.close();
    List<RawBatch> all = new ArrayList<>(expected);
    all.add(JournalFixture.batch(99, 1));
    JournalFixture.assertSame(all, JournalFixture.read(torn.open(), 0));
  }

  /** Behind the last byte at or behind a place that is not zero. */
  private static int lastByte(byte[] content, int from) {
    int end = content.length;
    while (end > from && content[end - 1] == 0) {
      end--;
    }
    return end;
  }

  /** The blocks of a group reach the disk in any order. */
  @Test
  void aTornRecordBeforeAWholeOneOfTheSameGroupIsATornTail() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 3);
    Path last = disk.segments().getLast();
    long durable = disk.content(last).length;
    for (int i = 0; i < 5; i++) {
      log.append(JournalFixture.batch(i, 2));
    }
    fixture.settle(log);
    byte[] content = disk.content(last);
    disk.kill();
    Arrays.fill(content, (int) durable + 10, (int) durable + 90, (byte) 0);
    disk.put(last, content);
    LocalEventLog again = fixture.open();
    JournalFixture.assertSame(batches, JournalFixture.read(again, 0));
    assertEquals(durable, again.recovery().cuts().getFirst().position());
  }

  @Test
  void aTornRecordThatALaterOneKnewToBeDurableIsDamage() throws Exception {
    LocalEventLog log = fixture.open();
    fixture.fill(log, 5);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    List<Long> ends = recordEnds(content);
    disk.kill();
    content[(int) (ends.get(2) + 70)] ^= 1;
    disk.put(last, content);
    assertDamaged(last, ends.get(2), "checksum");
    assertEquals(content.length, disk.content(last).length, "a start changed a damaged file");
  }

  /** With the mark of an orderly stop behind them, even the last records are known to be whole. */
  @Test
  void damageToTheLastRecordIsToldFromATornTailAfterAnOrderlyStop() throws Exception {
    fill(5);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    List<Long> ends = recordEnds(content);
    long lastBatch = ends.get(ends.size() - 3);
    content[(int) lastBatch + 60] ^= 1;
    disk.put(last, content);
    assertDamaged(last, lastBatch, "checksum");
  }

  @Test
  void aSenderCannotMakeATornTailLookLikeDamage() throws Exception {
    LocalEventLog log = fixture.open();
    RawBatch.Builder builder = RawBatch.builder(JournalFixture.ORIGIN, 0);
    var guess = new Random(77);
    for (int i = 0; i < 10; i++) {
      var record = new RecordHeader(RecordHeader.Kind.MARK, false, 0, 0, 4000, 1, 0, 0, 0);
      builder.add(record.encode(guess.nextLong()).array());
    }
    log.append(builder.build());
    fixture.settle(log);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    disk.kill();
    content[SegmentHeader.SIZE + 20] ^= 1;
    disk.put(last, content);
    LocalEventLog again = fixture.open();
    assertEquals(0, again.end());
    assertEquals(1, again.recovery().cuts().size());
  }

  /** The file system may give a file blocks of one that was deleted. */
  @Test
  void whatAnEarlierSegmentLeftBehindIsNoProofOfDamage() throws Exception {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, 20);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    disk.kill();
    List<Long> ends = recordEnds(content);
    int stale = Math.toIntExact(ends.get(2));
    RecordHeader old = RecordHeader.mark(4000, 3);
    byte[] torn = Arrays.copyOf(content, content.length + 500);
    ByteBuffer.wrap(torn).put(content.length + 100, old.encode(marker(content)).array());
    System.arraycopy(content, stale, torn, content.length + 200, 100);
    disk.put(last, torn);
    LocalEventLog again = fixture.open();
    JournalFixture.assertSame(batches, JournalFixture.read(again, 0));
    assertEquals(500, again.recovery().cuts().getFirst().bytes());
  }

  @Test
  void aRecordOfAnotherJournalIsNone() throws Exception {
    LocalEventLog log = fixture.open();
    fixture.fill(log, 3);
    Path last = disk.segments().getLast();
    byte[] content = disk.content(last);
    long end = log.end();
    disk.kill();
    byte[] longer = Arrays.copyOf(content, content.length + RecordHeader.SIZE);
    RecordHeader foreign = RecordHeader.gap(0, content.length, end, 100);
    foreign.encode(ByteBuffer.wrap(longer), content.length, marker(content) + 1);
    disk.put(last, longer);
    LocalEventLog again = fixture.open();
    assertEquals(end, again.end());
    assertEquals(RecordHeader.SIZE, again.recovery().cuts().getFirst().bytes());
  }

  private static long marker(byte[] content) {
    return ByteBuffer.wrap(content).getLong(32);
  }

  @Test
  void aMissingSegmentStopsTheStart() throws Exception {
    fill(60);
    List<Path> segments = disk.segments();
    disk.remove(segments.get(1));
    assertDamaged(
        segments.get(2), 0, "begins with event " + SegmentHeader.firstId(segments.get(1)));
  }

  @Test
  void aShortenedSegmentThatIsNotTheLastStopsTheStart() throws Exception {
    fill(60);
    Path first = disk.segments().getFirst();
    byte[] content = disk.content(first);
    List<Long> ends = recordEnds(content);
    for (long length : new long[] {content.length - 1, content.length - 56, ends.get(3), 60, 48}) {
      disk.put(first, Arrays.copyOf(content, (int) length));
      assertThrows(CorruptJournalException.class, fixture::open, "length " + length);
    }
    for (int length : new int[] {0, 1, 47}) {
      disk.put(first, Arrays.copyOf(content, length));
      assertDamaged(first, 0, "header");
    }
  }

  @Test
  void aSegmentOfAnotherJournalStopsTheStart() throws Exception {
    fill(60);
    Path second = disk.segments().get(1);
    ByteBuffer content = ByteBuffer.wrap(disk.content(second));
    content.putLong(32, 4711).putInt(44, RecordHeader.checksum(content, 0, 44));
    disk.put(second, content.array());
    assertDamaged(second, 0, "marker");
    assertThrows(
        IOException.class, () -> JournalRepair.repair(disk, JournalFixture.FOLDER, fixture::now));
  }

  @Test
  void aSegmentThatWasNotFinishedIsTakenAway() throws Exception {
    fill(5);
    Path unfinished = JournalFixture.FOLDER.resolve("00000000000000000009.log.new");
    disk.put(unfinished, new byte[20]);
    fixture.open();
    assertFalse(disk.files().contains(unfinished));
  }

  @Test
  void otherFilesAreLeftAlone() throws Exception {
    fill(5);
    List<Path> others =
        List.of(
            JournalFixture.FOLDER.resolve("notes.txt"),
            JournalFixture.FOLDER.resolve("99999999999999999999.log"),
            JournalFixture.FOLDER.resolve("00000000000000000000.log.48.damaged"));
    others.forEach(path -> disk.put(path, new byte[9]));
    fixture.open();
    assertTrue(disk.files().containsAll(others));
  }

  @Test
  void whatIsOlderThanItVerifiesIsBelievedUntilItIsRead() throws Exception {
    List<RawBatch> batches = fill(100);
    Path first = disk.segments().getFirst();
    byte[] content = disk.content(first);
    content[300] ^= 1;
    disk.put(first, content);
    assertThrows(CorruptJournalException.class, fixture::open);
    fixture.config = JournalFixture.small().verify(5000).build();
    LocalEventLog log = fixture.open();
    assertEquals(batches.stream().mapToLong(RawBatch::size).sum(), log.end());
    try (var reader = log.read(0)) {
      for (int attempt = 0; attempt < 3; attempt++) {
        var thrown = assertThrows(CorruptJournalException.class, () -> JournalFixture.rest(reader));
        assertEquals(first, thrown.file());
        assertTrue(thrown.position() <= 300);
      }
    }
    long second = SegmentHeader.firstId(disk.segments().get(1));
    assertEquals(second, JournalFixture.read(log, second).getFirst().firstId());
  }

  @Test
  void onlyOneMayHaveItOpen() throws Exception {
    LocalEventLog log = fixture.open();
    assertThrows(IOException.class, fixture::open);
    log.close();
    fixture.open().close();
    disk.put(JournalFixture.FOLDER.resolve("00000000000000000000.log"), new byte[0]);
    assertThrows(CorruptJournalException.class, fixture::open);
    assertThrows(CorruptJournalException.class, fixture::open, "a failed start kept the lock");
  }

  private List<RawBatch> fill(int count) throws IOException {
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, count);
    log.close();
    return batches;
  }

  private void assertDamaged(Path file, long position, String why) {
    var thrown = assertThrows(CorruptJournalException.class, fixture::open);
    String message = String.valueOf(thrown.getMessage());
    assertEquals(file, thrown.file());
    assertEquals(position, thrown.position());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains("byte " + position), message);
    assertTrue(message.contains(why), message);
    assertTrue(message.contains("./marsad journal repair --data /data"), message);
  }

  /** Where the records of a segment end. */
  static List<Long> recordEnds(byte[] content) {
    var ends = new ArrayList<Long>();
    long at = SegmentHeader.SIZE;
    while (at < content.length) {
      at += RecordHeader.SIZE + ByteBuffer.wrap(content).getInt((int) at + 12);
      ends.add(at);
    }
    return ends;
  }
}
