package org.marsad.collector.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.marsad.model.event.EventId;

/**
 * What a record begins with. Numbers are big-endian.
 *
 * <pre>
 *  0  8  marker of the journal
 *  8  1  kind: 0 batch or tick, 1 mark, 2 gap
 *  9  1  how the block in the body is packed: 0 not, 1 zstd
 * 10  2  zero
 * 12  4  length of the body
 * 16  4  length of the block before it was packed
 * 20  4  position in the file before which all was durable when this was written
 * 24  8  id of the first event; of a record without events, the id of the next one
 * 32  8  number of events; 0 for a tick and a mark
 * 40  8  receive time, nanoseconds since 1970
 * 48  4  CRC32C of the body, 0 for a gap
 * 52  4  CRC32C of bytes 0 to 51
 * 56     body: of a batch see {@link RecordEncoder}; of a mark nothing; of a gap what was damaged
 * </pre>
 *
 * <p>A <em>mark</em> says that all before it is durable; the last record of every segment that was
 * closed in order is one. A <em>gap</em> is put by {@link JournalRepair} in the place of records
 * that cannot be read any more, with the ids that are lost; nobody reads its body.
 *
 * <p>The durable position tells two kinds of damage apart. Bytes that a later record proves to have
 * been durable were acknowledged and must be there. Bytes that were not durable yet were not, and a
 * crash may leave any part of them in any order.
 *
 * @param kind what it is
 * @param packed whether the block is packed
 * @param length of the body
 * @param plain length of the block unpacked
 * @param durable position before which all was durable
 * @param firstId id of the first event
 * @param count number of events
 * @param received receive time
 * @param checksum of the body
 */
record RecordHeader(
    Kind kind,
    boolean packed,
    int length,
    int plain,
    int durable,
    long firstId,
    long count,
    long received,
    int checksum) {

  static final int SIZE = 56;

  /** The longest block of a batch. */
  static final int MAX_BLOCK = 64 << 20;

  /** The most frames of a batch. */
  static final int MAX_FRAMES = 1 << 22;

  /** No body of a batch is longer, whatever its table and its texts hold. */
  static final int MAX_BODY = MAX_BLOCK + MAX_FRAMES * RecordEncoder.MAX_ENTRY + (1 << 20);

  private static final int CHECKED = 52;
  private static final Kind[] KINDS = Kind.values();

  enum Kind {
    BATCH(0),
    MARK(1),
    GAP(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static Kind of(byte code) throws BadRecord {
      for (Kind kind : KINDS) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new BadRecord("unknown kind of record " + code);
    }
  }

  static RecordHeader mark(int position, long nextId) {
    return new RecordHeader(Kind.MARK, false, 0, 0, position, nextId, 0, 0, 0);
  }

  static RecordHeader gap(int length, int position, long firstId, long count) {
    return new RecordHeader(Kind.GAP, false, length, 0, position, firstId, count, 0, 0);
  }

  /** One past the last id. */
  long endId() {
    return firstId + count;
  }

  /** Of the whole record. */
  long size() {
    return SIZE + (long) length;
  }

  /** Writes it at a position of the buffer. */
  void encode(ByteBuffer out, int at, long marker) {
    out.putLong(at, marker);
    out.put(at + 8, kind.code).put(at + 9, (byte) (packed ? 1 : 0));
    out.putShort(at + 10, (short) 0);
    out.putInt(at + 12, length).putInt(at + 16, plain).putInt(at + 20, durable);
    out.putLong(at + 24, firstId).putLong(at + 32, count).putLong(at + 40, received);
    out.putInt(at + 48, checksum);
    out.putInt(at + CHECKED, checksum(out, at, CHECKED));
  }

  /** The bytes of a record without a body. */
  ByteBuffer encode(long marker) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    encode(bytes, 0, marker);
    return bytes;
  }

  /** Reads what {@link #encode} wrote at a position of a buffer that holds as many bytes. */
  static RecordHeader decode(ByteBuffer in, int at, long marker) throws BadRecord {
    if (in.getLong(at) != marker) {
      throw new BadRecord("expected the marker of a record");
    }
    if (in.getInt(at + CHECKED) != checksum(in, at, CHECKED)) {
      throw new BadRecord("expected a record header whose checksum fits");
    }
    Kind kind = Kind.of(in.get(at + 8));
    byte packing = in.get(at + 9);
    if (packing < 0 || packing > 1) {
      throw new BadRecord("unknown packing " + packing);
    }
    var header =
        new RecordHeader(
            kind,
            packing == 1,
            in.getInt(at + 12),
            in.getInt(at + 16),
            in.getInt(at + 20),
            in.getLong(at + 24),
            in.getLong(at + 32),
            in.getLong(at + 40),
            in.getInt(at + 48));
    header.check();
    return header;
  }

  /**
   * Whether the bytes at a position may be a header with some marker. Quick, and wrong at times.
   */
  static boolean isLikely(ByteBuffer in, int at) {
    return in.getLong(at) > 0 && (in.getInt(at + 8) & 0xfcfeffff) == 0;
  }

  static int checksum(ByteBuffer bytes, int at, int length) {
    var crc = new CRC32C();
    crc.update(bytes.slice(at, length));
    return (int) crc.getValue();
  }

  /** No number is used before this. */
  private void check() throws BadRecord {
    boolean ids = firstId >= 0 && count >= 0 && count <= EventId.MAX_OFFSET - firstId;
    boolean sizes = length >= 0 && plain >= 0 && plain <= MAX_BLOCK && durable >= 0;
    boolean fits =
        switch (kind) {
          case BATCH -> length <= MAX_BODY && count <= MAX_FRAMES;
          case MARK -> length == 0 && count == 0;
          case GAP -> true;
        };
    if (!ids || !sizes || !fits) {
      throw new BadRecord("the numbers of a record make no sense: " + this);
    }
  }
}
