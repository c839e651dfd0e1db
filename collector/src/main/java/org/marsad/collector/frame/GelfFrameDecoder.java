package org.marsad.collector.frame;

import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * GELF over a stream: JSON objects that end with a NUL, as the specification has it, or with a line
 * feed, as many senders have it. Told apart without a setting: a line feed ends a frame unless the
 * stream has ended one with NUL before, or it stands inside of an object, where it is a blank. Once
 * a line feed has ended a frame, one inside of a string ends a frame too: JSON has none there (RFC
 * 8259 section 7), so an end was lost.
 *
 * <p>A frame longer than the limit is kept up to the limit, flagged {@link FrameFlag#OVERSIZE}; its
 * rest is skipped. Where the network cut the bytes makes no difference. What waits for its end is
 * never longer than the limit and one byte.
 *
 * <p>Belongs to one connection. Never throws, whatever the bytes.
 */
public final class GelfFrameDecoder {
  /** What the stream has ended a frame with. */
  private enum Ends {
    UNKNOWN,
    NULS,
    LINES
  }

  private final int maxFrame;
  private Ends ends = Ends.UNKNOWN;
  private boolean skipping;
  private long oversize;

  // How far the frame that waits was looked at, and what it is inside of there.
  private int looked;
  private int depth;
  private boolean inString;
  private boolean escaped;

  /** For frames of at most {@code maxFrame} bytes. */
  public GelfFrameDecoder(int maxFrame) {
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
      while (!skipping && looked == 0 && at < to && isBetween(block[at])) {
        at++;
      }
      int end = end(block, at + looked, to);
      if (end >= 0) {
        if (!skipping) {
          close(block, at, end, batch);
        }
        ends = block[end] == 0 ? Ends.NULS : Ends.LINES;
        begin();
        at = end + 1;
        continue;
      }
      if (skipping) {
        return to;
      }
      looked = to - at;
      if (looked > maxFrame + 1) {
        oversize++;
        batch.close(at, maxFrame, FrameFlag.OVERSIZE);
        skipping = true;
        looked = 0;
        return to;
      }
      return at;
    }
  }

  /** The stream has ended: what waited is a frame without its end. Starts anew. */
  public void finish(byte[] block, int from, int to, RawBatch.Builder batch) {
    if (!skipping && from < to) {
      // A sender may leave the last end out; if the object is whole nothing is lost.
      int flags = depth == 0 && !inString ? 0 : FrameFlag.TORN;
      int length = Math.min(to - from, maxFrame);
      if (length < to - from) {
        oversize++;
        flags |= FrameFlag.OVERSIZE;
      }
      batch.close(from, length, flags);
    }
    ends = Ends.UNKNOWN;
    begin();
  }

  private void begin() {
    skipping = false;
    looked = 0;
    depth = 0;
    inString = false;
    escaped = false;
  }

  /** The end of the frame in [from, to), or -1; follows what the frame is inside of. */
  private int end(byte[] block, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = block[at];
      if (b == 0 || b == '\n' && endsFrame()) {
        return at;
      }
      if (inString) {
        inString = escaped || b != '"';
        escaped = b == '\\' && !escaped;
      } else if (b == '"') {
        inString = depth > 0;
      } else if (b == '{') {
        depth++;
      } else if (b == '}' && depth > 0) {
        depth--;
      }
    }
    return -1;
  }

  private boolean endsFrame() {
    return switch (ends) {
      case NULS -> false;
      case UNKNOWN -> depth == 0;
      case LINES -> depth == 0 || inString;
    };
  }

  private void close(byte[] block, int from, int end, RawBatch.Builder batch) {
    int to = end;
    while (to > from && isBetween(block[to - 1])) {
      to--;
    }
    if (end - from > maxFrame + 1 || to - from > maxFrame) {
      oversize++;
      batch.close(from, maxFrame, FrameFlag.OVERSIZE);
    } else if (to > from) {
      batch.close(from, to - from, 0);
    }
  }

  /** What may stand between frames and says nothing. */
  private static boolean isBetween(byte b) {
    return b == 0 || b == '\n' || b == '\r' || b == ' ';
  }
}
