package org.marsad.collector.frame;

import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * Syslog over a stream: octet counting (RFC 6587 section 3.4.1) and lines (section 3.4.2), told
 * apart for every frame, because real senders mix them on one port.
 *
 * <p>A frame is <em>counted</em> if it begins with 1 to 10 digits, the first not 0, and a blank,
 * the number is sane, and one of these holds: the frame before was counted; the message begins with
 * a less-than sign or an opening brace; its last byte is the first line feed in it. So a line that
 * merely begins with a number stays a line. One line end or NUL that is counted with the message is
 * taken off: many senders count it.
 *
 * <p>A <em>line</em> ends with a line feed; a carriage return before it is not part of it. If it
 * begins with a less-than sign, NUL ends it too: that is how some senders end their messages. An
 * empty line is no frame.
 *
 * <p>Bytes behind a counted frame that begin neither a count nor a message are what a wrong count
 * left behind, or strayed in. They are kept, flagged {@link FrameFlag#RESYNC}, up to the next line
 * feed or the next count before a less-than sign and a digit.
 *
 * <p>A frame longer than the limit is kept up to the limit, flagged {@link FrameFlag#OVERSIZE}; its
 * rest is skipped and the stream finds its feet again. Where the network cut the bytes makes no
 * difference. What waits for its end is never longer than the limit and {@link #MAX_EXTRA}.
 *
 * <p>Belongs to one connection. Never throws, whatever the bytes.
 */
public final class SyslogFrameDecoder {
  /** A count above this is no count. */
  public static final int MAX_COUNT = 16 << 20;

  /** What may wait beside a frame: one digit more than a count has, a blank, and a byte. */
  public static final int MAX_EXTRA = 13;

  private static final int MAX_DIGITS = 10;
  private static final int NO_COUNT = -1;
  private static final int UNDECIDED = -2;

  /** The rest of which frame is being skipped. */
  private enum Skip {
    NOTHING,
    COUNTED,
    LINE,
    MESSAGE,
    STRAY
  }

  private final int maxFrame;
  private Skip skip = Skip.NOTHING;
  private int skipBytes;
  private boolean countedBefore;
  private long oversize;

  /** How many of the bytes that wait are known to hold no end of a line. */
  private int searched;

  /** Behind the number that {@link #number} read. */
  private int numberEnd;

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
      boolean counted = count(block, from, to) >= 0 && messageAt < to;
      int at = counted ? messageAt : from;
      int flags = FrameFlag.TORN;
      if (to - at > maxFrame) {
        flags |= FrameFlag.OVERSIZE;
        oversize++;
      }
      if (!counted && isStray(block[from])) {
        flags |= FrameFlag.RESYNC;
      }
      batch.close(at, Math.min(to - at, maxFrame), flags);
    }
    skip = Skip.NOTHING;
    searched = 0;
    countedBefore = false;
  }

  /** Goes over the rest of a long frame, and over bytes that only separate. */
  private int skip(byte[] block, int from, int to) {
    int at =
        switch (skip) {
          case NOTHING -> from;
          case COUNTED -> skipCounted(from, to);
          case LINE -> skipTo(LineEnds.feed(block, from, to), to);
          case MESSAGE -> skipTo(LineEnds.feedOrNul(block, from, to), to);
          case STRAY -> skipStray(block, from, to);
        };
    if (skip == Skip.NOTHING) {
      while (at < to && (block[at] == '\n' || block[at] == 0)) {
        at++;
      }
    }
    return at;
  }

  private int skipCounted(int from, int to) {
    int some = Math.min(skipBytes, to - from);
    skipBytes -= some;
    skip = skipBytes == 0 ? Skip.NOTHING : Skip.COUNTED;
    return from + some;
  }

  private int skipTo(int end, int to) {
    if (end < 0) {
      return to;
    }
    skip = Skip.NOTHING;
    return end;
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

  /** One frame; where it ends, or {@code at} if its end is not there yet. */
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
    int count = number(block, from, to);
    if (count == NO_COUNT) {
      return NO_COUNT;
    }
    if (numberEnd == to) {
      return UNDECIDED;
    }
    if (block[numberEnd] != ' ') {
      return NO_COUNT;
    }
    messageAt = numberEnd + 1;
    if (countedBefore) {
      return count;
    }
    if (messageAt == to) {
      return UNDECIDED;
    }
    byte first = block[messageAt];
    return first == '<' || first == '{' ? count : fits(block, from, to, count);
  }

  /** The number that [from, to) begins with; leaves its end in {@code numberEnd}. */
  private int number(byte[] block, int from, int to) {
    if (block[from] < '1' || block[from] > '9') {
      return NO_COUNT;
    }
    long value = 0;
    int at = from;
    while (at < to && at - from <= MAX_DIGITS && isDigit(block[at])) {
      value = value * 10 + block[at++] - '0';
    }
    numberEnd = at;
    return at - from > MAX_DIGITS || value > MAX_COUNT ? NO_COUNT : (int) value;
  }

  /** The number in front of what looks like text, if it is a count all the same. */
  private int fits(byte[] block, int from, int to, int count) {
    if (count > maxFrame) {
      return NO_COUNT;
    }
    int end = messageAt + count;
    int known = Math.min(end, to);
    int feed = LineEnds.feed(block, Math.max(messageAt, from + searched), known);
    if (feed < 0 && end > to) {
      searched = known - from;
      return UNDECIDED;
    }
    return feed == end - 1 ? count : NO_COUNT;
  }

  private int counted(byte[] block, int at, int to, int count, RawBatch.Builder batch) {
    int kept = Math.min(count, maxFrame);
    if (to - messageAt < kept) {
      return at;
    }
    countedBefore = true;
    if (count > maxFrame) {
      skipBytes = count - kept;
      oversize(Skip.COUNTED, messageAt, kept, batch);
    } else {
      close(messageAt, LineEnds.withoutEnd(block, messageAt, messageAt + count), 0, batch);
    }
    return messageAt + kept;
  }

  private int line(byte[] block, int at, int to, RawBatch.Builder batch) {
    Skip rest = restOfLine(block[at]);
    int from = at + searched;
    int end =
        rest == Skip.LINE ? LineEnds.feed(block, from, to) : LineEnds.feedOrNul(block, from, to);
    // The one byte more may be the carriage return.
    if (end < 0 && to - at <= maxFrame + 1) {
      searched = to - at;
      return at;
    }
    countedBefore = false;
    int last = end < 0 ? to : LineEnds.withoutReturn(block, at, end);
    if (last - at > maxFrame) {
      oversize(rest, at, maxFrame, batch);
      return at + maxFrame;
    }
    close(at, last, 0, batch);
    return end + 1;
  }

  /** What a wrong count left behind; see the class comment. */
  private int stray(byte[] block, int at, int to, RawBatch.Builder batch) {
    int end = strayEnd(block, at, at + searched, to);
    int certain = end < 0 ? countMayBegin(block, at, to) : end;
    if (certain - at > maxFrame) {
      oversize(Skip.STRAY, at, maxFrame, batch);
      return at + maxFrame;
    }
    if (end < 0) {
      searched = certain - at;
      return at;
    }
    countedBefore = block[end] != '\n';
    close(at, LineEnds.withoutReturn(block, at, end), FrameFlag.RESYNC, batch);
    return end;
  }

  /** The first line feed in [from, to), or the first count before a message; -1 if none. */
  private int strayEnd(byte[] block, int start, int from, int to) {
    for (int at = from; at < to; at++) {
      if (block[at] == '\n') {
        return at;
      }
      if (block[at] == '<' && at + 1 < to && isDigit(block[at + 1])) {
        int first =
            at - 1 > start && block[at - 1] == ' ' ? digitsBefore(block, start, at - 1) : at;
        if (first < at - 1 && number(block, first, at - 1) != NO_COUNT) {
          return first;
        }
      }
    }
    return -1;
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

  /** Whether bytes that begin so and have no count strayed into a stream that counts. */
  private boolean isStray(byte first) {
    return countedBefore && first != '<' && first != '{';
  }

  private static Skip restOfLine(byte first) {
    return first == '<' ? Skip.MESSAGE : Skip.LINE;
  }

  private void oversize(Skip rest, int at, int length, RawBatch.Builder batch) {
    oversize++;
    skip = rest;
    int flags = FrameFlag.OVERSIZE | (rest == Skip.STRAY ? FrameFlag.RESYNC : 0);
    close(at, at + length, flags, batch);
  }

  private static void close(int at, int end, int flags, RawBatch.Builder batch) {
    if (end > at) {
      batch.close(at, end - at, flags);
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
