package org.marsad.index.column;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * How often each number of a column is in a whole segment: at 0 how many documents have none, then
 * by the place of the number. Immutable once it is made.
 */
final class NumberCounts implements Remembered.Fact {
  /** Columns with more numbers are counted each time. */
  private static final int MOST = 1 << 16;

  private static final int BYTES = 40;

  private final LongIds codes = new LongIds();
  private int[] counts = new int[16];
  private boolean tooMany;

  /** Of a column; null if it has too many. */
  static @Nullable NumberCounts of(LeafReader reader, NumberColumn column, Remembered remembered)
      throws IOException {
    NumberCounts known = remembered.find(reader, NumberCounts.class, column.name());
    if (known == null) {
      known = new NumberCounts();
      // Opened anew: the column itself goes on from where it stands.
      NumberColumn all = column.anew(reader);
      if (all != null) {
        known.count(all, reader.maxDoc());
      }
      remembered.put(reader, NumberCounts.class, column.name(), known);
    }
    return known.tooMany ? null : known;
  }

  private void count(NumberColumn column, int documents) throws IOException {
    for (int document = 0; document < documents; document++) {
      int values = column.advance(document);
      counts[0] += values == 0 ? 1 : 0;
      for (; values > 0; values--) {
        int at = 1 + codes.id(column.next());
        if (at >= counts.length) {
          if (at > MOST) {
            tooMany = true;
            counts = new int[0];
            return;
          }
          counts = Arrays.copyOf(counts, counts.length * 2);
        }
        counts[at]++;
      }
    }
    counts = Arrays.copyOf(counts, codes.size() + 1);
  }

  /** The place of a number that the column has. */
  int place(long code) {
    return codes.id(code);
  }

  /** The number at a place. */
  long code(int place) {
    return codes.value(place);
  }

  /** Not to be changed. */
  int[] counts() {
    return counts;
  }

  @Override
  public int bytes() {
    return 64 + counts.length * BYTES;
  }
}
