package org.marsad.collector.frame;

import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * Syslog over a stream: octet counting (RFC 6587 section 3.4.1) and lines (section 3.4.2), told
 * apart for every frame, because real senders mix them on one port.
 *
 * <p>A frame is <em>counted</em> if it begins with 1 to 10 digits, the first not 0, a blank, and
 * the number is sane; and the frame before was counted too, or the message begins with a less-than
 * sign or an opening brace, or the message holds no line feed before its last byte and is followed
 * by what may follow a counted frame. So a line that merely begins with a number stays a line. One
 * line end or NUL at the end of a counted message belongs to the framing: many senders count it.
 *
 * <p>A <em>line</em> ends with a line feed, a carriage return before it is not part of it. If it
 * begins with a less-than sign, NUL ends it too, as some senders write it (RFC 6587 section 3.4.2
 * allows what both sides agree on). An empty line is no frame.
 *
 * <p>Bytes behind a counted frame that begin neither the one nor the other are what a wrong count
 * left behind. They are kept, flagged {@link FrameFlag#RESYNC}, up to the next line feed or the
 * next count in front of a less-than sign and a digit.
 *
 * <p>A frame longer than the limit is kept up to the limit, flagged {@link FrameFlag#OVERSIZE}; its
 * rest is skipped and the stream finds its feet again. Where the network cut the bytes makes no
 * difference. What waits for its end is never longer than the limit and {@link #MAX_COUNT_BYTES}.
 *
 * <p>Belongs to one connection. Never throws, whatever the bytes.
 */
public final class SyslogFrameDecoder {
  /** A count above this is no count. */
  public static final long MAX_COUNT = 16L << 20;

  /** What may wait beside a frame: a count, its blank, and one byte to decide by. */
  public static final int MAX_COUNT_BYTES = 13;

  private static final int MAX_DIGITS = 10;
  private static final int NO_COUNT = -1;
  private static final int UNDECIDED = -2;

  /** What is being skipped: the rest of a frame that was too long. */
  private enum Skip {
    NOTHING,
    BYTES,
    LINE,
    STRAY
  }

  private final int maxFrame;
  private Skip skip = Skip.NOTHING;
  private int skipBytes;
  private boolean countedBefore;
  private long oversize;

  /** How many of the bytes that wait are known to hold no end of a line. */
  private int searched;

  /** Where the message begins that {@link #count} found. */
  private int messageAt;

  /** For frames of at most {@code maxFrame} bytes. */
  public SyslogFrameDecoder(int maxFrame) {
    if (maxFrame < 1) {
      throw new IllegalArgumentException("a frame has at least one byte: " + maxFrame);
    }
    this.maxFrame = maxFrame;
  }

  /** Frames that were cut because they were too long, so far. */
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
      if (at == to || skip != Skip.NOTHING) {
        return at;
      }
      int next = frame(block, at, to, batch);
      if (next == at) {
        return at;
      }
      searched = 0;
      at = next;
    }
  }

  /** The stream has ended: what waited is a frame that lost its end. Starts anew. */
  public void finish(byte[] block, int from, int to, RawBatch.Builder batch) {
    if (skip == Skip.NOTHING && from < to) {
      int count = count(block, from, to);
      if (count >= 0 && messageAt < to) {
        batch.close(messageAt, to - messageAt, FrameFlag.TORN);
      } else if (count == UNDECIDED && messageAt > from && to == messageAt + guess(block, from)) {
        close(block, messageAt, to, 0, batch);
      } else {
        int flags = FrameFlag.TORN | (isStray(block[from]) ? FrameFlag.RESYNC : 0);
        close(from, to, flags, batch);
      }
    }
    skip = Skip.NOTHING;
    searched = 0;
    countedBefore = false;
  }

  /**
   * Ends the frame that waits for its end, as if it had reached the limit: what is there is kept.
   * Afterwards nothing of [from, to) waits any more.
   */
  public void cut(byte[] block, int from, int to, RawBatch.Builder batch) {
    if (skip != Skip.NOTHING || from == to) {
      return;
    }
    int count = count(block, from, to);
    int flags = FrameFlag.OVERSIZE;
    if (count >= 0) {
      skip = Skip.BYTES;
      skipBytes = count - (to - messageAt);
      countedBefore = true;
      batch.close(messageAt, to - messageAt, flags);
    } else {
      boolean stray = isStray(block[from]);
      skip = stray ? Skip.STRAY : Skip.LINE;
      countedBefore = stray;
      batch.close(from, Math.min(to - from, maxFrame), flags | (stray ? FrameFlag.RESYNC : 0));
    }
    oversize++;
    searched = 0;
  }

  /** Goes over the rest of a long frame, and over bytes that only separate. */
  private int skip(byte[] block, int from, int to) {
    int at =
        switch (skip) {
          case NOTHING -> from;
          case BYTES -> skipBytes(from, to);
          case LINE -> skipLine(block, from, to);
          case STRAY -> skipStray(block, from, to);
        };
    if (skip == Skip.NOTHING) {
      while (at < to && (block[at] == '\n' || block[at] == 0)) {
        at++;
      }
    }
    return at;
  }

  private int skipBytes(int from, int to) {
    int some = Math.min(skipBytes, to - from);
    skipBytes -= some;
    skip = skipBytes == 0 ? Skip.NOTHING : Skip.BYTES;
    return from + some;
  }

  private int skipLine(byte[] block, int from, int to) {
    int end = LineEnds.feed(block, from, to);
    skip = end < 0 ? Skip.LINE : Skip.NOTHING;
    return end < 0 ? to : end + 1;
  }

  private int skipStray(byte[] block, int from, int to) {
    int end = strayEnd(block, from, from, to);
    if (end < 0) {
      return countMayBegin(block, from, to);
    }
    skip = Skip.NOTHING;
    countedBefore = block[end] != '\n';
    return end;
  }

  private int frame(byte[] block, int at, int to, RawBatch.Builder batch) {
    int count = count(block, at, to);
    if (count == UNDECIDED) {
      return at;
    }
    if (count >= 0) {
      return counted(block, at, to, count, batch);
    }
    return isStray(block[at]) ? stray(block, at, to, batch) : line(block, at, to, batch);
  }

  /** The count a frame begins with; leaves in {@code messageAt} where its message begins. */
  private int count(byte[] block, int from, int to) {
    messageAt = from;
    if (block[from] == '0') {
      return NO_COUNT;
    }
    int value = digits(block, from, to);
    int at = messageAt;
    messageAt = from;
    if (value < 0) {
      return NO_COUNT;
    }
    if (at == to) {
      return UNDECIDED;
    }
    if (block[at] != ' ') {
      return NO_COUNT;
    }
    messageAt = at + 1;
    if (countedBefore) {
      return value;
    }
    if (messageAt == to) {
      return UNDECIDED;
    }
    byte first = block[messageAt];
    return first == '<' || first == '{' ? value : fits(block, from, to, value);
  }

  /** The number that [from, ...) begins with, -1 if there is none; leaves its end in messageAt. */
  private int digits(byte[] block, int from, int to) {
    long value = 0;
    int at = from;
    while (at < to && isDigit(block[at]) && at - from <= MAX_DIGITS) {
      value = value * 10 + block[at] - '0';
      at++;
    }
    messageAt = at;
    return at == from || at - from > MAX_DIGITS || value > MAX_COUNT ? -1 : (int) value;
  }

  /** The number in front of the message at {@code messageAt}, which is known to be one. */
  private int guess(byte[] block, int from) {
    int at = messageAt;
    int value = digits(block, from, at);
    messageAt = at;
    return value;
  }

  /** Whether a number in front of text that is no syslog message is its length. */
  private int fits(byte[] block, int from, int to, int count) {
    if (count > maxFrame) {
      return NO_COUNT;
    }
    int end = messageAt + count;
    int known = Math.min(end, to);
    int feed = LineEnds.feed(block, Math.max(messageAt, from + searched), known);
    if (feed >= 0) {
      return feed == end - 1 ? count : NO_COUNT;
    }
    searched = Math.max(searched, known - from);
    if (end >= to) {
      return UNDECIDED;
    }
    byte next = block[end];
    boolean follows = next > '0' && next <= '9' || next == '\n' || next == '\r' || next == 0;
    return follows ? count : NO_COUNT;
  }

  private int counted(byte[] block, int at, int to, int count, RawBatch.Builder batch) {
    int kept = Math.min(count, maxFrame);
    if (to - messageAt < kept) {
      return at;
    }
    countedBefore = true;
    if (count > maxFrame) {
      skip = Skip.BYTES;
      skipBytes = count - kept;
      oversize++;
      batch.close(messageAt, kept, FrameFlag.OVERSIZE);
    } else {
      close(block, messageAt, messageAt + count, 0, batch);
    }
    return messageAt + kept;
  }

  private int line(byte[] block, int at, int to, RawBatch.Builder batch) {
    int from = at + searched;
    int end =
        block[at] == '<' ? LineEnds.feedOrNul(block, from, to) : LineEnds.feed(block, from, to);
    if (end < 0 && to - at <= maxFrame + 1) {
      searched = to - at;
      return at;
    }
    countedBefore = false;
    // A carriage return may be the one byte more.
    boolean fits = end >= 0 && withoutReturn(block, at, end) - at <= maxFrame;
    if (fits) {
      close(at, withoutReturn(block, at, end), 0, batch);
      return end + 1;
    }
    oversize++;
    batch.close(at, maxFrame, FrameFlag.OVERSIZE);
    skip = Skip.LINE;
    return at + maxFrame;
  }

  /** What a wrong count left behind; see the class comment. */
  private int stray(byte[] block, int at, int to, RawBatch.Builder batch) {
    int end = strayEnd(block, at, at + searched, to);
    int certain = end < 0 ? countMayBegin(block, at, to) : end;
    if (certain - at > maxFrame) {
      oversize++;
      skip = Skip.STRAY;
      batch.close(at, maxFrame, FrameFlag.OVERSIZE | FrameFlag.RESYNC);
      return at + maxFrame;
    }
    if (end < 0) {
      searched = Math.max(0, certain - at);
      return at;
    }
    countedBefore = block[end] != '\n';
    close(block, at, end, FrameFlag.RESYNC, batch);
    return end;
  }

  /** The first line feed in [from, to), or the first count before a message; -1 if none. */
  private int strayEnd(byte[] block, int start, int from, int to) {
    for (int at = from; at < to; at++) {
      if (block[at] == '\n') {
        return at;
      }
      if (block[at] == '<' && at + 1 < to && isDigit(block[at + 1])) {
        int header = countBefore(block, start, at);
        if (header > start) {
          return header;
        }
      }
    }
    return -1;
  }

  /** Where the count begins that stands directly before {@code at}, or -1. */
  private int countBefore(byte[] block, int start, int at) {
    int blank = at - 1;
    if (blank <= start || block[blank] != ' ') {
      return -1;
    }
    int first = digitsBefore(block, start, blank);
    if (first == blank || block[first] == '0') {
      return -1;
    }
    int value = digits(block, first, blank);
    return value < 0 ? -1 : first;
  }

  /** From where on a count may stand whose message is not there yet. */
  private static int countMayBegin(byte[] block, int from, int to) {
    int at = to;
    if (at > from && block[at - 1] == '<') {
      at--;
    }
    if (at > from && block[at - 1] == ' ') {
      at--;
    }
    return digitsBefore(block, from, at);
  }

  /** Where the digits before {@code end} begin, looking at one more than a count may have. */
  private static int digitsBefore(byte[] block, int from, int end) {
    int at = end;
    while (at > from && end - at <= MAX_DIGITS && isDigit(block[at - 1])) {
      at--;
    }
    return at;
  }

  /** Whether a frame that begins so and has no count is none of a stream that counts. */
  private boolean isStray(byte first) {
    return countedBefore && first != '<' && first != '{';
  }

  /** Enters a frame without the line end, or the NUL, that may be its last bytes. */
  private static void close(byte[] block, int at, int end, int flags, RawBatch.Builder batch) {
    int last = end;
    if (last > at && block[last - 1] == '\n') {
      last = withoutReturn(block, at, last - 1);
    } else if (last > at && block[last - 1] == 0) {
      last--;
    }
    close(at, last, flags, batch);
  }

  private static void close(int at, int end, int flags, RawBatch.Builder batch) {
    if (end > at) {
      batch.close(at, end - at, flags);
    }
  }

  private static int withoutReturn(byte[] block, int at, int end) {
    return end > at && block[end - 1] == '\r' ? end - 1 : end;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
