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

  private static final int FREE = -1;

  private int[] edges = free(64);
  private int[] targets = new int[64];
  private int states = 1;

  private static int[] free(int size) {
    var edges = new int[size];
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
    int place = place(state << 8 | b & 0xff);
    if (edges[place] != FREE) {
      return targets[place];
    }
    if (states >= 1 << 23) {
      throw new IllegalStateException("more than 8 million bytes of literals for one field");
    }
    edges[place] = state << 8 | b & 0xff;
    targets[place] = states;
    if (states * 2 > edges.length) {
      grow();
    }
    return states++;
  }

  private void grow() {
    int[] before = edges;
    int[] beforeTargets = targets;
    edges = free(before.length * 2);
    targets = new int[before.length * 2];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != FREE) {
        int place = place(before[i]);
        edges[place] = before[i];
        targets[place] = beforeTargets[i];
      }
    }
  }

  private int place(int edge) {
    int mask = edges.length - 1;
    int place = edge * 0x9E3779B1 >>> 9 & mask;
    while (edges[place] != edge && edges[place] != FREE) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** Where a byte leads, or {@link #NONE}. */
  int next(int state, byte b) {
    int place = place(state << 8 | b & 0xff);
    return edges[place] == FREE ? NONE : targets[place];
  }

  /** How many states there are. */
  int size() {
    return states;
  }
}
