package org.marsad.index.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.util.BytesRef;
import org.marsad.index.field.EventCodec;
import org.marsad.model.event.EventBatch;

/**
 * Some events one behind the other, compressed: version 1, size of the rest unpacked (vint), then
 * packed with zstd the number of events (vint), their lengths (vint) and the events as {@link
 * EventCodec} has them. One thread.
 */
final class PlainBlock {
  private static final byte VERSION = 1;
  private static final int LEVEL = 1;
  private static final int MAX = 1 << 30;

  private final EventCodec codec = new EventCodec();
  private byte[] events = new byte[1 << 16];
  private int length;
  private int[] lengths = new int[256];
  private int count;

  private byte[] unpacked = new byte[0];
  private int[] starts = new int[1];

  /** Starts a block. */
  void begin() {
    length = 0;
    count = 0;
  }

  /** Adds an event. */
  void add(EventBatch batch, int row) throws IOException {
    BytesRef event = codec.encode(batch, row, batch.indexed(row));
    if (length + event.length > events.length) {
      events = Arrays.copyOf(events, Math.max(length + event.length, events.length * 2));
    }
    System.arraycopy(event.bytes, event.offset, events, length, event.length);
    length += event.length;
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    lengths[count++] = event.length;
  }

  /** The block. */
  byte[] finish() throws IOException {
    var plain = new byte[length + count * 5 + 5];
    var out = new ByteArrayDataOutput(plain);
    out.writeVInt(count);
    for (int i = 0; i < count; i++) {
      out.writeVInt(lengths[i]);
    }
    out.writeBytes(events, 0, length);
    int size = out.getPosition();
    var packed = new byte[(int) Zstd.compressBound(size) + 6];
    var head = new ByteArrayDataOutput(packed);
    head.writeByte(VERSION);
    head.writeVInt(size);
    int at = head.getPosition();
    long done = Zstd.compressByteArray(packed, at, packed.length - at, plain, 0, size, LEVEL);
    if (Zstd.isError(done)) {
      throw new IOException("cannot pack events: " + Zstd.getErrorName(done));
    }
    return Arrays.copyOf(packed, at + (int) done);
  }

  /** Reads a block. */
  void read(BytesRef block) throws IOException {
    var in = new ByteArrayDataInput(block.bytes, block.offset, block.length);
    if (in.readByte() != VERSION) {
      throw new IOException("a block of events is of another version than " + VERSION);
    }
    int size = in.readVInt();
    if (size < 0 || size > MAX) {
      throw new IOException("a block of events claims " + size + " bytes");
    }
    unpacked = new byte[size];
    int at = in.getPosition();
    try {
      long done =
          Zstd.decompressByteArray(
              unpacked, 0, size, block.bytes, at, block.offset + block.length - at);
      if (Zstd.isError(done) || done != size) {
        throw new IOException("a block of events is damaged");
      }
    } catch (ZstdException e) {
      throw new IOException("a block of events is damaged", e);
    }
    var plain = new ByteArrayDataInput(unpacked);
    count = plain.readVInt();
    if (count < 0 || count > size) {
      throw new IOException("a block of events claims " + count);
    }
    starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i + 1] = plain.readVInt();
    }
    starts[0] = plain.getPosition();
    for (int i = 0; i < count; i++) {
      starts[i + 1] += starts[i];
    }
  }

  /** Puts an event of the block that was read into a batch. */
  void row(int row, EventBatch.Builder batch) throws IOException {
    if (row >= count) {
      throw new IOException("a block of " + count + " events has no event " + row);
    }
    EventCodec.decode(new BytesRef(unpacked, starts[row], starts[row + 1] - starts[row]), batch);
  }
}
