package org.marsad.index.block;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A column of numbers as {@link Longs} wrote it: any of them is read where it lies. Only where each
 * is told by its distance from the one before are all read at once. Immutable.
 */
final class Numbers {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] NO_GROUPS = {};
  private static final long[] NOT_READ = {};

  /** A column without any. */
  static final Numbers NONE =
      new Numbers(0, 0, 1, new byte[0], 0, new byte[0], 0, NO_GROUPS, NOT_READ);

  private final int count;
  private final long base;
  private final long divisor;
  private final byte[] packed;
  private final int at;
  private final byte[] widths;
  private final int widthsAt;

  /** Of each group how many bits lie before it; none if all numbers are the same. */
  private final int[] begins;

  private final long[] known;

  private Numbers(
      int count,
      long base,
      long divisor,
      byte[] packed,
      int at,
      byte[] widths,
      int widthsAt,
      int[] begins,
      long[] known) {
    this.count = count;
    this.base = base;
    this.divisor = divisor;
    this.packed = packed;
    this.at = at;
    this.widths = widths;
    this.widthsAt = widthsAt;
    this.begins = begins;
    this.known = known;
  }

  static Numbers read(int count, Input about, Input packed) throws IOException {
    if (count == 0) {
      return NONE;
    }
    byte kind = about.next();
    long base = about.zigzag();
    if (kind == Longs.EQUAL) {
      return same(count, base, about);
    }
    if (kind != Longs.PLAIN && kind != Longs.DELTA) {
      throw Input.corrupt("unknown kind of numbers " + kind);
    }
    long divisor = about.varint();
    int groups = (count + Longs.GROUP - 1) / Longs.GROUP;
    int widthsAt = about.skip(groups);
    byte[] widths = about.array();
    var begins = new int[groups];
    long bits = 0;
    for (int group = 0; group < groups; group++) {
      int width = widths[widthsAt + group];
      if (width < 0 || width > Long.SIZE) {
        throw Input.corrupt("numbers of " + width + " bits");
      }
      begins[group] = (int) bits;
      bits += (long) width * Math.min(Longs.GROUP, count - group * Longs.GROUP);
      if (bits > Integer.MAX_VALUE) {
        throw Input.corrupt("numbers of " + bits + " bits in all");
      }
    }
    int at = packed.skip((int) ((bits + Byte.SIZE - 1) / Byte.SIZE));
    boolean plain = kind == Longs.PLAIN;
    var numbers =
        new Numbers(
            count,
            plain ? base : 0,
            plain ? divisor : 1,
            packed.array(),
            at,
            widths,
            widthsAt,
            begins,
            NOT_READ);
    return plain ? numbers : numbers.summed(base, divisor);
  }

  private static Numbers same(int count, long base, Input about) {
    byte[] none = about.array();
    return new Numbers(count, base, 1, none, 0, none, 0, NO_GROUPS, NOT_READ);
  }

  /** These are the steps from each to the next. */
  private Numbers summed(long first, long by) {
    long[] values = all();
    long last = first;
    for (int i = 0; i < values.length; i++) {
      last += (values[i] >>> 1 ^ -(values[i] & 1)) * by;
      values[i] = last;
    }
    return new Numbers(count, 0, 1, packed, at, widths, widthsAt, NO_GROUPS, values);
  }

  int count() {
    return count;
  }

  long get(int number) {
    Objects.checkIndex(number, count);
    if (begins.length > 0) {
      int group = number / Longs.GROUP;
      int width = widths[widthsAt + group];
      return base + bits(begins[group] + number % Longs.GROUP * width, width) * divisor;
    }
    return known.length > 0 ? known[number] : base;
  }

  /** As {@link #get}, where the numbers are places in something of this size. */
  int ordinal(int number, int size) throws IOException {
    long value = get(number);
    if (value < 0 || value >= size) {
      throw Input.corrupt("number " + value + " of " + size);
    }
    return (int) value;
  }

  /** All of them, which belong to who asks. */
  long[] all() {
    if (known.length > 0) {
      return known.clone();
    }
    var values = new long[count];
    if (begins.length == 0) {
      Arrays.fill(values, base);
      return values;
    }
    for (int group = 0; group < begins.length; group++) {
      int width = widths[widthsAt + group];
      int bit = begins[group];
      int from = group * Longs.GROUP;
      int to = Math.min(count, from + Longs.GROUP);
      for (int i = from; i < to; i++, bit += width) {
        values[i] = base + bits(bit, width) * divisor;
      }
    }
    return values;
  }

  int[] ordinals(int size) throws IOException {
    var ordinals = new int[count];
    if (begins.length == 0 && known.length == 0) {
      Arrays.fill(ordinals, count == 0 ? 0 : ordinal(0, size));
      return ordinals;
    }
    for (int i = 0; i < count; i++) {
      ordinals[i] = ordinal(i, size);
    }
    return ordinals;
  }

  /** The number of so many bits, the lowest of which lies behind so many others. */
  private long bits(int bit, int width) {
    if (width == 0) {
      return 0;
    }
    int from = at + (bit >>> 3);
    int shift = bit & 7;
    long mask = -1L >>> Long.SIZE - width;
    if (from <= packed.length - Long.BYTES) {
      long value = (long) LONG.get(packed, from) >>> shift;
      if (shift + width > Long.SIZE) {
        value |= (packed[from + Long.BYTES] & 0xffL) << Long.SIZE - shift;
      }
      return value & mask;
    }
    long value = 0;
    int ready = -shift;
    for (int i = from; ready < width; i++, ready += Byte.SIZE) {
      long next = packed[i] & 0xffL;
      value |= ready < 0 ? next >>> shift : next << ready;
    }
    return value & mask;
  }
}
