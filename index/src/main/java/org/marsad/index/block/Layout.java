package org.marsad.index.block;

import java.util.Arrays;
import org.marsad.model.event.EventBatch;

/**
 * A structure, see {@link RowCutter}, and what is known of it. Most events are cut as one before
 * them was: {@link #cut} takes the places where their values begin and end and looks whether these
 * come in the turn that the structure tells. One thread.
 */
final class Layout {
  /** Events of more values are always cut by {@link RowCutter}. */
  private static final int MOST_VALUES = 256;

  private static final int UNKNOWN = -1;

  final int[] structure;
  final int hash;
  final int pieces;

  /** Its pieces, and then the values that lie outside. */
  final int slots;

  private final int values;

  // What cutting needs, once it has come twice
  private int[] from = {};
  private int[] to = {};
  private int[] heads = {};
  private int[] gaps = {};
  private boolean hasCome;
  private boolean isLearned;
  private boolean isClear;
  private final Copies copies;

  // In the frame that is written
  private long frame = UNKNOWN;
  private int number;
  private int firstSlot;
  private boolean[] same = {};
  private int[] sameSlots = {};
  private int sameCount;

  Layout(int[] structure, int hash) {
    this.structure = structure;
    this.hash = hash;
    pieces = structure[0];
    values = structure[1];
    int outside = 0;
    int at = 2 + pieces;
    for (int i = 0; i < values; i++) {
      boolean out = (structure[at] & 3) == RowCutter.OUTSIDE;
      outside += out ? 1 : 0;
      at += out ? 1 : 3;
    }
    slots = pieces + outside;
    copies = new Copies(structure);
  }

  /** What is known of pieces of it that have others in them. */
  Copies copies() {
    return copies;
  }

  /** Whether events with it have come more than once. */
  boolean isLearned() {
    return isLearned;
  }

  // Cutting

  /**
   * An event that {@link RowCutter} has just cut has this structure; if one before had it too, more
   * will.
   *
   * @param cutter says how far behind the value before it each begins
   */
  void learn(RowCutter cutter) {
    if (isLearned || !hasCome) {
      hasCome = true;
      return;
    }
    isLearned = true;
    if (values > MOST_VALUES) {
      return;
    }
    from = new int[values];
    to = new int[values];
    heads = new int[values];
    gaps = new int[values];
    int at = 2 + pieces;
    int last = 0;
    for (int i = 0; i < values; i++) {
      heads[i] = structure[at++];
      if ((heads[i] & 3) != RowCutter.OUTSIDE) {
        from[i] = structure[at++];
        to[i] = structure[at++];
        gaps[i] = cutter.cut(from[i]) - cutter.cut(last);
        last = to[i];
      }
    }
    isClear = isClear();
  }

  /**
   * Whether of two values that overlap one is always within the other, so that it has its bytes.
   */
  private boolean isClear() {
    for (int i = 1; i < values; i++) {
      for (int other = 0; other < i; other++) {
        boolean apart = from[i] >= to[other] || from[other] >= to[i];
        boolean within = from[i] >= from[other] && to[i] <= to[other];
        boolean around = from[i] <= from[other] && to[i] >= to[other];
        if (!apart && !within && !around) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Cuts an event as the one that this was learned from.
   *
   * @param cuts where each piece begins in the original, and where the last one ends
   * @return false if it has another structure, or may have; its cuts mean nothing then
   */
  boolean cut(EventBatch batch, int row, int[] cuts) {
    int first = batch.firstSlice(row);
    int length = batch.originalLength(row);
    if (!isClear || batch.endSlice(row) - first != values || (pieces == 0 && length > 0)) {
      return false;
    }
    byte[] bytes = batch.bytes();
    int begin = batch.originalOffset(row);
    int end = begin + length;
    Arrays.fill(cuts, 0, pieces + 1, UNKNOWN);
    cuts[0] = 0;
    cuts[pieces] = length;
    int cursor = begin;
    for (int i = 0; i < values; i++) {
      int slice = first + i;
      int head = heads[i];
      if ((batch.field(slice) << 2 | batch.kind(slice).code()) != head >>> 2) {
        return false;
      }
      int start = batch.offset(slice);
      int stop = start + batch.length(slice);
      boolean inside = start >= begin && stop <= end;
      int where = head & 3;
      if (inside != (where == RowCutter.INSIDE)) {
        return false;
      }
      if (where == RowCutter.OUTSIDE) {
        if (JsonEscapes.mayHave(bytes, start, stop)) {
          return false;
        }
        continue;
      }
      if (where == RowCutter.ESCAPED) {
        int quoted = cursor + gaps[i];
        if (quoted <= begin || quoted > end || bytes[quoted - 1] != '"') {
          return false;
        }
        stop = JsonEscapes.end(bytes, quoted, end, bytes, start, stop);
        start = quoted;
      }
      if (stop < 0 || isNot(cuts, from[i], start - begin) || isNot(cuts, to[i], stop - begin)) {
        return false;
      }
      cursor = stop;
    }
    for (int piece = 0; piece < pieces; piece++) {
      if (cuts[piece] >= cuts[piece + 1]) {
        return false;
      }
    }
    return true;
  }

  /** Puts a cut where none is; whether another is there. */
  private static boolean isNot(int[] cuts, int piece, int place) {
    int known = cuts[piece];
    cuts[piece] = place;
    return known != UNKNOWN && known != place;
  }

  // Frames

  boolean isIn(long some) {
    return frame == some;
  }

  /** The first event of a frame that has it begins at this slot. */
  void begin(long in, int as, int slot) {
    frame = in;
    number = as;
    firstSlot = slot;
    if (same.length == 0) {
      same = new boolean[slots];
      sameSlots = new int[slots];
    }
    Arrays.fill(same, true);
    sameCount = 0;
    for (int i = 0; i < slots; i++) {
      if (i >= pieces || RowCutter.copied(structure[2 + i]) < 0) {
        sameSlots[sameCount++] = i;
      }
    }
  }

  /** Its number in the frame. */
  int number() {
    return number;
  }

  /** The first slot of its first event in the frame. */
  int firstSlot() {
    return firstSlot;
  }

  /** Looks where another event of the frame has something else than the first. */
  void compare(byte[] bytes, int[] starts, int[] lengths, int slot) {
    int kept = 0;
    for (int i = 0; i < sameCount; i++) {
      int at = sameSlots[i];
      int length = lengths[firstSlot + at];
      int one = starts[firstSlot + at];
      int other = starts[slot + at];
      if (lengths[slot + at] == length
          && Arrays.equals(bytes, one, one + length, bytes, other, other + length)) {
        sameSlots[kept++] = at;
      } else {
        same[at] = false;
      }
    }
    sameCount = kept;
  }

  /** Whether all events of the frame have the same in a slot. */
  boolean isSame(int slot) {
    return same[slot];
  }
}
