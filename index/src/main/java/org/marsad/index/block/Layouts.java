package org.marsad.index.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Cuts events, most of them as one before that had the same fields; see {@link RowCutter} and
 * {@link Layout}. Structures are remembered up to a bound, then forgotten together. One thread.
 */
final class Layouts {
  private static final int MOST = 2_048;

  /** How many numbers the structures may have that are remembered. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int RECENT = 512;
  private static final int MIX = 0x9E3779B1;

  private final RowCutter cutter = new RowCutter();
  private final @Nullable Layout[] table = new @Nullable Layout[MOST * 2];
  private int size;
  private int numbers;

  /**
   * By some fields of an event those that fitted lately; two places next to each other for each.
   */
  private final @Nullable Layout[] recent = new @Nullable Layout[RECENT];

  private @Nullable Schema schema;
  private int[] cuts = {};

  /** The layout of an event, which is cut by it; null if it would fall into too many pieces. */
  @Nullable Layout of(EventBatch batch, int row) {
    Layout plain = plain(batch, row);
    if (plain == null) {
      return null;
    }
    cuts = cutter.cuts(plain.pieces);
    if (!plain.isLearned()) {
      return plain;
    }
    Copies copies = plain.copies();
    Layout known = copies.of(batch.bytes(), batch.originalOffset(row), cuts, this);
    if (known == null) {
      return plain;
    }
    cuts = copies.cuts();
    return known;
  }

  /** The layout of an event without copies. */
  private @Nullable Layout plain(EventBatch batch, int row) {
    if (schema != batch.schema()) {
      forget();
      schema = batch.schema();
    }
    int key = key(batch, row);
    Layout one = recent[key];
    if (one != null && one.cut(batch, row, cutter.cuts(one.pieces))) {
      return one;
    }
    Layout other = recent[key ^ 1];
    if (other != null && other.cut(batch, row, cutter.cuts(other.pieces))) {
      return other;
    }
    if (!cutter.cut(batch, row)) {
      return null;
    }
    Layout layout = find(cutter.structure(), cutter.size());
    layout.learn(cutter);
    if (layout != one && layout != other) {
      recent[key ^ 1] = one;
      recent[key] = layout;
    }
    return layout;
  }

  /** Where a piece of the event begins that was cut last; that of the one behind is the end. */
  int cut(int piece) {
    return cuts[piece];
  }

  private static int key(EventBatch batch, int row) {
    int first = batch.firstSlice(row);
    int count = batch.endSlice(row) - first;
    int hash = count;
    if (count > 0) {
      hash = hash * 31 + batch.field(first);
      hash = hash * 31 + batch.field(first + count / 2);
      hash = hash * 31 + batch.field(first + count - 1);
    }
    return (hash * MIX >>> 8) & RECENT - 1;
  }

  /** The layout of a structure, which is [0, length) of these. */
  Layout find(int[] structure, int length) {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ structure[i]) * MIX;
      hash ^= hash >>> 15;
    }
    int mask = table.length - 1;
    int at = hash & mask;
    for (Layout known = table[at]; known != null; known = table[at]) {
      if (known.hash == hash
          && Arrays.equals(known.structure, 0, known.structure.length, structure, 0, length)) {
        return known;
      }
      at = at + 1 & mask;
    }
    var layout = new Layout(Arrays.copyOf(structure, length), hash);
    if (size == MOST || numbers > MOST_NUMBERS) {
      forget();
      at = hash & mask;
    }
    table[at] = layout;
    size++;
    numbers += length;
    return layout;
  }

  private void forget() {
    Arrays.fill(table, null);
    Arrays.fill(recent, null);
    size = 0;
    numbers = 0;
  }
}
