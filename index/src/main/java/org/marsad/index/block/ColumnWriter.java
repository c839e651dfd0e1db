package org.marsad.index.block;

import java.util.Arrays;

/**
 * Writes the values of one field as a column: equal ones once where that pays, then their patterns,
 * then their variables, those of one place in one pattern together. {@link Column} reads it:
 *
 * <pre>
 * flags: 1 equal values are written once, 2 equal patterns are, 4 values are equal where those of
 *   another column are
 * if 1: varint number of different values, and for each value which it is, as {@link Longs}; if 4
 *   instead varint the column before it that has the same there
 * if 2: varint number of patterns, and for each different value which it has, as {@link Longs}
 * the lengths of the patterns, as {@link Longs}; the patterns, one behind the other
 * for each pattern that {@link #ENOUGH} values have, if 2, for each of its variables:
 *   numbers as {@link Longs}; others as bytes, one behind the other
 * for each other value, for each of its variables: a zigzag varint, or bytes
 * </pre>
 *
 * <p>One thread.
 */
final class ColumnWriter {
  static final int REPEATED_VALUES = 1;
  static final int REPEATED_PATTERNS = 2;
  static final int LIKE_ANOTHER = 4;

  /** Columns of a frame that others are compared with. */
  private static final int COMPARED = 32;

  /** How many values of a pattern make columns of its variables worth it. */
  static final int ENOUGH = 4;

  /** About how many bits a text takes that has come before, after compression. */
  private static final int REPEATED_TEXT = 30;

  private final ByteTable values = new ByteTable();
  private final ByteTable patterns = new ByteTable();
  private final Variables variables = new Variables();
  private long[] numbers = new long[256];
  private int[] patternOf = new int[256];
  private int[] byPattern = new int[256];
  private int[] patternStarts = new int[257];

  /** Of columns of this frame: which, and for each value which it is. */
  private final int[] known = new int[COMPARED];

  private final int[] knownCounts = new int[COMPARED];
  private final long[][] knownNumbers = new long[COMPARED][0];
  private int knownSize;

  /** What values point at from now on, see {@link HexTable}. */
  void shared(HexTable table) {
    variables.shared(table);
  }

  /** Begins with the columns of another frame. */
  void beginFrame() {
    knownSize = 0;
  }

  /**
   * Writes a column.
   *
   * @param column which it is; ascending
   * @param bytes where its values lie
   * @param starts where each begins, from {@code first} on
   * @param near for each value the time of its event
   */
  void write(
      int column,
      byte[] bytes,
      int[] starts,
      int[] lengths,
      long[] near,
      int first,
      int count,
      Bytes about,
      Bytes texts,
      Bytes packed) {
    reserve(count);
    values.clear(count);
    long total = 0;
    for (int i = 0; i < count; i++) {
      numbers[i] = values.add(bytes, starts[first + i], lengths[first + i]);
      total += lengths[first + i];
    }
    int different = values.size();
    boolean repeated = pays(count, different, total / count);
    int flagsAt = about.claim(1);
    boolean like = repeated && places(column, count, different, about, packed);
    int entries = repeated ? different : count;
    variables.clear();
    for (int i = 0; i < entries; i++) {
      int start = repeated ? values.start(i) : starts[first + i];
      int length = repeated ? values.length(i) : lengths[first + i];
      variables.add(bytes, start, start + length, repeated ? 0 : near[first + i]);
    }
    boolean shared = patterns(entries, about, texts, packed);
    about.array()[flagsAt] =
        (byte)
            ((repeated ? REPEATED_VALUES : 0)
                | (shared ? REPEATED_PATTERNS : 0)
                | (like ? LIKE_ANOTHER : 0));
    variables(bytes, entries, shared, about, packed);
  }

  /** Writes for each value which it is; whether it does so by pointing at another column. */
  private boolean places(int column, int count, int different, Bytes about, Bytes packed) {
    about.varint(different);
    for (int i = 0; i < knownSize; i++) {
      if (knownCounts[i] == count && Arrays.equals(knownNumbers[i], 0, count, numbers, 0, count)) {
        about.varint(known[i]);
        return true;
      }
    }
    Longs.write(numbers, 0, count, about, packed);
    if (knownSize < COMPARED) {
      if (knownNumbers[knownSize].length < count) {
        knownNumbers[knownSize] = new long[numbers.length];
      }
      System.arraycopy(numbers, 0, knownNumbers[knownSize], 0, count);
      knownCounts[knownSize] = count;
      known[knownSize++] = column;
    }
    return false;
  }

  private void reserve(int count) {
    if (numbers.length < count) {
      int more = Math.max(count, numbers.length * 2);
      numbers = new long[more];
      patternOf = new int[more];
      byPattern = new int[more];
      patternStarts = new int[more + 1];
    }
  }

