package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * The values of one column, see {@link ColumnWriter}. A value is put together when it is asked for;
 * a column that is asked for many puts all of its values together at once. Thread-safe.
 */
final class Column {
  /** The most bytes that the different values of a column have. */
  private static final int MAX_BYTES = 1 << 28;

  /** How many values are put together one by one. */
  private static final int FEW = 4;

  private final int entries;
  private final int @Nullable [] numbers;
  private final Patterns patterns;
  private volatile @Nullable Values all;
  private int asked;

  private Column(int entries, int @Nullable [] numbers, Patterns patterns) {
    this.entries = entries;
    this.numbers = numbers;
    this.patterns = patterns;
  }

  /**
   * Reads a column.
   *
   * @param near for each value the time of its event
   * @param table what values of the segment point at
   * @param before gives another column, which lies before it
   */
  static Column read(
      int count, long[] near, HexTable table, Before before, Input about, Input texts, Input packed)
      throws IOException {
    int flags = about.next();
    boolean repeated = (flags & ColumnWriter.REPEATED_VALUES) != 0;
    int entries = repeated ? about.count(count) : count;
    int[] numbers = null;
    if (repeated) {
      boolean like = (flags & ColumnWriter.LIKE_ANOTHER) != 0;
      numbers =
          like
              ? before.column(about.count(Integer.MAX_VALUE)).places(count, entries)
              : Longs.ordinals(count, entries, about, packed);
    }
    boolean shared = (flags & ColumnWriter.REPEATED_PATTERNS) != 0;
    var patterns =
        Patterns.read(
            entries, shared, repeated ? new long[entries] : near, table, about, texts, packed);
    return new Column(entries, numbers, patterns);
  }

  /** Gives the columns that lie before one. */
  @FunctionalInterface
  interface Before {
    Column column(int number) throws IOException;
  }

  /** For each value which it is, for a column that has so many that are equal where these are. */
  private int[] places(int count, int different) throws IOException {
    int[] known = numbers;
    if (known == null || known.length != count || entries != different) {
      throw Input.corrupt("a column that is not like another");
    }
    return known;
  }

  /** Adds a value to some bytes. */
  void add(int index, Bytes to) throws IOException {
    int entry = numbers == null ? index : numbers[index];
    Values values = values();
    if (values == null) {
      patterns.write(entry, to);
    } else {
      to.add(values.bytes, values.start(entry), values.end(entry) - values.start(entry));
    }
  }

  /** Adds a value to the bytes of a batch. */
  void add(int index, EventBatch.Builder to, Bytes scratch) throws IOException {
    int entry = numbers == null ? index : numbers[index];
    Values values = values();
    if (values == null) {
      scratch.clear();
      patterns.write(entry, scratch);
      to.append(scratch.array(), 0, scratch.length());
    } else {
      to.append(values.bytes, values.start(entry), values.end(entry) - values.start(entry));
    }
  }

  /** Whether a value is this; for who asks that of every value once. */
  boolean is(int index, byte[] bytes, int from, int length, Bytes scratch) throws IOException {
    if (numbers == null) {
      scratch.clear();
      patterns.write(index, scratch);
      return Arrays.equals(scratch.array(), 0, scratch.length(), bytes, from, from + length);
    }
    int entry = numbers[index];
    Values values = all();
    return Arrays.equals(
        values.bytes, values.start(entry), values.end(entry), bytes, from, from + length);
  }

  private @Nullable Values values() throws IOException {
    Values known = all;
    // Two threads may count as one; that costs little.
    return known == null && ++asked > FEW ? all() : known;
  }

  private Values all() throws IOException {
    Values known = all;
    if (known == null) {
      var out = new Bytes();
      var ends = new int[entries];
      for (int i = 0; i < entries; i++) {
        patterns.write(i, out);
        if (out.length() > MAX_BYTES) {
          throw Input.corrupt("the values of a field are too long");
        }
        ends[i] = out.length();
      }
      known = new Values(Arrays.copyOf(out.array(), out.length()), ends);
      all = known;
    }
    return known;
  }

  long ramBytes() {
    Values known = all;
    return 64L * entries
        + (numbers == null ? 0 : 4L * numbers.length)
        + (known == null ? 0 : known.bytes.length);
  }

  /** All different values put together. */
  private static final class Values {
    final byte[] bytes;
    final int[] ends;

    Values(byte[] bytes, int[] ends) {
      this.bytes = bytes;
      this.ends = ends;
    }

    int start(int entry) {
      return entry == 0 ? 0 : ends[entry - 1];
    }

    int end(int entry) {
      return ends[entry];
    }
  }
}
