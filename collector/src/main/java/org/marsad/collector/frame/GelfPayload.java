package org.marsad.collector.frame;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * What a GELF datagram, or the chunks of one, says: a JSON object as it is, or packed by zlib (RFC
 * 1950) or gzip (RFC 1952), told by its first bytes. The frame is the unpacked object. More than
 * the limit is never unpacked: what is longer is kept up to the limit, flagged {@link
 * FrameFlag#OVERSIZE}; what cannot be unpacked is kept packed, as it came.
 *
 * <p>Belongs to one thread. Never throws, whatever the bytes.
 */
public final class GelfPayload implements AutoCloseable {
  private static final int GZIP_HEADER = 10;
  private static final int GZIP_TRAILER = 8;
  private static final int HAS_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int FIRST_ROOM = 1 << 10;
  private static final int MOST_ROOM = 1 << 16;

  private final int maxFrame;
  private final Inflater zlib = new Inflater();
  private final Inflater deflate = new Inflater(true);
  private final CRC32 crc = new CRC32();

  /** For frames of at most {@code maxFrame} bytes. */
  public GelfPayload(int maxFrame) {
    this.maxFrame = maxFrame;
  }

  /** Enters the payload as a frame; what was wrong with it, or null. An empty one is no frame. */
  public @Nullable GelfFault add(byte[] payload, RawBatch.Builder batch) {
    int length = withoutEnd(payload);
    if (isZlib(payload, length)) {
      // A line end or NUL at the end may belong to the checksum.
      return unpack(zlib, false, payload, 0, payload.length, batch);
    }
    if (length >= 2 && payload[0] == 0x1f && payload[1] == (byte) 0x8b) {
      int at = gzipBody(payload);
      return at < 0
          ? keep(payload, payload.length, batch, GelfFault.UNREADABLE)
          : unpack(deflate, true, payload, at, payload.length, batch);
    }
    return length == 0 ? null : keep(payload, length, batch, null);
  }

  @Override
  public void close() {
    zlib.end();
    deflate.end();
  }

  /** CMF and FLG of RFC 1950 section 2.2: method 8, and together a multiple of 31. */
  private static boolean isZlib(byte[] payload, int length) {
    return length >= 2
        && (payload[0] & 15) == 8
        && (payload[0] & 0xff) >> 4 <= 7
        && ((payload[0] & 0xff) << 8 | payload[1] & 0xff) % 31 == 0;
  }

  /** Where the packed bytes begin behind the header of RFC 1952 section 2.3; -1 if it is none. */
  private static int gzipBody(byte[] payload) {
    int end = payload.length - GZIP_TRAILER;
    if (end < GZIP_HEADER || payload[2] != 8) {
      return -1;
    }
    int flags = payload[3];
    int at = GZIP_HEADER;
    if ((flags & HAS_EXTRA) != 0) {
      at = at + 2 > end ? end : at + 2 + (payload[at] & 0xff | (payload[at + 1] & 0xff) << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      at = behindNul(payload, at, end);
    }
    if ((flags & HAS_COMMENT) != 0) {
      at = behindNul(payload, at, end);
    }
    if ((flags & HAS_CRC) != 0) {
      at += 2;
    }
    return at < end ? at : -1;
  }

  private static int behindNul(byte[] payload, int from, int end) {
    int at = from;
    while (at < end && payload[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private @Nullable GelfFault unpack(
      Inflater inflater,
      boolean summed,
      byte[] payload,
      int from,
      int length,
      RawBatch.Builder batch) {
    int begin = batch.length();
    int count = 0;
    inflater.reset();
    inflater.setInput(payload, from, length - from);
    try {
      while (!inflater.finished() && count <= maxFrame) {
        int room = Math.clamp(4L * length, FIRST_ROOM, MOST_ROOM);
        int at = batch.claim(Math.min(room, maxFrame + 1 - count));
        int some = inflater.inflate(batch.block(), at, batch.length() - at);
        count += some;
        batch.shorten(at + some);
        if (some == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          break;
        }
        if (batch.length() - begin > maxFrame) {
          batch.shorten(begin + maxFrame);
          batch.close(begin, maxFrame, FrameFlag.OVERSIZE);
          return GelfFault.OVERSIZE;
        }
      }
    } catch (DataFormatException _) {
      // told below: it is not finished
    }
    boolean whole =
        inflater.finished() && (!summed || isSound(payload, length, batch.block(), begin, count));
    if (!whole) {
      batch.shorten(begin);
      return keep(payload, payload.length, batch, GelfFault.UNREADABLE);
    }
    if (count > 0) {
      batch.close(begin, count, 0);
    }
    return null;
  }

  /** Whether the checksum behind the packed bytes is that of what they became. */
  private boolean isSound(byte[] payload, int length, byte[] block, int at, int count) {
    int trailer = length - deflate.getRemaining();
    if (trailer + 4 > length) {
      return false;
    }
    crc.reset();
    crc.update(block, at, count);
    long told = 0;
    for (int i = 3; i >= 0; i--) {
      told = told << 8 | payload[trailer + i] & 0xff;
    }
    return told == crc.getValue();
  }

  private @Nullable GelfFault keep(
      byte[] payload, int length, RawBatch.Builder batch, @Nullable GelfFault fault) {
    int kept = Math.min(length, maxFrame);
    batch.add(payload, 0, kept, kept < length ? FrameFlag.OVERSIZE : 0);
    return kept < length ? GelfFault.OVERSIZE : fault;
  }

  /** Line ends and NULs that some senders add belong to no object. */
  private static int withoutEnd(byte[] payload) {
    int end = payload.length;
    while (end > 0
        && (payload[end - 1] == 0 || payload[end - 1] == '\n' || payload[end - 1] == '\r')) {
      end--;
    }
    return end;
  }
}
