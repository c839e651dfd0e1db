package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.RecordHeader.Kind;
import org.marsad.model.event.RawBatch;

/**
 * Walks over the records of a segment file, front to back. Reads in large steps into one buffer
 * that grows to the longest record met, never beyond what the file holds. One thread.
 */
final class RecordScanner implements Closeable {
  private static final int STEP = 1 << 18;
  private static final int KEPT = 8 << 20;

  private final DiskFile file;
  private final long marker;
  private final RecordDecoder decoder = new RecordDecoder();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(STEP).limit(0);
  private long bufferAt;
  private long limit;
  private long start;
  private long end;
  private RecordHeader header = RecordHeader.mark(0, 0);

  /** Reads a file of the journal with this marker. Has to be given a limit and a place first. */
  RecordScanner(DiskFile file, long marker) {
    this.file = file;
    this.marker = marker;
  }

  /** Stands in front of the record at a position. */
  void moveTo(long position) {
    start = position;
    end = position;
  }

  /** Records end at this position at the latest. */
  void limit(long position) {
    limit = position;
  }

  /** Where the record begins. */
  long start() {
    return start;
  }

  /** Where it ends and the next one begins. */
  long end() {
    return end;
  }

  RecordHeader header() {
    return header;
  }

  /**
   * Goes to the next record and reads its header.
   *
   * @return false at the limit
   * @throws BadRecord if there is something else at {@link #end()}; the scanner stays before it
   */
  boolean next() throws IOException, BadRecord {
    if (end >= limit) {
      return false;
    }
    RecordHeader found = headerAt(end);
    if (found.size() > limit - end) {
      throw new BadRecord(
          "expected a record of " + found.size() + " bytes, found " + (limit - end));
    }
    start = end;
    end = start + found.size();
    header = found;
    return true;
  }

  /**
   * Reads the body of the record and checks it.
   *
   * @throws BadRecord if its checksum does not fit
   */
  void verify() throws IOException, BadRecord {
    if (header.kind() == Kind.GAP) {
      return;
    }
    fill(start, (int) header.size());
    int body = (int) (start - bufferAt) + RecordHeader.SIZE;
    if (RecordHeader.checksum(buffer, body, header.length()) != header.checksum()) {
      throw new BadRecord("expected a body of " + header.length() + " bytes whose checksum fits");
    }
  }

  /**
   * The batch of a record that is one, its body checked.
   *
   * @throws BadRecord if its checksum does not fit
   */
  RawBatch batch() throws IOException, BadRecord {
    verify();
    int body = (int) (start - bufferAt) + RecordHeader.SIZE;
    return decoder.decode(header, buffer.duplicate().position(body).limit(body + header.length()));
  }

  /**
   * Looks for the first whole record header at or behind a position, byte by byte, and goes to its
   * record, which may end behind the limit.
   *
   * @return false if there is none before the limit
   */
  boolean search(long from) throws IOException {
    for (long at = from; at <= limit - RecordHeader.SIZE; at++) {
      try {
        if (markerAt(at)) {
          header = headerAt(at);
          start = at;
          end = at + header.size();
          return true;
        }
      } catch (BadRecord _) {
        // the search goes on
      }
    }
    return false;
  }

  /** The marker of the first thing that is a whole record header but for the marker, or 0. */
  long searchMarker() throws IOException {
    for (long at = SegmentHeader.SIZE; at <= limit - RecordHeader.SIZE; at++) {
      try {
        fill(at, RecordHeader.SIZE);
        int offset = (int) (at - bufferAt);
        if (RecordHeader.isLikely(buffer, offset)) {
          long candidate = buffer.getLong(offset);
          RecordHeader _ = RecordHeader.decode(buffer, offset, candidate);
          return candidate;
        }
      } catch (BadRecord _) {
        // the search goes on
      }
    }
    return 0;
  }

  /** Whether there are zeros alone from a position to the limit. */
  boolean isZero(long from) throws IOException {
    try {
      for (long at = from; at < limit; at += STEP) {
        int count = (int) Math.min(STEP, limit - at);
        fill(at, count);
        int offset = (int) (at - bufferAt);
        for (int i = offset; i < offset + count; i++) {
          if (buffer.get(i) != 0) {
            return false;
          }
        }
      }
      return true;
    } catch (BadRecord _) {
      // the file is shorter than its size was
      return false;
    }
  }

  private boolean markerAt(long position) throws IOException, BadRecord {
    fill(position, Long.BYTES);
    return buffer.getLong((int) (position - bufferAt)) == marker;
  }

  private RecordHeader headerAt(long position) throws IOException, BadRecord {
    long left = limit - position;
    if (left < RecordHeader.SIZE) {
      throw new BadRecord("expected a record header, found " + left + " bytes");
    }
    fill(position, RecordHeader.SIZE);
    return RecordHeader.decode(buffer, (int) (position - bufferAt), marker);
  }

  /** Has [position, position + count) in the buffer; all of it lies before the limit. */
  private void fill(long position, int count) throws IOException, BadRecord {
    if (position >= bufferAt && position + count <= bufferAt + buffer.limit()) {
      return;
    }
    int wanted = (int) Math.min(Math.max(STEP, count), limit - position);
    boolean overlaps = position >= bufferAt && position < bufferAt + buffer.limit();
    buffer.position(overlaps ? (int) (position - bufferAt) : buffer.limit());
    if (wanted > buffer.capacity() || buffer.capacity() > KEPT && wanted <= STEP) {
      buffer = ByteBuffer.allocateDirect(Math.max(wanted, STEP)).put(buffer);
    } else {
      buffer.compact();
    }
    buffer.limit(Math.max(wanted, buffer.position()));
    bufferAt = position;
    file.readFully(buffer, position + buffer.position());
    buffer.flip();
    if (buffer.limit() < count) {
      throw new BadRecord("expected " + count + " bytes, found " + buffer.limit());
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
