package org.marsad.index.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The different values of a column as patterns and variables, see {@link ColumnWriter}. Immutable
 * once read.
 */
final class Patterns {
  private static final int MAX_PATTERN = 1 << 28;

  /** The most bytes that the different values of a column have. */
  private static final int MAX_BYTES = 1 << 28;

  private final byte[] text;
  private final int entries;
  private final Near near;
  private final HexTable table;

  /** Of each value its pattern; null if each has its own. */
  private final int @Nullable [] patternOf;

  /** Where each pattern begins; the last is the end. */
  private final int[] starts;

  /** Of each pattern that enough values have its variables. */
  private final @Nullable Variety[] varieties;

  // Where the variables of the other values begin.
  private final Input about;
  private final Input packed;

  private Patterns(
      byte[] text,
      int entries,
      Near near,
      HexTable table,
      int @Nullable [] patternOf,
      int[] starts,
      @Nullable Variety[] varieties,
      Input about,
      Input packed) {
    this.text = text;
    this.entries = entries;
    this.near = near;
    this.table = table;
    this.patternOf = patternOf;
    this.starts = starts;
    this.varieties = varieties;
    this.about = about;
    this.packed = packed;
  }

  static Patterns read(
      int entries,
      boolean shared,
      Near near,
      HexTable table,
      Input about,
      Input texts,
      Input packed)
      throws IOException {
    int different = shared ? about.count(entries) : entries;
    int[] patternOf = shared ? Longs.ordinals(entries, different, about, packed) : null;
    Numbers lengths = Numbers.read(different, about, packed);
    var starts = new int[different + 1];
    starts[0] = texts.at();
    for (int i = 0; i < different; i++) {
      long length = lengths.get(i);
      if (length < 0 || length > MAX_PATTERN) {
        throw Input.corrupt("a pattern of " + length + " bytes");
      }
      texts.skip((int) length);
      starts[i + 1] = texts.at();
    }
    var varieties = new @Nullable Variety[patternOf == null ? 0 : different];
    if (patternOf != null) {
      var counts = new int[different];
      for (int pattern : patternOf) {
        counts[pattern]++;
      }
      for (int i = 0; i < different; i++) {
        if (counts[i] >= ColumnWriter.ENOUGH) {
          varieties[i] =
              Variety.read(texts.array(), starts[i], starts[i + 1], counts[i], about, packed);
        }
      }
    }
    return new Patterns(
        texts.array(),
        entries,
        near,
        table,
        patternOf,
        starts,
        varieties,
        about.copy(),
        packed.copy());
  }

  /**
   * Puts some of its values together, one behind the other.
   *
   * @param ends where each of them ends, from its beginning on; null if nobody asks
   */
  void write(int first, int last, Bytes out, int @Nullable [] ends) throws IOException {
    if (first < 0 || last > entries) {
      throw Input.corrupt("value " + last + " of " + entries);
    }
    var next = new int[varieties.length];
    Input numbers = about.copy();
    Input bytes = packed.copy();
    int entry = 0;
    if (varieties.length == 1 && varieties[0] != null) {
      entry = first;
      next[0] = first;
    }
    for (; entry < last; entry++) {
      int pattern = patternOf == null ? entry : patternOf[entry];
      Variety variety = patternOf == null ? null : varieties[pattern];
      int place = variety == null ? 0 : next[pattern]++;
      if (entry < first) {
        if (variety == null) {
          skip(pattern, numbers, bytes);
        }
        continue;
      }
      if (variety == null) {
        single(pattern, entry, numbers, bytes, out);
      } else {
        variety.write(place, entry, near, table, out);
      }
      if (out.length() > MAX_BYTES) {
        throw Input.corrupt("the values of a field are too long");
      }
      if (ends != null) {
        ends[entry - first] = out.length();
      }
    }
  }

  /** Goes over the variables of a value whose pattern few have. */
  private void skip(int pattern, Input numbers, Input bytes) throws IOException {
    int from = starts[pattern];
    int to = starts[pattern + 1];
    boolean none = numbers.left() == 0 && bytes.left() == 0;
    if (none || (from < to && text[from] == Pattern.RAW)) {
      return;
    }
    for (int at = Pattern.special(text, from, to); at < to; at = Pattern.special(text, at, to)) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        at += 2;
        continue;
      }
      int size = Pattern.size(mark, Pattern.parameter(text, at, to));
      if (size == 0) {
        numbers.varint();
      } else {
        bytes.skip(size);
      }
      at += Pattern.hasParameter(mark) ? 2 : 1;
    }
  }

  private void single(int pattern, int entry, Input numbers, Input bytes, Bytes out)
      throws IOException {
    int from = starts[pattern];
    int to = starts[pattern + 1];
    if (from < to && text[from] == Pattern.RAW) {
      out.add(text, from + 1, to - from - 1);
      return;
    }
    int done = from;
    for (int at = Pattern.special(text, from, to); at < to; at = Pattern.special(text, at, to)) {
      out.add(text, done, at - done);
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        done = ++at;
        at++;
        continue;
      }
      int parameter = Pattern.parameter(text, at, to);
      int size = Pattern.size(mark, parameter);
      if (size == 0) {
        long time = Pattern.isTime(mark) ? near.of(entry) : 0;
        Pattern.number(mark, parameter, numbers.zigzag(), time, table, out);
      } else {
        Pattern.bytes(mark, parameter, bytes.array(), bytes.skip(size), out);
      }
      at += Pattern.hasParameter(mark) ? 2 : 1;
      done = at;
    }
    if (done < to) {
      out.add(text, done, to - done);
    }
  }
}