  /** Whether it pays to write equal ones once and to say for each which it is. */
  private static boolean pays(int count, int different, long length) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, different - 1));
    long saved = (count - different) * Math.min(REPEATED_TEXT, 4 * length);
    return different < count && saved > (long) count * bits;
  }

  /** Writes the patterns; whether equal ones are written once. */
  private boolean patterns(int entries, Bytes about, Bytes texts, Bytes packed) {
    patterns.clear(entries);
    byte[] bytes = variables.patterns();
    int length = variables.patternStart(entries);
    for (int i = 0; i < entries; i++) {
      int start = variables.patternStart(i);
      patternOf[i] = patterns.add(bytes, start, variables.patternStart(i + 1) - start);
    }
    int different = patterns.size();
    if (!pays(entries, different, length / entries)) {
      for (int i = 0; i < entries; i++) {
        numbers[i] = (long) variables.patternStart(i + 1) - variables.patternStart(i);
      }
      Longs.write(numbers, 0, entries, about, packed);
      texts.add(bytes, 0, length);
      return false;
    }
    about.varint(different);
    for (int i = 0; i < entries; i++) {
      numbers[i] = patternOf[i];
    }
    Longs.write(numbers, 0, entries, about, packed);
    for (int i = 0; i < different; i++) {
      numbers[i] = patterns.length(i);
    }
    Longs.write(numbers, 0, different, about, packed);
    for (int i = 0; i < different; i++) {
      texts.add(bytes, patterns.start(i), patterns.length(i));
    }
    return true;
  }

  private void variables(byte[] bytes, int entries, boolean shared, Bytes about, Bytes packed) {
    if (shared) {
      group(entries);
      for (int pattern = 0; pattern < patterns.size(); pattern++) {
        if (patternStarts[pattern + 1] - patternStarts[pattern] >= ENOUGH) {
          columns(bytes, pattern, about, packed);
        }
      }
    }
    for (int i = 0; i < entries; i++) {
      int pattern = patternOf[i];
      if (!shared || patternStarts[pattern + 1] - patternStarts[pattern] < ENOUGH) {
        single(bytes, i, about, packed);
      }
    }
  }

  /** Brings the values of each pattern together. */
  private void group(int entries) {
    int different = patterns.size();
    Arrays.fill(patternStarts, 0, different + 1, 0);
    for (int i = 0; i < entries; i++) {
      patternStarts[patternOf[i] + 1]++;
    }
    for (int i = 0; i < different; i++) {
      patternStarts[i + 1] += patternStarts[i];
    }
    for (int i = 0; i < entries; i++) {
      byPattern[patternStarts[patternOf[i]]++] = i;
    }
    for (int i = different; i > 0; i--) {
      patternStarts[i] = patternStarts[i - 1];
    }
    patternStarts[0] = 0;
  }

  private void columns(byte[] bytes, int pattern, Bytes about, Bytes packed) {
    int from = patternStarts[pattern];
    int to = patternStarts[pattern + 1];
    byte[] text = variables.patterns();
    int end = patterns.start(pattern) + patterns.length(pattern);
    int place = 0;
    for (int at = start(text, patterns.start(pattern), end); at < end; at++) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        at++;
        continue;
      }
      if (!Pattern.isMark(mark)) {
        continue;
      }
      int parameter = Pattern.hasParameter(mark) ? text[++at] & 0xff : 0;
      boolean number = Pattern.size(mark, parameter) == 0;
      for (int i = from; i < to; i++) {
        long value = variables.value(variables.firstVariable(byPattern[i]) + place);
        if (number) {
          numbers[i - from] = value;
        } else {
          Pattern.pack(bytes, (int) value, textLength(parameter), packed);
        }
      }
      if (number) {
        Longs.write(numbers, 0, to - from, about, packed);
      }
      place++;
    }
  }

  private void single(byte[] bytes, int entry, Bytes about, Bytes packed) {
    byte[] text = variables.patterns();
    int end = variables.patternStart(entry + 1);
    int variable = variables.firstVariable(entry);
    if (variable == variables.firstVariable(entry + 1)) {
      return;
    }
    for (int at = start(text, variables.patternStart(entry), end); at < end; at++) {
      byte mark = text[at];
      if (mark == Pattern.ESCAPE) {
        at++;
        continue;
      }
      if (!Pattern.isMark(mark)) {
        continue;
      }
      int parameter = Pattern.hasParameter(mark) ? text[++at] & 0xff : 0;
      long value = variables.value(variable++);
      if (Pattern.size(mark, parameter) == 0) {
        about.zigzag(value);
      } else {
        Pattern.pack(bytes, (int) value, textLength(parameter), packed);
      }
    }
  }

  /** Where marks may begin: behind the end for a pattern that is text alone. */
  private static int start(byte[] text, int from, int end) {
    return from < end && text[from] == Pattern.RAW ? end : from;
  }

  private static int textLength(int parameter) {
    return parameter > 0 ? parameter : Pattern.UUID_BYTES * 2 + 4;
  }
}
