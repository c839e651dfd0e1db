package org.marsad.index.block;

import java.util.Arrays;
import org.marsad.model.event.EventBatch;

/**
 * Cuts the original of an event where a value begins or ends. The pieces, one behind the other, are
 * the original; a value is a run of pieces, or what JSON makes of one, or lies outside. What an
 * event shares with others of its kind is its <em>structure</em>:
 *
 * <pre>
 * number of pieces, number of values
 * for each piece: {@link #GLUE}, or the field it belongs to * 2 + 2, + 1 if it is only a part, or
 *   which other piece it is a copy of, see {@link Copies}
 * for each value: field &lt;&lt; 4 | kind &lt;&lt; 2 | where, and unless it lies outside,
 *   its first piece and the one behind its last
 * </pre>
 *
 * <p>One thread.
 */
final class RowCutter {
  /** The value is these bytes of the original. */
  static final int INSIDE = 0;

  /** The value is the text of this JSON string of the original. */
  static final int ESCAPED = 1;

  /** The value does not lie in the original. */
  static final int OUTSIDE = 2;

  /** The piece belongs to no value. */
  static final int GLUE = 0;

  private static final int COPY_OF_FIRST = -1;

  static final int MAX_SLICES = 8_192;
  static final int MAX_PIECES = 2 * MAX_SLICES + 1;

  /** How many pieces the values of an event may cover in all, for each event. */
  private static final int MAX_COVERED = 1 << 18;

  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int[] where = new int[64];
  private int[] cuts = new int[130];
  private int[] owners = new int[130];
  private int[] widths = new int[130];
  private int[] structure = new int[512];
  private int pieces;
  private int size;
  private long sought;

  /** What a piece belongs to that is a copy of another. */
  static int copyOf(int piece) {
    return COPY_OF_FIRST - piece;
  }

  /** Which piece one is a copy of, by what it belongs to; negative if it is none. */
  static int copied(int owner) {
    return COPY_OF_FIRST - owner;
  }

  /** What a part of a piece belongs to. */
  static int part(int owner) {
    return owner == GLUE ? GLUE : owner | 1;
  }

  /** The structure is [0, size) of it, until the next event. */
  int[] structure() {
    return structure;
  }

  int size() {
    return size;
  }

  int pieces() {
    return pieces;
  }

  /** Where a piece begins in the original; that of the one behind the last is the end. */
  int cut(int piece) {
    return cuts[piece];
  }

  /** Room for the cuts of so many pieces, for who finds them himself. */
  int[] cuts(int some) {
    if (cuts.length <= some) {
      cuts = new int[Math.max(some + 1, cuts.length * 2)];
    }
    return cuts;
  }

  /** Cuts an event; false if it would fall into too many pieces. */
  boolean cut(EventBatch batch, int row) {
    int first = batch.firstSlice(row);
    int count = batch.endSlice(row) - first;
    if (count > MAX_SLICES) {
      return false;
    }
    reserve(count);
    place(batch, row, first, count);
    marks(count, batch.originalLength(row));
    return structure(batch, first, count);
  }

  private void reserve(int count) {
    cuts(2 * count + 1);
    if (count > starts.length) {
      int more = Math.max(count, starts.length * 2);
      starts = new int[more];
      ends = new int[more];
      where = new int[more];
      owners = new int[2 * more + 2];
      widths = new int[2 * more + 2];
      structure = new int[2 + 2 * more + 2 + 3 * more];
    }
  }

  /** Finds where each value lies. */
  private void place(EventBatch batch, int row, int first, int count) {
    byte[] bytes = batch.bytes();
    int original = batch.originalOffset(row);
    int length = batch.originalLength(row);
    sought = 4L * length + 4_096;
    int cursor = 0;
    for (int i = 0; i < count; i++) {
      int from = batch.offset(first + i);
      int to = from + batch.length(first + i);
      where[i] = OUTSIDE;
      if (from >= original && to <= original + length) {
        where[i] = INSIDE;
        starts[i] = from - original;
        ends[i] = to - original;
        cursor = ends[i];
      } else if (JsonEscapes.mayHave(bytes, from, to)
          && (findEscaped(bytes, original, cursor, length, from, to, i)
              || findEscaped(bytes, original, 0, cursor, from, to, i))) {
        where[i] = ESCAPED;
        cursor = ends[i];
      }
    }
  }

  /** Looks for the string of JSON between two places of the original whose text is the value. */
  private boolean findEscaped(
      byte[] bytes, int original, int begin, int end, int from, int to, int slice) {
    int last = original + end;
    int at = original + begin;
    for (; at < last && sought > 0; at++, sought--) {
      if (bytes[at] != '"') {
        continue;
      }
      int stop = JsonEscapes.end(bytes, at + 1, last, bytes, from, to);
      if (stop >= 0) {
        starts[slice] = at + 1 - original;
        ends[slice] = stop - original;
        return true;
      }
    }
    return false;
  }

  /** Brings the places of cuts into order, each once. */
  private void marks(int count, int length) {
    int marks = 0;
    cuts[marks++] = 0;
    boolean sorted = true;
    for (int i = 0; i < count; i++) {
      if (where[i] != OUTSIDE) {
        sorted &= starts[i] >= cuts[marks - 1];
        cuts[marks++] = starts[i];
        cuts[marks++] = ends[i];
      }
    }
    if (!sorted) {
      Arrays.sort(cuts, 0, marks);
    }
    int different = 1;
    for (int i = 1; i < marks; i++) {
      if (cuts[i] != cuts[different - 1]) {
        cuts[different++] = cuts[i];
      }
    }
    if (cuts[different - 1] != length) {
      cuts[different++] = length;
    }
    pieces = different - 1;
  }

  private boolean structure(EventBatch batch, int first, int count) {
    Arrays.fill(owners, 0, pieces, GLUE);
    int at = 2 + pieces;
    int near = 0;
    long covered = 0;
    for (int i = 0; i < count; i++) {
      int field = batch.field(first + i);
      structure[at++] = field << 4 | batch.kind(first + i).code() << 2 | where[i];
      if (where[i] == OUTSIDE) {
        continue;
      }
      int from = piece(starts[i], near);
      int to = piece(ends[i], from);
      structure[at++] = from;
      structure[at++] = to;
      near = to;
      covered += to - from;
      if (covered > MAX_COVERED) {
        return false;
      }
      own(field, from, to, ends[i] - starts[i]);
    }
    structure[0] = pieces;
    structure[1] = count;
    System.arraycopy(owners, 0, structure, 2, pieces);
    size = at;
    return true;
  }

  /** Gives pieces to the value, but for those that a shorter one has. */
  private void own(int field, int from, int to, int width) {
    int owner = field * 2 + 2 + (to - from > 1 ? 1 : 0);
    for (int piece = from; piece < to; piece++) {
      if (owners[piece] == GLUE || width < widths[piece]) {
        owners[piece] = owner;
        widths[piece] = width;
      }
    }
  }

  /** The piece that begins at a place where one does, most likely near another. */
  private int piece(int place, int near) {
    for (int i = near; i <= pieces && i < near + 4; i++) {
      if (cuts[i] == place) {
        return i;
      }
    }
    return Arrays.binarySearch(cuts, 0, pieces + 1, place);
  }
}
