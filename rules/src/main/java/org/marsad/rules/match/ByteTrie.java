package org.marsad.rules.match;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Texts by their bytes, from the front or from the back: a tree whose edges lie in one hash table.
 * A walk ends where no text goes on, mostly after a few bytes. Where only one text goes on and
 * nothing is decided for a while, the walk compares and jumps. Built by one thread, then only read.
 */
final class ByteTrie {
  /** Where every walk begins. */
  static final int ROOT = 0;

  /** No text goes on so. */
  static final int NONE = -1;

  private static final long FREE = -1;
  private static final int LEAST_JUMPED = 4;
  private static final int MOST_JUMPED = 0xffff;
  private static final int MOST_TEXT = 1 << 23;

  /** An edge in the high half, its state and byte, and in the low half where it leads. */
  private long[] edges = free(64);

  private int states = 1;

  /**
   * Of a state from which one jumps: where the text lies (24 bits), its length (16), and where to.
   */
  private long[] jumps = {};

  private byte[] jumped = {};

  private static long[] free(int size) {
    var edges = new long[size];
    Arrays.fill(edges, FREE);
    return edges;
  }

  /** Enters a text; the state in which it ends. */
  int add(byte[] text) {
    int state = ROOT;
    for (byte b : text) {
      state = enter(state, b);
    }
    return state;
  }

  /** Enters a text from its end; the state in which it ends. */
  int addBackwards(byte[] text) {
    int state = ROOT;
    for (int i = text.length - 1; i >= 0; i--) {
      state = enter(state, text[i]);
    }
    return state;
  }

  private int enter(int state, byte b) {
    int edge = edge(state, b);
    int place = place(edge);
    if (edges[place] != FREE) {
      return (int) edges[place];
    }
    if (states >= 1 << 23) {
      throw new IllegalStateException("more than 8 million bytes of literals for one field");
    }
    edges[place] = (long) edge << 32 | states;
    if (states * 2 > edges.length) {
      grow();
    }
    return states++;
  }

  private static int edge(int state, byte b) {
    return state << 8 | b & 0xff;
  }

  private void grow() {
    long[] before = edges;
    edges = free(before.length * 2);
    for (long each : before) {
      if (each != FREE) {
        edges[place((int) (each >>> 32))] = each;
      }
    }
  }

  private int place(int edge) {
    int mask = edges.length - 1;
    int place = edge * 0x9E3779B1 >>> 9 & mask;
    while (edges[place] != FREE && (int) (edges[place] >>> 32) != edge) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** Where a byte leads, or {@link #NONE}. */
  int next(int state, byte b) {
    return (int) edges[place(edge(state, b))];
  }

  /**
   * Prepares jumps; nothing can be entered any more.
   *
   * @param decides whether something is decided in a state, so that no jump may pass it over
   */
  void compress(IntPredicate decides) {
    var counts = new int[states];
    var parents = new int[states];
    var bytes = new byte[states];
    var only = new int[states];
    for (long each : edges) {
      if (each != FREE) {
        int from = (int) (each >>> 40);
        int to = (int) each;
        counts[from]++;
        only[from] = to;
        parents[to] = from;
        bytes[to] = (byte) (each >>> 32);
      }
    }
    jumps = new long[states];
    var texts = new ByteArrayOutputStream();
    for (int state = 0; state < states; state++) {
      boolean isHead = state == ROOT || decides.test(state) || counts[parents[state]] > 1;
      int to = state;
      int length = 0;
      while (isHead
          && counts[to] == 1
          && (to == state || !decides.test(to))
          && length < MOST_JUMPED) {
        to = only[to];
        length++;
      }
      if (length >= LEAST_JUMPED && texts.size() < MOST_TEXT) {
        jumps[state] = (long) texts.size() << 40 | (long) length << 24 | to;
        for (int at = state; at != to; at = only[at]) {
          texts.write(bytes[only[at]]);
        }
      }
    }
    jumped = texts.toByteArray();
  }

  /** How many bytes one may jump from a state; 0 if one must go on step by step. */
  int jump(int state) {
    return (int) (jumps[state] >>> 24) & 0xffff;
  }

  /** Where the jump leads if the text goes on so from a byte on; or {@link #NONE}. */
  int jump(int state, byte[] text, int from, int end) {
    int length = jump(state);
    int at = (int) (jumps[state] >>> 40);
    boolean goesOn =
        from + length <= end && Arrays.equals(text, from, from + length, jumped, at, at + length);
    return goesOn ? (int) jumps[state] & 0xffffff : NONE;
  }

  /** The same from the end of a text on: {@code end} is behind the byte to begin with. */
  int jumpBack(int state, byte[] text, int end) {
    int length = jump(state);
    if (end < length) {
      return NONE;
    }
    int at = (int) (jumps[state] >>> 40);
    for (int i = 0; i < length; i++) {
      if (text[end - 1 - i] != jumped[at + i]) {
        return NONE;
      }
    }
    return (int) jumps[state] & 0xffffff;
  }

  /** How many states there are. */
  int size() {
    return states;
  }
}
