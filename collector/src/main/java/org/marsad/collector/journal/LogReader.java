package org.marsad.collector.journal;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.SegmentTable.Place;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;

/**
 * Follows the log: from memory while it keeps up, from the files where it does not. Knows its place
 * as a position in the log, which does not stand still for ticks as ids do. One thread.
 */
final class LogReader implements EventLog.Reader {
  private final Disk disk;
  private final SegmentTable table;
  private final TailRing tail;
  private long position;
  private long id;

  private @Nullable Segment open;
  private @Nullable DiskFile file;
  private @Nullable RecordScanner scanner;

  private LogReader(Disk disk, SegmentTable table, TailRing tail, long position, long id) {
    this.disk = disk;
    this.table = table;
    this.tail = tail;
    this.position = position;
    this.id = id;
  }

  /** Stands before the batch that holds the id, and before the ticks in front of it. */
  static LogReader open(Disk disk, SegmentTable table, TailRing tail, long id) throws IOException {
    Place place = table.before(id);
    var reader = new LogReader(disk, table, tail, place.position(), id);
    reader.seek(id);
    return reader;
  }

  private void seek(long wanted) throws IOException {
    while (position < tail.end()) {
      long before = position;
      RecordScanner at = scanner();
      if (at == null) {
        return;
      }
      step(at);
      RecordCodec.Head head = at.head();
      boolean holds = head.endId() > wanted || (head.span() == 0 && head.firstId() >= wanted);
      if (holds) {
        id = head.firstId();
        position = before;
        closeFile();
        return;
      }
    }
  }

  @Override
  public @Nullable RawBatch poll(Duration patience) throws IOException, InterruptedException {
    if (!tail.await(position, patience.toMillis())) {
      return null;
    }
    while (position < tail.end()) {
      RawBatch batch = next();
      if (batch != null) {
        id = batch.firstId() + batch.size();
        return batch;
      }
    }
    return null;
  }

  /** The next batch, or null where a repair left a gap. */
  private @Nullable RawBatch next() throws IOException {
    TailRing.Entry entry = tail.find(position);
    if (entry != null) {
      closeFile();
      position = entry.end();
      return entry.batch();
    }
    RecordScanner at = scanner();
    if (at == null) {
      throw new IOException("the journal no longer holds position " + position);
    }
    step(at);
    if (at.head().kind() == RecordCodec.GAP) {
      id = at.head().endId();
      return null;
    }
    try {
      return at.batch();
    } catch (BadRecord bad) {
      throw damaged(at, bad);
    }
  }

  private void step(RecordScanner at) throws IOException {
    try {
      if (!at.next()) {
        throw new BadRecord("the file ends before the log does");
      }
      position += at.end() - at.start();
    } catch (BadRecord bad) {
      throw damaged(at, bad);
    }
  }

  private IOException damaged(RecordScanner at, BadRecord bad) {
    Segment segment = open;
    return segment == null
        ? new IOException(bad.why())
        : new CorruptJournalException(segment.path(), at.start(), bad.why());
  }

  /** A scanner at the position; null if its segment is gone. */
  private @Nullable RecordScanner scanner() throws IOException {
    Place place = table.at(position);
    if (place == null) {
      return null;
    }
    position = place.position();
    RecordScanner current = scanner;
    boolean fits =
        current != null
            && open == place.segment()
            && current.end() == place.offset()
            && current.end() < current.limit();
    if (fits) {
      return current;
    }
    closeFile();
    open = place.segment();
    DiskFile opened = disk.openToRead(place.segment().path());
    file = opened;
    long limit = Math.min(tail.end() - place.segment().begin(), table.sizeOf(place.segment()));
    scanner = new RecordScanner(opened, place.offset(), limit);
    return scanner;
  }

  @Override
  public long position() {
    return id;
  }

  private void closeFile() {
    DiskFile opened = file;
    scanner = null;
    file = null;
    open = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException _) {
        // it was only read
      }
    }
  }

  @Override
  public void close() {
    closeFile();
  }
}
