package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.RecordHeader.Kind;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;

/**
 * Follows the log: along the {@link TailRing} while it keeps up, through the files where it does
 * not. Files are read at positions rather than mapped: a failing disk is then an exception and not
 * the end of the process, and the memory is what the buffer holds. Knows its place as a position in
 * the log, which, unlike an id, moves on over ticks. One thread.
 */
final class LogReader implements EventLog.Reader, TailRing.Follower {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Disk disk;
  private final SegmentTable table;
  private final TailRing tail;
  private long position;
  private long nextId;

  /** Written by the one thread alone. */
  private volatile TailRing.@Nullable Node live;

  private @Nullable OpenSegment open;
  private boolean closed;

  private LogReader(Disk disk, SegmentTable table, TailRing tail, long position, long nextId) {
    this.disk = disk;
    this.table = table;
    this.tail = tail;
    this.position = position;
    this.nextId = nextId;
  }

  /** Stands before the batch that holds an id, and before the ticks in front of that. */
  static LogReader open(Disk disk, SegmentTable table, TailRing tail, long id) throws IOException {
    Segment segment = table.before(id);
    long position = segment.begin() + segment.positionBefore(id);
    var reader = new LogReader(disk, table, tail, position, id);
    try {
      reader.seek(id);
      tail.join(reader);
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public @Nullable RawBatch poll(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + nanos(patience);
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (closed || tail.isClosed()) {
          throw new IOException(closed ? "the reader is closed" : "the journal is closed");
        }
        TailRing.Node at = live;
        RawBatch batch = at == null ? fromDisk() : fromTail(at);
        if (batch != null) {
          nextId = batch.firstId() + batch.size();
          return batch;
        }
        if (at != null && !tail.await(at, deadline - System.nanoTime())) {
          return null;
        }
      }
    } catch (ClosedByInterruptException _) {
      closeFile();
      Thread.interrupted();
      throw new InterruptedException();
    }
  }

  @Override
  public long position() {
    return nextId;
  }

  @Override
  public void close() {
    closed = true;
    tail.leave(this);
    live = null;
    closeFile();
  }

  @Override
  public TailRing.@Nullable Node node() {
    return live;
  }

  /** What follows a node, or null: it must be waited for, or it is on disk alone. */
  private @Nullable RawBatch fromTail(TailRing.Node at) {
    TailRing.Node next = at.next();
    if (next != null) {
      live = next;
      return next.batch();
    }
    if (at.isCut()) {
      position = at.end();
      live = null;
    }
    return null;
  }

  /** The next batch on disk, or null: the tail has it, or what was there is no batch. */
  private @Nullable RawBatch fromDisk() throws IOException {
    TailRing.Node found = tail.before(position);
    if (found != null) {
      live = found;
      closeFile();
      return null;
    }
    OpenSegment at = step();
    if (at == null) {
      return null;
    }
    RawBatch batch = at.batch();
    position = at.end();
    nextId = Math.max(nextId, at.header().endId());
    return batch;
  }

  private void seek(long id) throws IOException {
    while (position < table.last().end()) {
      OpenSegment at = step();
      if (at == null) {
        continue;
      }
      RecordHeader header = at.header();
      at.segment.note(header.firstId(), at.scanner.start());
      if (header.kind() == Kind.BATCH && (header.firstId() >= id || header.endId() > id)) {
        nextId = header.firstId();
        return;
      }
      position = at.end();
      nextId = Math.max(id, header.endId());
    }
  }

  /** Reads the header of the record at the position; null if that was the edge of two files. */
  private @Nullable OpenSegment step() throws IOException {
    OpenSegment at = openAt(position);
    try {
      if (at.scanner.next()) {
        return at;
      }
    } catch (BadRecord bad) {
      throw at.damaged(at.scanner.end(), bad);
    }
    Segment next = table.after(at.segment);
    if (next == null || next.begin() != at.segment.end()) {
      throw forgotten();
    }
    closeFile();
    position = next.begin() + SegmentHeader.SIZE;
    return null;
  }

  /** The file that holds a position, its scanner in front of it. */
  private OpenSegment openAt(long place) throws IOException {
    OpenSegment at = open;
    if (at == null) {
      Segment segment = table.at(place);
      if (segment == null) {
        throw forgotten();
      }
      at = open(segment);
      open = at;
    }
    at.scanner.limit(at.segment.size());
    at.scanner.moveTo(place - at.segment.begin());
    return at;
  }

  private OpenSegment open(Segment segment) throws IOException {
    try {
      DiskFile file = disk.openToRead(segment.path());
      long marker = segment.header().marker();
      return new OpenSegment(segment, file, new RecordScanner(file, marker));
    } catch (NoSuchFileException e) {
      throw table.at(segment.begin()) == segment ? e : forgotten();
    }
  }

  private IOException forgotten() {
    return new IOException(
        "the journal has forgotten event " + nextId + "; it begins with " + table.startId());
  }

  private void closeFile() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private static long nanos(Duration patience) {
    return patience.compareTo(LONGEST) < 0 ? patience.toNanos() : LONGEST.toNanos();
  }

  private record OpenSegment(Segment segment, DiskFile file, RecordScanner scanner) {
    RecordHeader header() {
      return scanner.header();
    }

    /** Position in the log behind the record. */
    long end() {
      return segment.begin() + scanner.end();
    }

    /** The batch of the record; null if it is another kind. */
    @Nullable RawBatch batch() throws IOException {
      try {
        return header().kind() == Kind.BATCH ? scanner.batch() : null;
      } catch (BadRecord bad) {
        throw damaged(scanner.start(), bad);
      }
    }

    CorruptJournalException damaged(long place, BadRecord bad) {
      return new CorruptJournalException(segment.path(), place, bad.why());
    }

    void close() {
      scanner.close();
      try {
        file.close();
      } catch (IOException _) {
        // it was only read
      }
    }
  }
}
