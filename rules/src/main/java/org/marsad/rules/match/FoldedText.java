package org.marsad.rules.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.marsad.model.query.Fold;
import org.marsad.rules.sigma.Check;

/**
 * A value with its case taken out, in memory that is used again for the next one. Behind it lie
 * bytes that no text has, so that a reader may look a word beyond the end. One thread.
 */
final class FoldedText {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BEHIND = 2 * Long.BYTES;
  private static final int LARGE = 1 << 16;
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = EACH << 7;

  private byte[] bytes = new byte[512];
  private int length;

  /** Takes in [from, to) of a text. */
  void read(byte[] text, int from, int to) {
    int size = to - from;
    reserve(size);
    byte[] folded = bytes;
    long seen = 0;
    int at = 0;
    for (; at + Long.BYTES <= size; at += Long.BYTES) {
      long word = (long) WORDS.get(text, from + at);
      seen |= word;
      WORDS.set(folded, at, lower(word));
    }
    for (; at < size; at++) {
      byte b = text[from + at];
      seen |= b;
      folded[at] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
    if ((seen & HIGH) != 0) {
      byte[] others = Fold.bytes(text, from, to);
      size = others.length;
      reserve(size);
      System.arraycopy(others, 0, bytes, 0, size);
    }
    length = size;
    WORDS.set(bytes, size, -1L);
    WORDS.set(bytes, size + Long.BYTES, -1L);
  }

  private void reserve(int size) {
    boolean isWasteful = bytes.length > LARGE && size < LARGE / 2;
    if (bytes.length < size + BEHIND || isWasteful) {
      bytes = new byte[Math.max(512, size * 2) + BEHIND];
    }
  }

  /** Eight bytes of ASCII in lower case; others stay as they are. */
  private static long lower(long word) {
    long low = word & ~HIGH;
    long isCapital = (low + (0x80 - 'A') * EACH) ^ (low + (0x7f - 'Z') * EACH);
    return word | (isCapital & ~word & HIGH) >>> 2;
  }

  /** The folded text in front, then bytes that belong to no text. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Whether another text lies in it at such a place. */
  boolean has(FoldedText part, Check.Place place) {
    int last = length - part.length;
    return switch (place) {
      case WHOLE -> last == 0 && isAt(0, part);
      case START -> last >= 0 && isAt(0, part);
      case END -> last >= 0 && isAt(last, part);
      case ANYWHERE -> {
        int at = 0;
        while (at <= last && !isAt(at, part)) {
          at++;
        }
        yield at <= last;
      }
    };
  }

  private boolean isAt(int at, FoldedText part) {
    return Arrays.equals(bytes, at, at + part.length, part.bytes, 0, part.length);
  }
}
