package org.marsad.collector.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;

/**
 * A batch as a record of a segment file, big-endian:
 *
 * <pre>
 *  0  4  length of what follows the checksum
 *  4  4  CRC32C of it
 *  8  1  kind: 0 batch or tick, 1 gap left by a repair
 *  9  8  id of the first event
 * 17  4  number of events, 0 for a tick, of a gap: how many are gone (8 bytes in its body)
 * 21  8  receive time, nanoseconds since 1970
 * 29  8  id up to which the log was durable when this was written
 * 37     body of a batch: transport (1), input, peer, format (each length in 1 byte, UTF-8),
 *        length of the block (varint), per event distance from the end of the one before
 *        (zigzag varint), length * 2 + has-flags (varint), flags (varint, if it has any);
 *        then the block
 * </pre>
 *
 * <p>The durable id tells two kinds of damage apart. Bytes behind it were never acknowledged, and a
 * crash may have left any part of them; bytes before it were, and must be there.
 *
 * <p>One thread, since the encoder reuses its buffer.
 */
final class RecordCodec {
  /** Length and checksum. */
  static final int PREFIX = 8;

  /** Of the payload, before the body. */
  static final int FIXED = 29;

  /** The largest payload; a block of a batch is far smaller. */
  static final int MAX_PAYLOAD = 256 << 20;

  static final byte BATCH = 0;
  static final byte GAP = 1;

  private static final int FIRST_BUFFER = 1 << 20;

  private byte[] buffer = new byte[FIRST_BUFFER];
  private int length;

  /** What was encoded since {@link #clear()}. */
  ByteBuffer encoded() {
    return ByteBuffer.wrap(buffer, 0, length);
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Appends a batch. */
  void encode(RawBatch batch, long firstId, long durableId) {
    int start = begin(BATCH, firstId, batch.size(), batch.received(), durableId);
    Origin origin = batch.origin();
    reserve(1);
    buffer[length++] = origin.transport().code();
    text(origin.input());
    text(origin.peer());
    text(origin.format());
    varint(batch.length());
    int end = 0;
    for (int frame = 0; frame < batch.size(); frame++) {
      int distance = batch.offset(frame) - end;
      varint(((long) distance << 1) ^ (distance >> 31));
      int flags = batch.flags(frame);
      varint((long) batch.length(frame) << 1 | (flags == 0 ? 0 : 1));
      if (flags != 0) {
        varint(flags);
      }
      end = batch.offset(frame) + batch.length(frame);
    }
    reserve(batch.length());
    System.arraycopy(batch.bytes(), 0, buffer, length, batch.length());
    length += batch.length();
    finish(start);
  }

  /** Appends a mark that {@code count} events from {@code firstId} on are gone. */
  void encodeGap(long firstId, long count, long received) {
    int start = begin(GAP, firstId, 0, received, firstId);
    reserve(Long.BYTES);
    ByteBuffer.wrap(buffer).putLong(length, count);
    length += Long.BYTES;
    finish(start);
  }

  private int begin(byte kind, long firstId, int count, long received, long durableId) {
    int start = length;
    reserve(PREFIX + FIXED);
    ByteBuffer.wrap(buffer)
        .position(start + PREFIX)
        .put(kind)
        .putLong(firstId)
        .putInt(count)
        .putLong(received)
        .putLong(durableId);
    length += PREFIX + FIXED;
    return start;
  }

  private void finish(int start) {
    int payload = length - start - PREFIX;
    var crc = new CRC32C();
    crc.update(buffer, start + PREFIX, payload);
    ByteBuffer.wrap(buffer).putInt(start, payload).putInt(start + 4, (int) crc.getValue());
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = Math.min(bytes.length, 255);
    reserve(1 + count);
    buffer[length++] = (byte) count;
    System.arraycopy(bytes, 0, buffer, length, count);
    length += count;
  }

  private void varint(long value) {
    reserve(10);
    long rest = value & 0xffff_ffff_ffffL;
    while (rest >= 0x80) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  private void reserve(int count) {
    if (count > buffer.length - length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
    }
  }

  /**
   * Reads the head of a payload whose checksum was found right.
   *
   * @throws BadRecord if the numbers in it make no sense
   */
  static Head head(ByteBuffer payload) throws BadRecord {
    if (payload.remaining() < FIXED) {
      throw new BadRecord("a record of " + payload.remaining() + " bytes is too short");
    }
    int at = payload.position();
    byte kind = payload.get(at);
    long firstId = payload.getLong(at + 1);
    int count = payload.getInt(at + 9);
    long received = payload.getLong(at + 13);
    long durableId = payload.getLong(at + 21);
    long span = count;
    if (kind == GAP) {
      if (payload.remaining() != FIXED + Long.BYTES) {
        throw new BadRecord("a gap of " + payload.remaining() + " bytes");
      }
      span = payload.getLong(at + FIXED);
    } else if (kind != BATCH) {
      throw new BadRecord("unknown kind of record " + kind);
    }
    if (firstId < 0 || count < 0 || span < 0 || firstId + span > EventId.MAX_OFFSET) {
      throw new BadRecord("id " + firstId + " and count " + span + " make no sense");
    }
    return new Head(kind, firstId, span, received, durableId);
  }

  /**
   * The batch of a payload; its block is a copy.
   *
   * @throws BadRecord if it is no batch
   */
  static RawBatch batch(ByteBuffer payload, Head head) throws BadRecord {
    ByteBuffer in = payload.duplicate();
    in.position(payload.position() + FIXED);
    try {
      Transport transport = Transport.of(in.get());
      var origin = new Origin(text(in), transport, text(in), text(in));
      if (head.span() == 0) {
        return RawBatch.tick(origin, head.received()).withFirstId(head.firstId());
      }
      long block = varint(in);
      if (block > in.remaining() || head.span() > in.remaining()) {
        throw new BadRecord("a block of " + block + " bytes does not fit into the record");
      }
      return frames(in, head, origin, (int) block);
    } catch (BufferUnderflowException _) {
      throw new BadRecord("the record ends too early");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BadRecord(String.valueOf(e.getMessage()));
    }
  }

  /** Finds what {@link #batch} would find wrong. */
  static void verify(ByteBuffer payload, Head head) throws BadRecord {
    batch(payload, head);
  }

  private static RawBatch frames(ByteBuffer in, Head head, Origin origin, int block)
      throws BadRecord {
    RawBatch.Builder builder = RawBatch.builder(origin, head.received());
    builder.claim(block);
    long end = 0;
    for (long frame = 0; frame < head.span(); frame++) {
      long zigzag = varint(in);
      long offset = end + (zigzag >>> 1 ^ -(zigzag & 1));
      long sized = varint(in);
      int flags = (sized & 1) == 0 ? 0 : (int) varint(in);
      long size = sized >>> 1;
      if (offset < 0 || offset + size > block) {
        throw new BadRecord("frame " + frame + " lies outside of its block");
      }
      builder.close((int) offset, (int) size, flags);
      end = offset + size;
    }
    if (in.remaining() != block) {
      throw new BadRecord(in.remaining() + " bytes where the block has " + block);
    }
    in.get(builder.block(), 0, block);
    return builder.build().withFirstId(head.firstId());
  }

  private static String text(ByteBuffer in) {
    var bytes = new byte[in.get() & 0xff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 49; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than seven bytes");
  }

  /**
   * What every record says of itself.
   *
   * @param span how many ids it takes
   */
  record Head(byte kind, long firstId, long span, long received, long durableId) {
    long endId() {
      return firstId + span;
    }
  }
}
