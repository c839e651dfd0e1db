package org.marsad.collector.frame;

import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * The lines of a file. A line ends with a line feed; a carriage return before it is not part of it;
 * an empty line is no frame. A line longer than the limit is kept up to the limit, flagged {@link
 * FrameFlag#OVERSIZE}, and its rest is skipped. Where reads cut the bytes makes no difference.
 *
 * <p>One thread. Never throws, whatever the bytes.
 */
public final class LineFrameDecoder {
  private final int maxLine;
  private boolean skipping;
  private int searched;

  /**
   * Of a file that is read from here on.
   *
   * @param skipping whether that is inside of a line that was too long
   */
  public LineFrameDecoder(int maxLine, boolean skipping) {
    if (maxLine < 1) {
      throw new IllegalArgumentException("a line has at least one byte: " + maxLine);
    }
    this.maxLine = maxLine;
    this.skipping = skipping;
  }

  /** Whether the bytes read last were inside of a line that was too long. */
  public boolean isSkipping() {
    return skipping;
  }

  /**
   * Enters the lines of [from, to) into the batch whose block this is.
   *
   * @return where the bytes begin that wait for more; they must come first, at {@code from}, in the
   *     next call
   */
  public int decode(byte[] block, int from, int to, RawBatch.Builder batch) {
    int at = from;
    while (at < to) {
      int end = LineEnds.feed(block, at + searched, to);
      if (end < 0) {
        return rest(at, to, batch);
      }
      searched = 0;
      if (skipping) {
        skipping = false;
      } else {
        int last = end > at && block[end - 1] == '\r' ? end - 1 : end;
        if (last - at > maxLine) {
          batch.close(at, maxLine, FrameFlag.OVERSIZE);
        } else if (last > at) {
          batch.close(at, last - at, 0);
        }
      }
      at = end + 1;
    }
    return to;
  }

  private int rest(int at, int to, RawBatch.Builder batch) {
    if (skipping) {
      return to;
    }
    // The one byte more may be the carriage return.
    if (to - at > maxLine + 1) {
      batch.close(at, maxLine, FrameFlag.OVERSIZE);
      skipping = true;
      searched = 0;
      return to;
    }
    searched = to - at;
    return at;
  }
}
