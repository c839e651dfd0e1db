package org.marsad.collector.frame;

import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * Syslog over a stream: octet counting (RFC 6587 section 3.4.1) and lines (section 3.4.2), told
 * apart for every frame, because real senders mix them on one port.
 *
 * <p>A frame is counted if it begins with 1 to 10 digits, the first not 0, a blank, and a number
 * that is sane; and the message behind it begins with a less-than sign or an opening brace, unless
 * the frame before was counted too. So a line that merely begins with a number stays a line.
 *
 * <p>A frame longer than the limit is kept up to the limit, flagged, and its rest is skipped; then
 * the stream finds its feet again. Where the bytes were cut by the network makes no difference.
 * What waits for its end is never longer than the limit and a count.
 *
 * <p>Belongs to one connection.
 */
public final class SyslogFrameDecoder {
  /** A count above this is no count. */
  public static final long MAX_COUNT = 64L << 20;

  private static final int MAX_DIGITS = 10;
  private static final int NO_COUNT = -1;
  private static final int UNDECIDED = -2;

  private final int maxFrame;
  private long skipBytes;
  private boolean skipLine;
  private boolean countedBefore;
  private int searched;
  private long oversize;

  // What count() found: the value, and where the message begins.
  private int messageAt;

  /** For frames of at most {@code maxFrame} bytes. */
  public SyslogFrameDecoder(int maxFrame) {
    if (maxFrame < 1) {
      throw new IllegalArgumentException("a frame has at least one byte: " + maxFrame);
    }
    this.maxFrame = maxFrame;
  }

  /** Frames that were longer than the limit so far. */
  public long oversize() {
    return oversize;
  }

  /**
   * Enters the frames of [from, to) into the batch whose block this is.
   *
   * @return where the bytes begin that wait for more; they must come first, at {@code from}, in the
   *     next call
   */
  public int decode(byte[] block, int from, int to, RawBatch.Builder batch) {
    int at = from;
    while (true) {
      at = skip(block, at, to);
      if (at == to) {
        searched = 0;
        return at;
      }
      int count = count(block, at, to);
      int next =
          switch (count) {
            case UNDECIDED -> at;
            case NO_COUNT -> line(block, at, to, batch);
            default -> counted(block, at, to, count, batch);
          };
      if (next == at) {
        return at;
      }
      searched = 0;
      at = next;
    }
  }

  /** The stream has ended: what waited is a frame that lost its end. */
  public void finish(byte[] block, int from, int to, RawBatch.Builder batch) {
    int at = from;
    if (at < to && count(block, at, to) >= 0) {
      at = messageAt;
    }
    if (at < to) {
      batch.close(at, Math.min(to - at, maxFrame), FrameFlag.TORN);
    }
    searched = 0;
    skipBytes = 0;
    skipLine = false;
    countedBefore = false;
  }

  /** Goes over what is to be skipped: the rest of a long frame, and bytes that only separate. */
  private int skip(byte[] block, int from, int to) {
    int at = from;
    if (skipBytes > 0) {
      int some = (int) Math.min(skipBytes, to - at);
      skipBytes -= some;
      at += some;
    }
    if (skipLine) {
      int end = find(block, at, to);
      skipLine = end < 0;
      at = end < 0 ? to : end + 1;
    }
    while (at < to && (block[at] == '\n' || block[at] == 0)) {
      at++;
    }
    return at;
  }

  /** The count a frame begins with; leaves in {@code messageAt} where its message begins. */
  private int count(byte[] block, int from, int to) {
    if (block[from] < '1' || block[from] > '9') {
      return NO_COUNT;
    }
    long value = 0;
    int at = from;
    while (at < to && block[at] >= '0' && block[at] <= '9') {
      value = value * 10 + block[at] - '0';
      if (++at - from > MAX_DIGITS) {
        return NO_COUNT;
      }
    }
    if (at == to) {
      return UNDECIDED;
    }
    if (block[at] != ' ' || value > MAX_COUNT) {
      return NO_COUNT;
    }
    messageAt = at + 1;
    if (countedBefore) {
      return (int) value;
    }
    if (messageAt == to) {
      return UNDECIDED;
    }
    return block[messageAt] == '<' || block[messageAt] == '{' ? (int) value : NO_COUNT;
  }

  private int counted(byte[] block, int at, int to, int count, RawBatch.Builder batch) {
    int kept = Math.min(count, maxFrame);
    if (to - messageAt < kept) {
      return at;
    }
    countedBefore = true;
    if (count > maxFrame) {
      batch.close(messageAt, kept, FrameFlag.OVERSIZE);
      oversize++;
      skipBytes = (long) count - maxFrame;
      return messageAt + kept;
    }
    // Senders that count and end the line too: the end belongs to the framing.
    int end = messageAt + count;
    if (block[end - 1] == '\n') {
      end--;
    }
    close(block, messageAt, end, batch);
    return messageAt + count;
  }

  private int line(byte[] block, int at, int to, RawBatch.Builder batch) {
    int end = find(block, at + searched, to);
    if (end < 0) {
      searched = to - at;
      if (to - at <= maxFrame) {
        return at;
      }
      skipLine = true;
    }
    countedBefore = false;
    boolean tooLong = end < 0 || end - at > maxFrame;
    if (tooLong) {
      batch.close(at, maxFrame, FrameFlag.OVERSIZE);
      oversize++;
      return end < 0 ? to : end + 1;
    }
    close(block, at, end, batch);
    return end + 1;
  }

  /** Enters a frame without the carriage return or NUL at its end; an empty one is none. */
  private static void close(byte[] block, int at, int end, RawBatch.Builder batch) {
    int last = end;
    if (last > at && (block[last - 1] == '\r' || block[last - 1] == 0)) {
      last--;
    }
    if (last > at) {
      batch.close(at, last - at, 0);
    }
  }

  private static int find(byte[] block, int from, int to) {
    for (int at = from; at < to; at++) {
      if (block[at] == '\n') {
        return at;
      }
    }
    return -1;
  }
}
