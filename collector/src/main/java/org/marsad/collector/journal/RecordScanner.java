package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.RecordCodec.Head;
import org.marsad.model.event.RawBatch;

/**
 * Walks over the records of a segment file, checking every byte. Holds one record at a time and
 * never more memory than the file has bytes. One thread.
 */
final class RecordScanner {
  private static final int CHUNK = 1 << 18;

  /** No damage takes more ids than this with it: a segment is shorter. */
  private static final long MAX_SKIP = 1L << 31;

  private static final Head NO_HEAD = new Head(RecordCodec.BATCH, 0, 0, 0, 0);

  private final DiskFile file;
  private final long limit;
  private ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);
  private long bufferAt;
  private long start;
  private long end;
  private Head head = NO_HEAD;
  private ByteBuffer payload = buffer;

  /** From one position of the file to another, both at the edge of a record. */
  RecordScanner(DiskFile file, long from, long limit) {
    this.file = file;
    this.bufferAt = from;
    this.start = from;
    this.end = from;
    this.limit = limit;
  }

  /**
   * Goes to the next record; false at the limit.
   *
   * @throws BadRecord if there is something else; {@link #end()} is where it begins
   */
  boolean next() throws IOException, BadRecord {
    start = end;
    if (start >= limit) {
      return false;
    }
    check(start, limit);
    end = start + RecordCodec.PREFIX + payload.remaining();
    return true;
  }

  /**
   * The first position after {@link #end()} and before the limit at which a whole record with an id
   * of at least {@code minId} lies, or null if there is none; the scanner is then in front of it.
   */
  @Nullable Long resync(long minId) throws IOException {
    for (long at = end + 1; at + RecordCodec.PREFIX + RecordCodec.FIXED <= limit; at++) {
      try {
        if (plausible(at, minId)) {
          check(at, limit);
          if (head.firstId() >= minId) {
            end = at;
            return at;
          }
        }
      } catch (BadRecord _) {
        // the search goes on
      }
    }
    return null;
  }

  /** Cheap look at the numbers of a head, so that checksums are rarely computed in vain. */
  private boolean plausible(long at, long minId) throws IOException, BadRecord {
    fill(at, RecordCodec.PREFIX + RecordCodec.FIXED, limit);
    int offset = (int) (at - bufferAt);
    int length = buffer.getInt(offset);
    long firstId = buffer.getLong(offset + RecordCodec.PREFIX + 1);
    return length >= RecordCodec.FIXED
        && length <= limit - at - RecordCodec.PREFIX
        && firstId >= minId
        && firstId - minId <= MAX_SKIP
        && buffer.getLong(offset + RecordCodec.PREFIX + 21) <= firstId;
  }

  /** Where the record begins in the file. */
  long start() {
    return start;
  }

  /** Where it ends, or where the next one was expected. */
  long end() {
    return end;
  }

  /** Where it stops. */
  long limit() {
    return limit;
  }

  Head head() {
    return head;
  }

  /** Reads the whole record, so that what is wrong with it is known now. */
  void verify() throws BadRecord {
    if (head.kind() == RecordCodec.BATCH) {
      RecordCodec.verify(payload, head);
    }
  }

  RawBatch batch() throws BadRecord {
    return RecordCodec.batch(payload, head);
  }

  private void check(long at, long to) throws IOException, BadRecord {
    if (to - at < RecordCodec.PREFIX + RecordCodec.FIXED) {
      throw new BadRecord("only " + (to - at) + " bytes are left");
    }
    fill(at, RecordCodec.PREFIX, to);
    int offset = (int) (at - bufferAt);
    int length = buffer.getInt(offset);
    int checksum = buffer.getInt(offset + 4);
    if (length < RecordCodec.FIXED || length > RecordCodec.MAX_PAYLOAD) {
      throw new BadRecord("a length of " + length + " is no length of a record");
    }
    if (length > to - at - RecordCodec.PREFIX) {
      throw new BadRecord(
          "a record of " + length + " bytes where " + (to - at - RecordCodec.PREFIX) + " are left");
    }
    fill(at, RecordCodec.PREFIX + length, to);
    offset = (int) (at - bufferAt) + RecordCodec.PREFIX;
    var crc = new CRC32C();
    crc.update(buffer.array(), offset, length);
    if ((int) crc.getValue() != checksum) {
      throw new BadRecord("the checksum of a record of " + length + " bytes does not fit");
    }
    payload = buffer.duplicate().position(offset).limit(offset + length);
    head = RecordCodec.head(payload);
  }

  /** Has [at, at + count) in the buffer. */
  private void fill(long at, int count, long to) throws IOException, BadRecord {
    if (at >= bufferAt && at + count <= bufferAt + buffer.limit()) {
      return;
    }
    int wanted = (int) Math.min(Math.max(CHUNK, count), to - at);
    if (wanted > buffer.capacity()) {
      buffer = ByteBuffer.allocate(wanted);
    }
    buffer.clear().limit(wanted);
    bufferAt = at;
    while (buffer.hasRemaining()) {
      int read = file.read(buffer, at + buffer.position());
      if (read < 0) {
        break;
      }
    }
    buffer.limit(buffer.position()).position(0);
    if (buffer.limit() < count) {
      throw new BadRecord("the file ends after " + buffer.limit() + " of " + count + " bytes");
    }
  }
}
