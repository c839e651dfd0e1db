package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * Where in the sorted terms of a field three bytes occur side by side, so that a part of a term
 * finds the term. Terms are taken in runs of a fixed size; the grams of a run point at its number.
 * Of terms that begin with a name, the grams of what is behind it, each behind the same name, so
 * that those of one field of events are looked for among its own.
 *
 * <p>Long terms that are hexadecimal digits and nothing else, such as hashes and the names of
 * processes, have nearly all grams and would take most of the room. They have {@link #OPAQUE} for
 * all of theirs; only what could be a part of such a term walks through them. So have, behind a
 * name, decimal numbers, and {@link RandomValues} have {@link #RANDOM}.
 *
 * <p>In the segment the runs are the documents of a postings field beside that of the terms, and
 * the same field has as the binary value of document n the first term of run n. So there are never
 * more runs than documents: runs grow until there are not.
 *
 * <p>Filled once, then read. One thread.
 */
final class Grams {
  /** Bytes of a gram. */
  static final int SIZE = 3;

  /** Segments with fewer events have none: their terms are soon walked through. */
  static final int MIN_EVENTS = 4_096;

  /** The gram of terms that have no other; no text has these bytes. */
  static final int OPAQUE = 0xffffff;

  /** The gram of {@link RandomValues}. */
  static final int RANDOM = 0xfffffe;

  private static final int MIN_OPAQUE = 8;
  private static final int NO_RUN = -1;

  /** Terms of a run at first, as a power of two. */
  static final int FIRST_SHIFT = 8;

  private static final int FIRST_SLOTS = 1 << 12;

  private final List<byte[]> firsts = new ArrayList<>();
  private final List<byte[]> names = new ArrayList<>();

  /** Of each name where its grams end. */
  private int[] nameEnds = new int[16];

  /** All grams, in the order of names and then of bytes, and where the runs of each end. */
  private int[] grams = new int[1 << 12];

  private int[] ends = new int[1 << 12];
  private int gramCount;
  private int[] runs = new int[1 << 14];
  private int runCount;

  // Of the name at hand: the grams in the order they came, and which came in which run
  private int[] slots = new int[FIRST_SLOTS];
  private int[] came = new int[FIRST_SLOTS / 2];
  private int[] lastRun = new int[FIRST_SLOTS / 2];
  private int[] counts = new int[FIRST_SLOTS / 2];
  private int cameCount;
  private int[] pairGrams = new int[1 << 14];
  private int[] pairRuns = new int[1 << 14];
  private int pairCount;

  /** The last term of the name at hand that has grams of its own, without the name, and its run. */
  private byte[] last = new byte[64];

  private int lastLength;
  private int lastOf = NO_RUN;

  private final boolean named;
  private final int shift;
  private byte[] name = {};
  private int number;

  /**
   * Of terms that are to be added in their order.
   *
   * @param named whether each begins with a name and what ends it
   * @param terms how many there will be at most
   * @param documents how many there are in the segment
   */
  Grams(boolean named, long terms, int documents) {
    this.named = named;
    int runs = FIRST_SHIFT;
    while (terms >> runs >= documents) {
      runs++;
    }
    shift = runs;
  }

  /** The grams of sorted terms. */
  static Grams of(Terms terms, boolean named, int documents) throws IOException {
    var grams = new Grams(named, terms.size(), documents);
    TermsEnum all = terms.iterator();
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      grams.add(term);
    }
    grams.end();
    return grams;
  }

  /** Adds the next term. */
  void add(BytesRef term) {
    int run = number++ >> shift;
    if (run == firsts.size()) {
      firsts.add(BytesRef.deepCopyOf(term).bytes);
    }
    int from = term.offset;
    int to = from + term.length;
    if (named) {
      int end = from;
      while (end < to && term.bytes[end] != IndexFields.SEPARATOR) {
        end++;
      }
      if (!Arrays.equals(name, 0, name.length, term.bytes, from, end)) {
        end(name);
        lastOf = NO_RUN;
        name = Arrays.copyOfRange(term.bytes, from, end);
      }
      from = Math.min(to, end + 1);
    }
    add(term.bytes, from, to, run);
  }

  /** There are no more terms. */
  void end() {
    end(name);
  }

  /** The first term of each run. */
  List<byte[]> firsts() {
    return firsts;
  }

  /** The grams as terms and the runs as their documents; null if there are none. */
  @Nullable Terms terms() {
    return gramCount == 0 ? null : new GramTerms(this);
  }

  int gramCount() {
    return gramCount;
  }

  int gram(int index) {
    return grams[index];
  }

  byte[] name(int number) {
    return names.get(number);
  }

  /** Where the grams of a name end. */
  int nameEnd(int number) {
    return nameEnds[number];
  }

  int firstRun(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int endRun(int index) {
    return ends[index];
  }

  /** The runs of all grams. */
  int[] runs() {
    return runs;
  }

  /** Whether all bytes are of hexadecimal digits, dashes and curly brackets. */
  static boolean isOpaque(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if ((b < '0' || b > '9') && (b < 'a' || b > 'f') && b != '-' && b != '{' && b != '}') {
        return false;
      }
    }
    return true;
  }

  /** Whether all bytes could stand in a term that has no grams of its own. */
  static boolean couldBeOpaque(byte[] bytes, int from, int to) {
    return isOpaque(bytes, from, to) || RandomValues.isDigitsOrPoints(bytes, from, to);
  }

  private void add(byte[] bytes, int from, int to, int run) {
    if ((to - from >= MIN_OPAQUE && isOpaque(bytes, from, to))
        || (named && RandomValues.isDigitsOrPoints(bytes, from, to))) {
      gram(OPAQUE, run);
      return;
    }
    if (named && RandomValues.is(bytes, from, to)) {
      gram(RANDOM, run);
      return;
    }
    int same = run == lastOf ? Arrays.mismatch(last, 0, lastLength, bytes, from, to) : 0;
    same = same < 0 ? Math.min(lastLength, to - from) : same;
    // What begins as one before it in the run has its grams up to there already.
    for (int at = from + Math.max(0, same - SIZE + 1); at + SIZE <= to; at++) {
      int gram = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
      gram(gram, run);
    }
    lastOf = run;
    lastLength = to - from;
    if (lastLength > last.length) {
      last = Arrays.copyOf(last, lastLength * 2);
    }
    System.arraycopy(bytes, from + same, last, same, lastLength - same);
  }

  private void gram(int gram, int run) {
    int id = id(gram);
    if (lastRun[id] != run + 1) {
      lastRun[id] = run + 1;
      counts[id]++;
      pair(id, run);
    }
  }

  private void pair(int id, int run) {
    if (pairCount == pairGrams.length) {
      pairGrams = Arrays.copyOf(pairGrams, pairCount * 2);
      pairRuns = Arrays.copyOf(pairRuns, pairCount * 2);
    }
    pairGrams[pairCount] = id;
    pairRuns[pairCount++] = run;
  }

  /** The number of a gram of the name at hand. */
  private int id(int gram) {
    int mask = slots.length - 1;
    int at = (gram * 0x9E3779B1) >>> 8 & mask;
    while (slots[at] != 0) {
      int known = slots[at] - 1;
      if (came[known] == gram) {
        return known;
      }
      at = at + 1 & mask;
    }
    if (cameCount == came.length) {
      grow();
      return id(gram);
    }
    slots[at] = cameCount + 1;
    came[cameCount] = gram;
    lastRun[cameCount] = 0;
    counts[cameCount] = 0;
    return cameCount++;
  }

  private void grow() {
    came = Arrays.copyOf(came, cameCount * 2);
    lastRun = Arrays.copyOf(lastRun, cameCount * 2);
    counts = Arrays.copyOf(counts, cameCount * 2);
    slots = new int[cameCount * 4];
    int mask = slots.length - 1;
    for (int id = 0; id < cameCount; id++) {
      int at = (came[id] * 0x9E3779B1) >>> 8 & mask;
      while (slots[at] != 0) {
        at = at + 1 & mask;
      }
      slots[at] = id + 1;
    }
  }

  /** Puts the grams of a name behind those of the names before, in order. */
  private void end(byte[] name) {
    if (cameCount == 0) {
      return;
    }
    var order = new long[cameCount];
    for (int id = 0; id < cameCount; id++) {
      order[id] = (long) came[id] << 32 | id;
    }
    Arrays.sort(order);
    if (gramCount + cameCount > grams.length) {
      int more = Math.max(gramCount + cameCount, grams.length * 2);
      grams = Arrays.copyOf(grams, more);
      ends = Arrays.copyOf(ends, more);
    }
    var next = new int[cameCount];
    int end = runCount;
    for (long each : order) {
      int id = (int) each;
      next[id] = end;
      end += counts[id];
      grams[gramCount] = came[id];
      ends[gramCount++] = end;
    }
    if (end > runs.length) {
      runs = Arrays.copyOf(runs, Math.max(end, runs.length * 2));
    }
    for (int i = 0; i < pairCount; i++) {
      runs[next[pairGrams[i]]++] = pairRuns[i];
    }
    runCount = end;
    if (names.size() == nameEnds.length) {
      nameEnds = Arrays.copyOf(nameEnds, nameEnds.length * 2);
    }
    nameEnds[names.size()] = gramCount;
    names.add(name);
    pairCount = 0;
    cameCount = 0;
    Arrays.fill(slots, 0);
  }
}
