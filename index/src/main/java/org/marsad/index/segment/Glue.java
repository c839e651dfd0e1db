package org.marsad.index.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the values of events, such as punctuation and names of JSON, or messages that
 * say the same: few different pieces again and again, whose words are looked up once. A piece gets
 * a place when it is seen for the second time and keeps it; what finds its place taken is no glue.
 * One thread.
 */
final class Glue {
  /** There are no words of it yet. */
  static final int NEW = 0;

  /** It gets no place. */
  static final int NONE = -1;

  private static final int SLOTS = 4_096;

  private final long[] hashes = new long[SLOTS];
  private final byte[] @Nullable [] pieces = new byte[SLOTS][];
  private final int[] words = new int[SLOTS];
  private final int longest;
  private int slot;

  /**
   * Without pieces.
   *
   * @param longest longer pieces are text
   */
  Glue(int longest) {
    this.longest = longest;
  }

  /** Where the words of [from, to) are, {@link #NEW} if {@link #put} is to tell, or none. */
  int find(byte[] bytes, int from, int to) {
    if (to - from > longest) {
      return NONE;
    }
    long hash = Bytes.hash(0, bytes, from, to);
    slot = (int) hash & SLOTS - 1;
    byte[] piece = pieces[slot];
    if (piece == null) {
      if (hashes[slot] == hash) {
        pieces[slot] = Arrays.copyOfRange(bytes, from, to);
        return NEW;
      }
      hashes[slot] = hash;
      return NONE;
    }
    boolean same =
        hashes[slot] == hash
            && piece.length == to - from
            && Bytes.equal(piece, 0, bytes, from, piece.length);
    return same ? words[slot] : NONE;
  }

  /** Says where the words of the piece are that was just asked for. */
  void put(int at) {
    words[slot] = at;
  }

  void clear() {
    Arrays.fill(hashes, 0);
    Arrays.fill(pieces, null);
    Arrays.fill(words, 0);
  }
}
