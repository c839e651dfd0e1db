package org.marsad.rules.match;

import java.util.Arrays;

/**
 * Texts by their bytes, from the front or from the back: a tree whose edges lie in one hash table.
 * A walk ends where no text goes on, mostly after a few bytes. Built by one thread, then only read.
 */
final class ByteTrie {
  /** Where every walk begins. */
  static final int ROOT = 0;

  /** No text goes on so. */
  static final int NONE = -1;

  private static final long FREE = -1;

  /** An edge in the high half, its state and byte, and in the low half where it leads. */
  private long[] edges = free(64);

  private int states = 1;

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

  /** How many states there are. */
  int size() {
    return states;
  }
}
