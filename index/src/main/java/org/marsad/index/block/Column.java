package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one column, read; see {@link ColumnWriter}. Immutable. */
final class Column {
  /** The most bytes that the different values of a column have. */
  private static final int MAX_BYTES = 1 << 28;

  private final byte[] bytes;
  private final int[] ends;
  private final int @Nullable [] numbers;

  private Column(byte[] bytes, int[] ends, int @Nullable [] numbers) {
    this.bytes = bytes;
    this.ends = ends;
    this.numbers = numbers;
  }

  /** Where all values lie. */
  byte[] bytes() {
    return bytes;
  }

  int start(int index) {
    int entry = numbers == null ? index : numbers[index];
    return entry == 0 ? 0 : ends[entry - 1];
  }

  int end(int index) {
    return ends[numbers == null ? index : numbers[index]];
  }

  long ramBytes() {
    return bytes.length + 4L * ends.length + (numbers == null ? 0 : 4L * numbers.length);
  }

  /**
   * Reads a column.
   *
   * @param near for each value the time of its event
   */
  static Column read(int count, long[] near, Input about, Input texts, Input packed)
      throws IOException {
    int flags = about.next();
    boolean repeated = (flags & ColumnWriter.REPEATED_VALUES) != 0;
    int entries = repeated ? about.count(count) : count;
    int[] numbers = repeated ? Longs.ordinals(count, entries, about, packed) : null;
    var reading = new Reading(entries, repeated ? new long[entries] : near, about, texts, packed);
    if ((flags & ColumnWriter.REPEATED_PATTERNS) != 0) {
      reading.shared();
    } else {
      reading.single();
    }
    return new Column(
        Arrays.copyOf(reading.out.array(), reading.out.length()), reading.ends, numbers);
  }

  /** One column while it is read. */
  private static final class Reading {
    final Bytes out = new Bytes();
    final int[] ends;
    private final int entries;
    private final long[] near;
    private final Input about;
    private final Input texts;
    private final Input packed;
    private final byte[] text;
    private byte mark;
    private int parameter;

    Reading(int entries, long[] near, Input about, Input texts, Input packed) {
      this.ends = new int[entries];
      this.entries = entries;
      this.near = near;
      this.about = about;
      this.texts = texts;
      this.packed = packed;
      this.text = texts.array();
    }

    /** Each value has a pattern of its own. */
    void single() throws IOException {
      long[] lengths = Longs.read(entries, about, packed);
      for (int i = 0; i < entries; i++) {
        int from = texts.skip(length(lengths[i]));
        write(i, from, texts.at());
      }
    }

    /** Patterns that values share, their variables as columns where there are enough. */
    void shared() throws IOException {
      int different = about.count(entries);
      int[] patternOf = Longs.ordinals(entries, different, about, packed);
      long[] lengths = Longs.read(different, about, packed);
      var starts = new int[different + 1];
      for (int i = 0; i < different; i++) {
        starts[i] = texts.skip(length(lengths[i]));
        starts[i + 1] = texts.at();
      }
      var counts = new int[different];
      for (int pattern : patternOf) {
        counts[pattern]++;
      }
      var columns = new @Nullable PatternColumns[different];
      for (int i = 0; i < different; i++) {
        if (counts[i] >= ColumnWriter.ENOUGH) {
          columns[i] = columns(starts[i], starts[i + 1], counts[i]);
        }
      }
      for (int i = 0; i < entries; i++) {
        int pattern = patternOf[i];
        PatternColumns of = columns[pattern];
        if (of == null) {
          write(i, starts[pattern], starts[pattern + 1]);
        } else {
          write(i, of, starts[pattern], starts[pattern + 1]);
        }
      }
    }

    private static int length(long length) throws IOException {
      if (length < 0 || length > MAX_BYTES) {
        throw Input.corrupt("a pattern of " + length + " bytes");
      }
      return (int) length;
    }

    private PatternColumns columns(int from, int to, int count) throws IOException {
      var columns = new PatternColumns();
      for (int at = start(from, to); at < to; at++) {
        if (text[at] == Pattern.ESCAPE) {
          at++;
        } else if (Pattern.isMark(text[at])) {
          at = mark(at, to);
          int size = Pattern.size(mark, parameter);
          if (size == 0) {
            columns.add(Longs.read(count, about, packed));
          } else {
            columns.add(packed.skip(Math.multiplyExact(size, count)));
          }
        }
      }
      return columns;
    }

    private void write(int entry, int from, int to) throws IOException {
      int done = literal(from, to);
      for (int at = done; at < to; at++) {
        byte b = text[at];
        if (!Pattern.isSpecial(b)) {
          continue;
        }
        out.add(text, done, at - done);
        if (b == Pattern.ESCAPE) {
          done = ++at;
          continue;
        }
        at = mark(at, to);
        done = at + 1;
        int size = Pattern.size(mark, parameter);
        if (size == 0) {
          Pattern.number(mark, parameter, about.zigzag(), near[entry], out);
        } else {
          Pattern.bytes(mark, parameter, packed.array(), packed.skip(size), out);
        }
      }
      end(entry, done, to);
    }

    private void write(int entry, PatternColumns columns, int from, int to) throws IOException {
      int done = literal(from, to);
      int place = 0;
      int row = columns.next++;
      for (int at = done; at < to; at++) {
        byte b = text[at];
        if (!Pattern.isSpecial(b)) {
          continue;
        }
        out.add(text, done, at - done);
        if (b == Pattern.ESCAPE) {
          done = ++at;
          continue;
        }
        at = mark(at, to);
        done = at + 1;
        int size = Pattern.size(mark, parameter);
        if (size == 0) {
          Pattern.number(mark, parameter, columns.numbers[place][row], near[entry], out);
        } else {
          int start = (int) columns.numbers[place][0] + row * size;
          Pattern.bytes(mark, parameter, packed.array(), start, out);
        }
        place++;
      }
      end(entry, done, to);
    }

    private void end(int entry, int done, int to) throws IOException {
      if (done < to) {
        out.add(text, done, to - done);
      }
      if (out.length() > MAX_BYTES) {
        throw Input.corrupt("the values of a field are too long");
      }
      ends[entry] = out.length();
    }

    /** Where marks may begin: behind the end for a pattern that is text alone. */
    private int start(int from, int to) {
      return from < to && text[from] == Pattern.RAW ? to : from;
    }

    /** As {@link #start}, and writes a pattern that is text alone. */
    private int literal(int from, int to) {
      if (from < to && text[from] == Pattern.RAW) {
        out.add(text, from + 1, to - from - 1);
        return to;
      }
      return from;
    }

    /** Reads the mark at a place; where its last byte is. */
    private int mark(int at, int to) throws IOException {
      mark = text[at];
      parameter = 0;
      if (!Pattern.hasParameter(mark)) {
        return at;
      }
      if (at + 1 >= to) {
        throw Input.corrupt("a pattern ends too early");
      }
      parameter = text[at + 1] & 0xff;
      return at + 1;
    }
  }

  /** The variables of one pattern; of bytes, where they begin. */
  private static final class PatternColumns {
    long[][] numbers = new long[4][];
    int next;
    private int count;

    void add(long... column) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      numbers[count++] = column;
    }
  }
}
