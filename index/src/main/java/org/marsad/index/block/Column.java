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
  /** How many values are put together one by one. */
  private static final int FEW = 4;

  private final int entries;

  /** Of each value which of the different ones it is; null if each is its own. */
  private final @Nullable Numbers numbers;

  private final Patterns patterns;
  private volatile @Nullable Values all;
  private int asked;

  private Column(int entries, @Nullable Numbers numbers, Patterns patterns) {
    this.entries = entries;
    this.numbers = numbers;
    this.patterns = patterns;
  }

  /**
   * Reads a column.
   *
   * @param near gives the time of the event of a value
   * @param table what values of the segment point at
   * @param before gives another column, which lies before it
   */
  static Column read(
      int count, Near near, HexTable table, Before before, Input about, Input texts, Input packed)
      throws IOException {
    int flags = about.next();
    boolean repeated = (flags & ColumnWriter.REPEATED_VALUES) != 0;
    int entries = repeated ? about.count(count) : count;
    Numbers numbers = null;
    if (repeated) {
      boolean like = (flags & ColumnWriter.LIKE_ANOTHER) != 0;
      numbers =
          like
              ? before.column(about.count(Integer.MAX_VALUE)).places(count, entries)
              : Numbers.read(count, about, packed);
    }
    boolean shared = (flags & ColumnWriter.REPEATED_PATTERNS) != 0;
    var patterns =
        Patterns.read(entries, shared, repeated ? Near.NONE : near, table, about, texts, packed);
    return new Column(entries, numbers, patterns);
  }

  /** Gives the columns that lie before one. */
  @FunctionalInterface
  interface Before {
    Column column(int number) throws IOException;
  }

  /** For each value which it is, for a column that has so many that are equal where these are. */
  private Numbers places(int count, int different) throws IOException {
    Numbers known = numbers;
    if (known == null || known.count() != count || entries != different) {
      throw Input.corrupt("a column that is not like another");
    }
    return known;
  }

  private int entry(int index) throws IOException {
    return numbers == null ? index : numbers.ordinal(index, entries);
  }

  /** Adds a value to some bytes. */
  void add(int index, Bytes to) throws IOException {
    int entry = entry(index);
    Values values = values();
    if (values == null) {
      patterns.write(entry, entry + 1, to, null);
    } else {
      to.add(values.bytes, values.start(entry), values.end(entry) - values.start(entry));
    }
  }

  /** Adds a value to the bytes of a batch. */
  void add(int index, EventBatch.Builder to, Bytes scratch) throws IOException {
    int entry = entry(index);
    Values values = values();
    if (values == null) {
      scratch.clear();
      patterns.write(entry, entry + 1, scratch, null);
      to.append(scratch.array(), 0, scratch.length());
    } else {
      to.append(values.bytes, values.start(entry), values.end(entry) - values.start(entry));
    }
  }

  /**
   * Whether these are its values.
   *
   * @param starts where each begins, from {@code first} on
   */
  boolean holds(byte[] bytes, int[] starts, int[] lengths, int first, int count, Bytes scratch)
      throws IOException {
    scratch.clear();
    var ends = new int[entries];
    patterns.write(0, entries, scratch, ends);
    byte[] all = scratch.array();
    for (int i = 0; i < count; i++) {
      int entry = entry(i);
      int from = entry == 0 ? 0 : ends[entry - 1];
      int start = starts[first + i];
      int length = lengths[first + i];
      if (ends[entry] - from != length
          || !Arrays.equals(all, from, from + length, bytes, start, start + length)) {
        return false;
      }
    }
    return true;
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
      patterns.write(0, entries, out, ends);
      known = new Values(Arrays.copyOf(out.array(), out.length()), ends);
      all = known;
    }
    return known;
  }

  long ramBytes() {
    Values known = all;
    return 64L * entries + (known == null ? 0 : known.bytes.length);
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
