package org.marsad.collector.journal;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.RecordHeader.Kind;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/**
 * Gathers batches as records in one block of memory that is written at once. The body of a batch:
 *
 * <pre>
 * 1  code of the transport, + 128 if there is an identity, + 64 if there is a clock offset
 *    input, peer, format, and the identity if there is one: each 2 bytes length and UTF-8
 * 8  the clock offset in nanoseconds, if there is one
 *    for each frame
 *      varint  distance of its offset from the end of the frame before, zigzag
 *      varint  length * 2, + 1 if it has flags
 *      varint  flags, if it has any
 *    the block, packed as the header says
 * </pre>
 *
 * <p>Varints are little-endian base 128, the upper bit says that more follow. One thread.
 */
final class RecordEncoder implements Closeable {
  /** The longest entry of a frame: three varints of an int, two of them one bit longer. */
  static final int MAX_ENTRY = 15;

  /** Set in the code of the transport if the origin has an identity. */
  static final int IDENTITY = 0x80;

  /** Set in the code of the transport if the clock of the source is off. */
  static final int CLOCK = 0x40;

  private static final int FIRST_CAPACITY = 1 << 18;
  private static final int KEPT_CAPACITY = 16 << 20;
  private static final int MAX_ORIGIN = 1 + 4 * (2 + 3 * Origin.MAX_LENGTH) + 8;

  private final long marker;
  private final @Nullable BlockPacker packer;
  private ByteBuffer staged = allocate(FIRST_CAPACITY);

  /** How many bytes stand before the records; see {@link #clear(ByteBuffer)}. */
  private int lead;

  /** For the journal with this marker. */
  RecordEncoder(long marker, boolean compress) {
    this.marker = marker;
    this.packer = compress ? new BlockPacker() : null;
  }

  /** Leaves nothing staged. */
  void clear() {
    if (staged.capacity() > KEPT_CAPACITY) {
      staged = allocate(FIRST_CAPACITY);
    }
    staged.clear();
    lead = 0;
  }

  /**
   * Leaves nothing staged but what the file holds already of the block in which the records begin:
   * it is written once more in front of them.
   */
  void clear(ByteBuffer before) {
    clear();
    lead = before.remaining();
    staged.put(before);
  }

  /** How many bytes of records are staged. */
  int size() {
    return staged.position() - lead;
  }

  /**
   * The staged bytes, until {@link #clear()}, in memory that begins where a block may and has room
   * for the rest of the last one.
   */
  ByteBuffer staged() {
    return staged.duplicate().flip();
  }

  /**
   * Stages a batch.
   *
   * @param durable position in the file before which all is durable
   */
  void add(RawBatch batch, long firstId, int durable) {
    reserve(batch);
    int start = staged.position();
    int body = start + RecordHeader.SIZE;
    staged.position(body);
    origin(batch.origin(), batch.clockOffset());
    table(batch);
    boolean packed = block(batch);
    int length = staged.position() - body;
    new RecordHeader(
            Kind.BATCH,
            packed,
            length,
            batch.length(),
            durable,
            firstId,
            batch.size(),
            batch.received(),
            RecordHeader.checksum(staged, body, length))
        .encode(staged, start, marker);
  }

  /** At least so much memory, whole blocks of it. */
  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity + 2 * Disk.MAX_BLOCK).alignedSlice(Disk.MAX_BLOCK);
  }

  private void reserve(RawBatch batch) {
    long most =
        (long) RecordHeader.SIZE + MAX_ORIGIN + (long) MAX_ENTRY * batch.size() + batch.length();
    if (most > staged.remaining()) {
      long capacity = Math.max(staged.position() + most, 2L * staged.capacity());
      staged =
          allocate((int) Math.min(capacity, Integer.MAX_VALUE - 2L * Disk.MAX_BLOCK))
              .put(staged.flip());
    }
  }

  private void origin(Origin origin, long clockOffset) {
    boolean proved = !origin.identity().isEmpty();
    staged.put(
        (byte)
            (origin.transport().code() | (proved ? IDENTITY : 0) | (clockOffset != 0 ? CLOCK : 0)));
    text(origin.input());
    text(origin.peer());
    text(origin.format());
    if (proved) {
      text(origin.identity());
    }
    if (clockOffset != 0) {
      staged.putLong(clockOffset);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    staged.putShort((short) bytes.length).put(bytes);
  }

  private void table(RawBatch batch) {
    int end = 0;
    for (int frame = 0; frame < batch.size(); frame++) {
      int offset = batch.offset(frame);
      int length = batch.length(frame);
      int flags = batch.flags(frame);
      long distance = (long) offset - end;
      varint(distance << 1 ^ distance >> 63);
      varint((long) length << 1 | (flags == 0 ? 0 : 1));
      if (flags != 0) {
        varint(flags & 0xffff_ffffL);
      }
      end = offset + length;
    }
  }

  private boolean block(RawBatch batch) {
    int size = packer == null ? 0 : packer.pack(batch.bytes(), batch.length());
    if (packer != null && size > 0) {
      staged.put(packer.packed(), 0, size);
      return true;
    }
    staged.put(batch.bytes(), 0, batch.length());
    return false;
  }

  private void varint(long value) {
    long rest = value;
    while (rest >= 0x80) {
      staged.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    staged.put((byte) rest);
  }

  @Override
  public void close() {
    if (packer != null) {
      packer.close();
    }
  }
}
