package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.query.Fold;

/**
 * Finds which of many literals lie in a text, in one pass. Of each literal only its rarest window
 * of up to four bytes goes into an automaton (Aho and Corasick, CACM 18, 1975) with a table of
 * states and classes of bytes; where a window is found, the literals it stands for are compared in
 * full. That keeps the table small, whatever the length of the literals. Immutable.
 */
final class Literals {
  private static final int WINDOW = 4;
  private static final int ROOT = 0;

  private final byte[][] literals;
  private final int[] windowAt;
  private final byte[] classes = new byte[256];
  private int classCount;
  private final int[] table;
  private final int[][] found;

  private Literals(byte[][] literals) {
    this.literals = literals;
    this.windowAt = windows(literals);
    classify();
    var trie = new ArrayList<int[]>();
    var ends = new ArrayList<List<Integer>>();
    trie.add(new int[classCount]);
    ends.add(new ArrayList<>());
    for (int i = 0; i < literals.length; i++) {
      insert(i, trie, ends);
    }
    found = new int[trie.size()][];
    table = complete(trie, ends);
  }

  /** Of literals that are not empty. */
  static Literals of(List<byte[]> literals) {
    return new Literals(literals.toArray(new byte[0][]));
  }

  /** Tells every place of every literal in [from, to) of the text. */
  void find(byte[] text, int from, int to, Found told) {
    int state = ROOT;
    for (int i = from; i < to; i++) {
      state = table[state * classCount + (classes[text[i] & 0xff] & 0xff)];
      int[] here = found[state];
      if (here.length > 0) {
        tell(here, text, from, to, i + 1, told);
      }
    }
  }

  private void tell(int[] here, byte[] text, int from, int to, int end, Found told) {
    for (int literal : here) {
      byte[] whole = literals[literal];
      int at = end - windowAt[literal] - Math.min(WINDOW, whole.length);
      if (at >= from
          && at + whole.length <= to
          && Arrays.equals(text, at, at + whole.length, whole, 0, whole.length)) {
        told.at(literal, at);
      }
    }
  }

  /** Folded text as bytes. */
  static byte[] folded(String text) {
    return Fold.text(text).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the text in [from, to), folded, begins with the literal. */
  static boolean startsWith(byte[] text, int from, int to, byte[] literal) {
    if (to - from < literal.length) {
      return false;
    }
    byte[] head = Fold.bytes(text, from, from + literal.length);
    return Arrays.equals(head, literal);
  }

  /** The length of a literal in bytes. */
  int length(int literal) {
    return literals[literal].length;
  }

  /** Where in each literal its rarest window begins. */
  private static int[] windows(byte[][] literals) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (byte[] literal : literals) {
      for (int at = 0; at + WINDOW <= literal.length; at++) {
        counts.merge(window(literal, at), 1, Integer::sum);
      }
    }
    int[] best = new int[literals.length];
    for (int i = 0; i < literals.length; i++) {
      int least = Integer.MAX_VALUE;
      for (int at = 0; at + WINDOW <= literals[i].length; at++) {
        int count = counts.getOrDefault(window(literals[i], at), 0);
        if (count < least) {
          least = count;
          best[i] = at;
        }
      }
    }
    return best;
  }

  private static int window(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  /** Bytes that no window has are one class, number 0. */
  private void classify() {
    classCount = 1;
    for (int i = 0; i < literals.length; i++) {
      int end = Math.min(windowAt[i] + WINDOW, literals[i].length);
      for (int at = windowAt[i]; at < end; at++) {
        int b = literals[i][at] & 0xff;
        if (classes[b] == 0) {
          classes[b] = (byte) classCount++;
        }
      }
    }
    if (classCount > 256) {
      throw new IllegalStateException("more classes than bytes");
    }
  }

  private void insert(int literal, List<int[]> trie, List<List<Integer>> ends) {
    byte[] bytes = literals[literal];
    int state = ROOT;
    int end = Math.min(windowAt[literal] + WINDOW, bytes.length);
    for (int at = windowAt[literal]; at < end; at++) {
      int b = classes[bytes[at] & 0xff] & 0xff;
      int next = trie.get(state)[b];
      if (next == ROOT) {
        next = trie.size();
        trie.add(new int[classCount]);
        ends.add(new ArrayList<>());
        trie.get(state)[b] = next;
      }
      state = next;
    }
    ends.get(state).add(literal);
  }

  /** Fills in where to go on when a window breaks off, and what else ends there. */
  private int[] complete(List<int[]> trie, List<List<Integer>> ends) {
    int[] next = new int[trie.size() * classCount];
    int[] fallback = new int[trie.size()];
    var queue = new ArrayDeque<Integer>();
    for (int state = 0; state < trie.size(); state++) {
      System.arraycopy(trie.get(state), 0, next, state * classCount, classCount);
    }
    queue.add(ROOT);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      int back = fallback[state];
      if (state != ROOT) {
        ends.get(state).addAll(ends.get(back));
      }
      found[state] = ends.get(state).stream().mapToInt(Integer::intValue).toArray();
      for (int b = 0; b < classCount; b++) {
        int child = trie.get(state)[b];
        int over = state == ROOT ? ROOT : next[back * classCount + b];
        if (child == ROOT) {
          next[state * classCount + b] = over;
        } else {
          fallback[child] = over;
          queue.add(child);
        }
      }
    }
    return next;
  }

  /** Told of a place. */
  @FunctionalInterface
  interface Found {
    /** A literal by its number begins at this byte. */
    void at(int literal, int at);
  }
}
