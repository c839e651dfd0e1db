package org.marsad.collector.frame;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * RELP over a stream (librelp, doc/relp.html): {@code TXNR SP COMMAND SP DATALEN [SP DATA] LF}. The
 * data of a {@code syslog} command is a frame, without the one line end that some senders count
 * with it; other commands are told to whoever listens, in their order.
 *
 * <p>A message longer than the limit is kept up to the limit, flagged {@link FrameFlag#OVERSIZE};
 * its rest is skipped, however long, and the command is told when its end is there. What waits for
 * its end is never longer than the limit and {@link #MAX_EXTRA}. Bytes that are no frame end it for
 * good: where the next frame would begin, nobody knows.
 *
 * <p>Belongs to one connection. Never throws, whatever the bytes.
 */
public final class RelpFrameDecoder {
  /** What may wait beside a message: a header and the line feed behind it. */
  public static final int MAX_EXTRA = 56;

  private static final int MAX_DIGITS = 9;
  private static final int MAX_COMMAND = 32;

  /** The longest data of a command that is no message. */
  private static final int MAX_DATA = 16 << 10;

  private static final byte[] SYSLOG = {'s', 'y', 's', 'l', 'o', 'g'};
  private static final int MORE = -1;
  private static final int BAD = -2;

  private final int maxFrame;
  private final Listener listener;
  private @Nullable String problem;

  /** Bytes of a long message that are still to be skipped. */
  private int skip;

  private boolean skipping;

  /** The transaction that is told when they are skipped. */
  private int skipped;

  /** What {@link #number} read. */
  private int number;

  /** Is told the commands. */
  public interface Listener {
    /** A message was entered into the batch as the next frame, or was empty. */
    void message(int txnr);

    /**
     * Another command.
     *
     * @param name where its name stands in the block, up to {@code nameEnd}
     * @param data where its data stands, up to {@code dataEnd}
     * @return whether to go on; else what follows is ignored
     */
    boolean command(int txnr, byte[] block, int name, int nameEnd, int data, int dataEnd);
  }

  /** For messages of at most {@code maxFrame} bytes. */
  public RelpFrameDecoder(int maxFrame, Listener listener) {
    if (maxFrame < 1) {
      throw new IllegalArgumentException("a frame has at least one byte: " + maxFrame);
    }
    this.maxFrame = maxFrame;
    this.listener = listener;
  }

  /** What was wrong with the bytes that no frame could be made of; null if nothing. */
  public @Nullable String problem() {
    return problem;
  }

  /**
   * Enters the messages of [from, to) into the batch whose block this is, and tells the commands.
   *
   * @return where the bytes begin that wait for more; they must come first, at {@code from}, in the
   *     next call
   */
  public int decode(byte[] block, int from, int to, RawBatch.Builder batch) {
    int at = from;
    while (at < to && problem == null) {
      int next = skipping ? rest(block, at, to) : frame(block, at, to, batch);
      if (next == MORE) {
        return at;
      }
      if (next == BAD) {
        return to;
      }
      at = next;
    }
    return at;
  }

  /** One frame; where it ends, {@link #MORE} or {@link #BAD}. */
  private int frame(byte[] block, int from, int to, RawBatch.Builder batch) {
    int at = number(block, from, to, "a transaction number");
    if (at < 0) {
      return at;
    }
    int txnr = number;
    int name = at + 1;
    if (block[at] != ' ') {
      return bad("a blank behind the transaction number");
    }
    int nameEnd = name;
    while (nameEnd < to && isLetter(block[nameEnd])) {
      nameEnd++;
    }
    if (nameEnd - name > MAX_COMMAND
        || nameEnd < to && (block[nameEnd] != ' ' || nameEnd == name)) {
      return bad("a command");
    }
    if (nameEnd == to) {
      return MORE;
    }
    at = number(block, nameEnd + 1, to, "the length of the data");
    return at < 0 ? at : data(block, txnr, name, nameEnd, at, to, batch);
  }

  /** What stands behind the length of the data. */
  private int data(
      byte[] block, int txnr, int name, int nameEnd, int at, int to, RawBatch.Builder batch) {
    int length = number;
    if (at == to) {
      return MORE;
    }
    boolean blank = block[at] == ' ';
    if (!blank && (length > 0 || block[at] != '\n')) {
      return bad("a blank behind the length of the data");
    }
    int data = blank ? at + 1 : at;
    boolean message = isSyslog(block, name, nameEnd);
    if (!message && length > MAX_DATA) {
      return bad("a command with less data");
    }
    if (message && length > maxFrame) {
      if (to - data < maxFrame) {
        return MORE;
      }
      batch.close(data, maxFrame, FrameFlag.OVERSIZE);
      skipping = true;
      skip = length - maxFrame;
      skipped = txnr;
      return data + maxFrame;
    }
    int dataEnd = data + length;
    if (dataEnd >= to) {
      return MORE;
    }
    if (block[dataEnd] != '\n') {
      return bad("a line feed behind the data");
    }
    if (!message) {
      return listener.command(txnr, block, name, nameEnd, data, dataEnd) ? dataEnd + 1 : BAD;
    }
    int last = LineEnds.withoutEnd(block, data, dataEnd);
    if (last > data) {
      batch.close(data, last - data, 0);
    }
    listener.message(txnr);
    return dataEnd + 1;
  }

  /** The rest of a long message, up to its end. */
  private int rest(byte[] block, int from, int to) {
    int some = Math.min(skip, to - from);
    skip -= some;
    int at = from + some;
    if (at == to) {
      return at;
    }
    if (block[at] != '\n') {
      return bad("a line feed behind the data");
    }
    skipping = false;
    listener.message(skipped);
    return at + 1;
  }

  /** Reads digits into {@code number}; where they end, {@link #MORE} or {@link #BAD}. */
  private int number(byte[] block, int from, int to, String what) {
    int at = from;
    int value = 0;
    while (at < to && at - from < MAX_DIGITS && isDigit(block[at])) {
      value = value * 10 + block[at++] - '0';
    }
    if (at == to) {
      return MORE;
    }
    if (at == from || isDigit(block[at])) {
      return bad(what);
    }
    number = value;
    return at;
  }

  private int bad(String expected) {
    problem = "expecting " + expected;
    return BAD;
  }

  private static boolean isSyslog(byte[] block, int from, int to) {
    return Arrays.equals(block, from, to, SYSLOG, 0, SYSLOG.length);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }
}
