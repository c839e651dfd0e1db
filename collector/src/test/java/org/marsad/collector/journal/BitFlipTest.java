package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.RawBatch;

/** Every byte of a journal, changed: the start or the reader says so, and nothing wrong is read. */
class BitFlipTest {
  private static final int RECORDS = 36;

  private final Random random = new Random(5);

  @Test
  void everyFlipIsFoundAtTheStartAndRepairKeepsTheRest() throws Exception {
    var fixture = new JournalFixture();
    List<RawBatch> batches = journal(fixture, true);
    Path last = fixture.disk.segments().getLast();
    int mark = fixture.disk.content(last).length - RecordHeader.SIZE;
    for (Flip flip : flips(fixture.disk)) {
      try {
        LocalEventLog log = new JournalFixture(flip.disk).open();
        // The mark of the orderly stop stands for others, and none for it.
        assertTrue(flip.file.equals(last) && flip.position >= mark, "not found: " + flip);
        assertEquals(RecordHeader.SIZE, log.recovery().cuts().getFirst().bytes());
        JournalFixture.assertSame(batches, JournalFixture.read(log, 0));
      } catch (CorruptJournalException e) {
        assertTrue(e.position() <= flip.position || e.file().compareTo(flip.file) > 0, e + "");
        assertRepairs(flip, batches);
      }
    }
  }

  @Test
  void aFlipAfterACrashCostsTheLastGroupAtMost() throws Exception {
    var fixture = new JournalFixture();
    List<RawBatch> batches = journal(fixture, false);
    fixture.disk.kill();
    Path last = fixture.disk.segments().getLast();
    List<Long> ends = OpeningTest.recordEnds(fixture.disk.content(last));
    long lastGroup = ends.get(ends.size() - 2);
    for (Flip flip : flips(fixture.disk)) {
      try {
        LocalEventLog log = new JournalFixture(flip.disk).open();
        assertTrue(flip.file.equals(last) && flip.position >= lastGroup, "not found: " + flip);
        assertEquals(lastGroup, log.recovery().cuts().getFirst().position());
        JournalFixture.assertSame(
            batches.subList(0, batches.size() - 1), JournalFixture.read(log, 0));
      } catch (CorruptJournalException e) {
        assertTrue(flip.position < lastGroup || !flip.file.equals(last), e + "");
      }
    }
  }

  @Test
  void whatTheStartBelievedTheReaderChecks() throws Exception {
    var fixture = new JournalFixture();
    List<RawBatch> batches = journal(fixture, true);
    for (Flip flip : flips(fixture.disk)) {
      var flipped = new JournalFixture(flip.disk);
      flipped.config = JournalFixture.small().tail(0).verify(0).build();
      var found = new ArrayList<RawBatch>();
      try {
        found.addAll(JournalFixture.read(flipped.open(), 0));
        assertEquals(batches.size(), found.size(), "not found: " + flip);
      } catch (CorruptJournalException _) {
        // so it was found
      }
      JournalFixture.assertSame(batches.subList(0, found.size()), found);
    }
  }

  private void assertRepairs(Flip flip, List<RawBatch> batches) throws IOException {
    var fixture = new JournalFixture(flip.disk);
    JournalRepair.Report report =
        JournalRepair.repair(flip.disk, JournalFixture.FOLDER, fixture::now);
    assertTrue(!report.isWhole(), flip.toString());
    LocalEventLog log = fixture.open();
    List<RawBatch> found = JournalFixture.read(log, log.start());
    assertTrue(found.size() >= batches.size() - 1, "more lost than one record: " + flip);
    long lost = report.gaps().stream().mapToLong(Recovery.Gap::events).sum();
    long id = 0;
    int next = 0;
    for (RawBatch batch : batches) {
      if (next < found.size() && found.get(next).firstId() == id) {
        assertTrue(JournalFixture.isSame(batch, found.get(next)), flip.toString());
        next++;
      } else {
        lost -= batch.size();
      }
      id += batch.size();
    }
    assertEquals(found.size(), next);
    assertEquals(0, lost, flip.toString());
    assertEquals(id, log.end());
    log.close();
    assertTrue(
        JournalRepair.repair(flip.disk, JournalFixture.FOLDER, fixture::now).isWhole(),
        flip.toString());
  }

  private static List<RawBatch> journal(JournalFixture fixture, boolean close) throws IOException {
    fixture.config = JournalFixture.small().compress(true).build();
    LocalEventLog log = fixture.open();
    List<RawBatch> batches = fixture.fill(log, RECORDS);
    fixture.append(log, large());
    batches.add(large());
    batches.addAll(fixture.fill(log, 3));
    if (close) {
      log.close();
    }
    assertTrue(fixture.disk.segments().size() >= 2);
    return batches;
  }

  /** One that is packed. */
  private static RawBatch large() {
    RawBatch.Builder builder = RawBatch.builder(JournalFixture.ORIGIN, 4);
    for (int i = 0; i < 20; i++) {
      RawBatch one = JournalFixture.batch(i, 1);
      builder.add(one.bytes(), 0, one.length(), i % 2);
    }
    return builder.build();
  }

  private Iterable<Flip> flips(FaultyDisk disk) {
    var places = new ArrayList<Flip>();
    for (Path file : disk.segments()) {
      byte[] content = disk.content(file);
      for (int i = 0; i < content.length; i++) {
        places.add(new Flip(disk, file, i, 1 << random.nextInt(8)));
      }
    }
    return () -> places.stream().map(Flip::applied).iterator();
  }

  private record Flip(FaultyDisk disk, Path file, int position, int bits) {
    Flip applied() {
      FaultyDisk copy = disk.copy();
      byte[] content = copy.content(file);
      content[position] ^= (byte) bits;
      copy.put(file, content);
      return new Flip(copy, file, position, bits);
    }

    @Override
    public String toString() {
      return file.getFileName() + " byte " + position + " bits " + bits;
    }
  }
}
