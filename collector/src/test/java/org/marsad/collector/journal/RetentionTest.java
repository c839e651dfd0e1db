package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.store.EventLog;

class RetentionTest {
  private static final String INDEX = JournalFixture.INDEX;
  private static final String RULES = JournalFixture.RULES;

  private final JournalFixture fixture = new JournalFixture();
  private final FaultyDisk disk = fixture.disk;
  private LocalEventLog log;

  @BeforeEach
  void open() throws Exception {
    log = fixture.open();
  }

  @Test
  void deletesWholeSegmentsBehindTheSlowest() throws Exception {
    fixture.fill(log, 100);
    List<Path> segments = disk.segments();
    assertTrue(segments.size() >= 4);
    long third = SegmentHeader.firstId(segments.get(2));
    log.commit(INDEX, log.end());
    log.commit(RULES, third - 1);
    assertEquals(segments.subList(1, segments.size()), disk.segments());
    log.commit(RULES, third);
    assertEquals(segments.subList(2, segments.size()), disk.segments());
    assertEquals(third, log.start());
    assertEquals(third, JournalFixture.read(log, third).getFirst().firstId());
    assertThrows(IOException.class, () -> log.read(third - 1));
    assertTrue(fixture.metric("marsad_journal_forgotten_bytes_total") > 8000);
  }

  @Test
  void keepsTheLastSegmentAndItsIds() throws Exception {
    fixture.fill(log, 100);
    Path last = disk.segments().getLast();
    long end = log.end();
    commit(end);
    assertEquals(List.of(last), disk.segments());
    assertEquals(SegmentHeader.firstId(last), log.start());
    log.close();
    log = fixture.open();
    assertEquals(end, log.end());
    assertEquals(end, fixture.append(log, JournalFixture.batch(1, 1)));
  }

  @Test
  void keepsAsManyBytesAsItIsTold() throws Exception {
    fixture.config = JournalFixture.small().keep(12_000).build();
    reopen();
    fixture.fill(log, 200);
    commit(log.end());
    long size = disk.segments().stream().mapToLong(path -> disk.content(path).length).sum();
    assertTrue(size >= 12_000 && size <= 12_000 + 5000, size + " bytes kept");
  }

  @Test
  void keepsSegmentsAsLongAsItIsTold() throws Exception {
    fixture.config = JournalFixture.small().keepFor(Duration.ofHours(2)).build();
    reopen();
    fixture.fill(log, 50);
    int early = disk.segments().size();
    fixture.time = fixture.time.plus(Duration.ofHours(1));
    fixture.fill(log, 50);
    List<Path> segments = disk.segments();
    fixture.time = fixture.time.plus(Duration.ofMinutes(59));
    commit(log.end());
    assertEquals(segments, disk.segments());
    fixture.time = fixture.time.plus(Duration.ofMinutes(1));
    commit(log.end());
    assertEquals(segments.subList(early - 1, segments.size()), disk.segments());
  }

  @Test
  void leavesNoHoleWhenADeleteFails() throws Exception {
    fixture.fill(log, 100);
    List<Path> segments = disk.segments();
    disk.failDelete(new IOException("Input/output error"));
    commit(log.end());
    assertEquals(segments, disk.segments());
    assertEquals(0, log.start());
    commit(log.end());
    assertEquals(1, disk.segments().size());
  }

  @Test
  void aReaderThatFellBehindWhatIsForgottenIsTold() throws Exception {
    fixture.fill(log, 60);
    try (EventLog.Reader reader = log.read(0);
        EventLog.Reader other = log.read(0)) {
      assertNotNull(reader.poll(Duration.ZERO));
      commit(log.end());
      var thrown = assertThrows(IOException.class, () -> JournalFixture.rest(reader));
      assertTrue(String.valueOf(thrown.getMessage()).contains("forgotten"), thrown.getMessage());
      assertThrows(IOException.class, () -> JournalFixture.rest(other));
    }
  }

  private void commit(long id) {
    log.commit(INDEX, id);
    log.commit(RULES, id);
  }

  private void reopen() throws IOException {
    log.close();
    log = fixture.open();
  }
}
