package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a column that have one pattern: text, and between it variables, each of which is a
 * column. Immutable once read.
 */
final class Variety {
  private static final byte TEXT = 0;

  /** Of each part where the text before it begins and ends. */
  private int[] texts = new int[8];

  /** What is behind that text: a variable, or more text. */
  private byte[] marks = new byte[4];

  private int[] parameters = new int[4];
  private @Nullable Numbers[] numbers = new @Nullable Numbers[4];

  /** Where the bytes of a variable begin that is no number. */
  private int[] bytesAt = new int[4];

  private final byte[] text;
  private final byte[] packed;
  private int size;
  private int restFrom;
  private int restTo;

  private Variety(byte[] text, byte[] packed) {
    this.text = text;
    this.packed = packed;
  }

  /** Reads the variables of a pattern that so many values have. */
  static Variety read(byte[] text, int from, int to, int count, Input about, Input packed)
      throws IOException {
    var variety = new Variety(text, packed.array());
    if (from < to && text[from] == Pattern.RAW) {
      variety.rest(from + 1, to);
      return variety;
    }
    int done = from;
    for (int at = Pattern.special(text, from, to); at < to; at = Pattern.special(text, at, to)) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        variety.part(done, at, TEXT, 0);
        done = ++at;
        at++;
        continue;
      }
      int parameter = Pattern.parameter(text, at, to);
      int part = variety.part(done, at, mark, parameter);
      int bytes = Pattern.size(mark, parameter);
      if (bytes == 0) {
        variety.numbers[part] = Numbers.read(count, about, packed);
      } else {
        variety.bytesAt[part] = packed.skip(Math.multiplyExact(bytes, count));
      }
      at += Pattern.hasParameter(mark) ? 2 : 1;
      done = at;
    }
    variety.rest(done, to);
    return variety;
  }

  private void rest(int from, int to) {
    restFrom = from;
    restTo = to;
  }

  private int part(int from, int to, byte mark, int parameter) {
    if (size == marks.length) {
      texts = Arrays.copyOf(texts, size * 4);
      marks = Arrays.copyOf(marks, size * 2);
      parameters = Arrays.copyOf(parameters, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
      bytesAt = Arrays.copyOf(bytesAt, size * 2);
    }
    texts[size * 2] = from;
    texts[size * 2 + 1] = to;
    marks[size] = mark;
    parameters[size] = parameter;
    return size++;
  }

  /**
   * Puts one of its values together.
   *
   * @param entry which value of the column it is
   */
  void write(int place, int entry, Near near, HexTable table, Bytes out) throws IOException {
    for (int part = 0; part < size; part++) {
      int from = texts[part * 2];
      int length = texts[part * 2 + 1] - from;
      if (length > 0) {
        out.add(text, from, length);
      }
      byte mark = marks[part];
      if (mark == TEXT) {
        continue;
      }
      int parameter = parameters[part];
      Numbers column = numbers[part];
      if (column == null) {
        int at = bytesAt[part] + place * Pattern.size(mark, parameter);
        Pattern.bytes(mark, parameter, packed, at, out);
      } else {
        long time = Pattern.isTime(mark) ? near.of(entry) : 0;
        Pattern.number(mark, parameter, column.get(place), time, table, out);
      }
    }
    if (restFrom < restTo) {
      out.add(text, restFrom, restTo - restFrom);
    }
  }
}
