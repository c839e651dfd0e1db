package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.TextHash;
import org.marsad.model.expr.Value;

/**
 * What was found out about a column of texts: its values, how often each is there in the whole
 * segment, and their hashes. Segments do not change, so it stays true; it is forgotten when room is
 * wanted for others. Thread-safe.
 */
final class Known implements Remembered.Fact {
  /** Columns with more values are read from disk each time. */
  private static final int VALUES = 1 << 16;

  private static final int VALUE_BYTES = 90;
  private static final int CODE_BYTES = 12;

  private final int codes;
  private final int bytes;
  private final @Nullable Value @Nullable [] values;
  private int @Nullable [] counts;
  private long @Nullable [] hashes;

  private Known(int codes) {
    this.codes = codes;
    boolean small = codes <= VALUES;
    this.values = small ? new @Nullable Value[codes] : null;
    this.bytes =
        (int) Math.min(Integer.MAX_VALUE, 64L + codes * (long) (small ? VALUE_BYTES : CODE_BYTES));
  }

  /** What is known of a column. */
  static Known of(LeafReader reader, String field, int codes, Remembered remembered) {
    Known known = remembered.find(reader, Known.class, field);
    return known == null ? remembered.findOr(reader, Known.class, field, new Known(codes)) : known;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  /** The value of a code, which the column is asked for once. */
  @Nullable Value value(int code, TextColumn column) throws IOException {
    @Nullable Value[] all = values;
    if (all == null) {
      return column.read(code);
    }
    // Values are immutable, so that it does no harm if two threads find the same one.
    Value known = all[code];
    if (known == null) {
      known = column.read(code);
      all[code] = known;
    }
    return known;
  }

  /**
   * How many documents of the segment have each value, by code + 1; at 0 how many have none. Not to
   * be changed.
   */
  synchronized int[] counts(LeafReader reader, TextColumn column) throws IOException {
    int[] known = counts;
    if (known == null) {
      known = new int[codes + 1];
      column.count(reader, known);
      counts = known;
    }
    return known;
  }

  /** The hashes of the values' texts, by code; null if some values cannot be told. */
  synchronized long @Nullable [] hashes(TextColumn column) throws IOException {
    long[] known = hashes;
    if (known == null && !column.isMixed()) {
      known = new long[codes];
      for (int code = 0; code < codes; code++) {
        Value value = column.read(code);
        known[code] = value == null ? 0 : TextHash.of(value.text());
      }
      hashes = known;
    }
    return known;
  }
}
