package org.marsad.collector.journal;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;

/**
 * Turns the body of a record into the batch it was; see {@link RecordEncoder}. Allocates no more
 * than the header says, whose numbers were checked. One thread.
 */
final class RecordDecoder implements Closeable {
  private static final int ROOM = 256;

  private @Nullable ZstdDecompressCtx zstd;

  /**
   * The batch of a record.
   *
   * @param body direct, from position to limit; its checksum was found right
   * @throws BadRecord if it is none
   */
  RawBatch decode(RecordHeader header, ByteBuffer body) throws BadRecord {
    try {
      int code = body.get() & 0xff;
      Origin origin = origin(code, body);
      long clockOffset = (code & RecordEncoder.CLOCK) == 0 ? 0 : body.getLong();
      if (header.count() == 0) {
        return RawBatch.tick(origin, header.received()).withFirstId(header.firstId());
      }
      RawBatch.Builder builder = RawBatch.builder(origin, header.received(), (int) header.count());
      // With room behind the frames, where what is made of them is written.
      builder.claim(Math.addExact(header.plain(), header.plain() / RawBatch.BESIDES + ROOM));
      builder.shorten(header.plain());
      table(header, body, builder);
      block(header, body, builder.block());
      RawBatch batch = builder.build().withFirstId(header.firstId());
      return clockOffset == 0 ? batch : batch.withClockOffset(clockOffset);
    } catch (BufferUnderflowException _) {
      throw new BadRecord("expected more in the body of a record");
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new BadRecord("expected a batch: " + e.getMessage());
    }
  }

  private static Origin origin(int code, ByteBuffer body) {
    Transport transport =
        Transport.of((byte) (code & ~(RecordEncoder.IDENTITY | RecordEncoder.CLOCK)));
    var origin = new Origin(text(body), transport, text(body), text(body));
    return (code & RecordEncoder.IDENTITY) == 0 ? origin : origin.withIdentity(text(body));
  }

  private static void table(RecordHeader header, ByteBuffer body, RawBatch.Builder builder) {
    long end = 0;
    for (long frame = 0; frame < header.count(); frame++) {
      long zigzag = varint(body);
      long offset = end + (zigzag >>> 1 ^ -(zigzag & 1));
      long sized = varint(body);
      int flags = (sized & 1) == 0 ? 0 : (int) varint(body);
      builder.close(Math.toIntExact(offset), Math.toIntExact(sized >>> 1), flags);
      end = offset + (sized >>> 1);
    }
  }

  private void block(RecordHeader header, ByteBuffer body, byte[] block) throws BadRecord {
    int count = body.remaining();
    if (header.packed()) {
      count = unpack(body, block, header.plain());
    } else if (count == header.plain()) {
      body.get(block, 0, count);
    }
    if (count != header.plain()) {
      throw new BadRecord("expected a block of " + header.plain() + " bytes, found " + count);
    }
  }

  private int unpack(ByteBuffer body, byte[] block, int plain) throws BadRecord {
    ZstdDecompressCtx context = zstd;
    if (context == null) {
      context = new ZstdDecompressCtx();
      zstd = context;
    }
    try {
      return context.decompressDirectByteBufferToByteArray(
          block, 0, plain, body, body.position(), body.remaining());
    } catch (ZstdException e) {
      throw new BadRecord("expected a block packed with zstd: " + e.getMessage());
    }
  }

  private static String text(ByteBuffer in) {
    var bytes = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 42; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than six bytes");
  }

  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
      zstd = null;
    }
  }
}
