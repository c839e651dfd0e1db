package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The different values of a column as patterns and variables, see {@link ColumnWriter}. Immutable
 * once read.
 */
final class Patterns {
  private static final int MAX_PATTERN = 1 << 28;

  private final byte[] text;
  private final byte[] about;
  private final byte[] packed;
  private final long[] near;
  private final HexTable table;

  /** Of each value its pattern; null if each has its own. */
  private final int @Nullable [] patternOf;

  /** Where each pattern begins; the last is the end. */
  private final int[] starts;

  /** Of each pattern that enough values have its variables. */
  private final @Nullable Variety[] varieties;

  /** Of each value its place in its variety, or where its variables begin: about, then packed. */
  private final int[] places;

  private final int[] packedPlaces;

  private Patterns(
      byte[] text,
      byte[] about,
      byte[] packed,
      long[] near,
      HexTable table,
      int @Nullable [] patternOf,
      int[] starts,
      @Nullable Variety[] varieties) {
    this.text = text;
    this.about = about;
    this.packed = packed;
    this.near = near;
    this.table = table;
    this.patternOf = patternOf;
    this.starts = starts;
    this.varieties = varieties;
    int entries = near.length;
    places = new int[entries];
    packedPlaces = new int[entries];
  }

  static Patterns read(
      int entries,
      boolean shared,
      long[] near,
      HexTable table,
      Input about,
      Input texts,
      Input packed)
      throws IOException {
    if (near.length != entries) {
      throw Input.corrupt("a column has " + near.length + " values, not " + entries);
    }
    int different = shared ? about.count(entries) : entries;
    int[] patternOf = shared ? Longs.ordinals(entries, different, about, packed) : null;
    long[] lengths = Longs.read(different, about, packed);
    var starts = new int[different + 1];
    starts[0] = texts.at();
    for (int i = 0; i < different; i++) {
      if (lengths[i] < 0 || lengths[i] > MAX_PATTERN) {
        throw Input.corrupt("a pattern of " + lengths[i] + " bytes");
      }
      texts.skip((int) lengths[i]);
      starts[i + 1] = texts.at();
    }
    var read =
        new Patterns(
            texts.array(),
            about.array(),
            packed.array(),
            near,
            table,
            patternOf,
            starts,
            new @Nullable Variety[shared ? different : 0]);
    read.readVariables(about, packed);
    return read;
  }

  private void readVariables(Input aboutIn, Input packedIn) throws IOException {
    int[] of = patternOf;
    var counts = new int[of == null ? 0 : varieties.length];
    if (of != null) {
      for (int i = 0; i < of.length; i++) {
        places[i] = counts[of[i]]++;
      }
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] >= ColumnWriter.ENOUGH) {
          varieties[i] = variety(starts[i], starts[i + 1], counts[i], aboutIn, packedIn);
        }
      }
    }
    for (int i = 0; i < places.length; i++) {
      int pattern = of == null ? i : of[i];
      if (of == null || counts[pattern] < ColumnWriter.ENOUGH) {
        places[i] = aboutIn.at();
        packedPlaces[i] = packedIn.at();
        skip(starts[pattern], starts[pattern + 1], aboutIn, packedIn);
      }
    }
  }

  private Variety variety(int from, int to, int count, Input aboutIn, Input packedIn)
      throws IOException {
    var variety = new Variety();
    for (int at = marksFrom(from, to); at < to; at++) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        at++;
      } else if (Pattern.isMark(mark)) {
        int size = Pattern.size(mark, parameter(at, to));
        at += Pattern.hasParameter(mark) ? 1 : 0;
        if (size == 0) {
          variety.add(Longs.read(count, aboutIn, packedIn));
        } else {
          variety.add(packedIn.skip(Math.multiplyExact(size, count)));
        }
      }
    }
    return variety;
  }

  /** Goes over the variables of a single value. */
  private void skip(int from, int to, Input aboutIn, Input packedIn) throws IOException {
    for (int at = marksFrom(from, to); at < to; at++) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        at++;
      } else if (Pattern.isMark(mark)) {
        int size = Pattern.size(mark, parameter(at, to));
        at += Pattern.hasParameter(mark) ? 1 : 0;
        if (size == 0) {
          aboutIn.varint();
        } else {
          packedIn.skip(size);
        }
      }
    }
  }

  /** Puts a value together. */
  void write(int entry, Bytes out) throws IOException {
    int pattern = patternOf == null ? entry : patternOf[entry];
    int from = starts[pattern];
    int to = starts[pattern + 1];
    if (from < to && text[from] == Pattern.RAW) {
      out.add(text, from + 1, to - from - 1);
      return;
    }
    Variety variety = patternOf == null ? null : varieties[pattern];
    int done = from;
    int place = 0;
    Input numbers = null;
    int bytesAt = packedPlaces[entry];
    for (int at = from; at < to; at++) {
      byte mark = text[at];
      if (!Pattern.isSpecial(mark)) {
        continue;
      }
      out.add(text, done, at - done);
      if (mark == Pattern.ESCAPE) {
        done = ++at;
        continue;
      }
      int parameter = parameter(at, to);
      at += Pattern.hasParameter(mark) ? 1 : 0;
      done = at + 1;
      int size = Pattern.size(mark, parameter);
      if (variety != null) {
        long[] column = variety.columns[place++];
        if (size == 0) {
          Pattern.number(mark, parameter, column[places[entry]], near[entry], table, out);
        } else {
          Pattern.bytes(mark, parameter, packed, (int) column[0] + places[entry] * size, out);
        }
      } else if (size == 0) {
        if (numbers == null) {
          numbers = new Input(about, places[entry], about.length - places[entry]);
        }
        Pattern.number(mark, parameter, numbers.zigzag(), near[entry], table, out);
      } else {
        Pattern.bytes(mark, parameter, packed, bytesAt, out);
        bytesAt += size;
      }
    }
    if (done < to) {
      out.add(text, done, to - done);
    }
  }

  /** Where marks may begin: behind the end for a pattern that is text alone. */
  private int marksFrom(int from, int to) {
    return from < to && text[from] == Pattern.RAW ? to : from;
  }

  /** What follows a mark, or 0. */
  private int parameter(int at, int to) throws IOException {
    if (!Pattern.hasParameter(text[at])) {
      return 0;
    }
    if (at + 1 >= to) {
      throw Input.corrupt("a pattern ends too early");
    }
    return text[at + 1] & 0xff;
  }

  /** The variables of one pattern; of bytes, where they begin. */
  private static final class Variety {
    long[][] columns = new long[4][];
    private int count;

    void add(long... column) {
      if (count == columns.length) {
        columns = Arrays.copyOf(columns, count * 2);
      }
      columns[count++] = column;
    }
  }
}
