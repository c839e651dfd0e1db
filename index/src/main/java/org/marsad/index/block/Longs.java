package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;

/**
 * A column of numbers: their distances from the smallest, or from the one before if that is
 * shorter, divided by what divides all, in as few bits as the largest of each 32 needs. What
 * describes the column goes into one stream, which will be compressed, the bits into another, which
 * will not.
 */
final class Longs {
  private static final int GROUP = 32;
  private static final byte EQUAL = 0;
  private static final byte PLAIN = 1;
  private static final byte DELTA = 2;

  private Longs() {}

  static void write(long[] values, int from, int count, Bytes about, Bytes packed) {
    if (count == 0) {
      return;
    }
    long first = values[from];
    long least = first;
    long most = first;
    for (int i = from + 1; i < from + count; i++) {
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    if (least == most) {
      about.add(EQUAL);
      about.zigzag(least);
      return;
    }
    long divisor = most - least < 0 ? 1 : divisor(values, from, count, least);
    boolean delta = deltaIsShorter(values, from, count, least, divisor);
    about.add(delta ? DELTA : PLAIN);
    about.zigzag(delta ? first : least);
    about.varint(divisor);
    var bits = new BitWriter(packed);
    for (int group = from; group < from + count; group += GROUP) {
      int end = Math.min(group + GROUP, from + count);
      long all = 0;
      for (int i = group; i < end; i++) {
        all |= distance(values, i, from, least, divisor, delta);
      }
      int width = Long.SIZE - Long.numberOfLeadingZeros(all);
      about.add((byte) width);
      for (int i = group; i < end; i++) {
        bits.add(distance(values, i, from, least, divisor, delta), width);
      }
    }
    bits.end();
  }

  private static long distance(
      long[] values, int i, int from, long least, long divisor, boolean delta) {
    if (!delta) {
      return divisor == 1 ? values[i] - least : (values[i] - least) / divisor;
    }
    if (i == from) {
      return 0;
    }
    long step = values[i] - values[i - 1];
    if (divisor != 1) {
      step /= divisor;
    }
    return step << 1 ^ step >> 63;
  }

  private static boolean deltaIsShorter(
      long[] values, int from, int count, long least, long divisor) {
    long plain = 0;
    long delta = 0;
    for (int group = from; group < from + count; group += GROUP) {
      int end = Math.min(group + GROUP, from + count);
      long allPlain = 0;
      long allDelta = 0;
      for (int i = group; i < end; i++) {
        allPlain |= values[i] - least;
        long step = i == from ? 0 : values[i] - values[i - 1];
        allDelta |= step << 1 ^ step >> 63;
      }
      plain += (long) (end - group) * (Long.SIZE - Long.numberOfLeadingZeros(allPlain / divisor));
      delta += (long) (end - group) * (Long.SIZE - Long.numberOfLeadingZeros(allDelta / divisor));
    }
    return delta < plain;
  }

  private static long divisor(long[] values, int from, int count, long least) {
    long divisor = 0;
    for (int i = from; i < from + count && divisor != 1; i++) {
      long value = values[i] - least;
      while (value != 0) {
        long rest = divisor == 0 ? 0 : divisor % value;
        divisor = value;
        value = rest;
      }
    }
    return divisor;
  }

  static long[] read(int count, Input about, Input packed) throws IOException {
    var values = new long[count];
    if (count == 0) {
      return values;
    }
    byte kind = about.next();
    long base = about.zigzag();
    switch (kind) {
      case EQUAL -> Arrays.fill(values, base);
      case PLAIN, DELTA -> {
        long divisor = about.varint();
        unpack(values, about, packed);
        long last = base;
        for (int i = 0; i < count; i++) {
          if (kind == PLAIN) {
            values[i] = base + values[i] * divisor;
          } else {
            last += (values[i] >>> 1 ^ -(values[i] & 1)) * divisor;
            values[i] = last;
          }
        }
      }
      default -> throw Input.corrupt("unknown kind of numbers " + kind);
    }
    return values;
  }

  private static void unpack(long[] values, Input about, Input packed) throws IOException {
    var bits = new BitReader(packed);
    for (int group = 0; group < values.length; group += GROUP) {
      int end = Math.min(group + GROUP, values.length);
      int width = about.next();
      if (width < 0 || width > Long.SIZE) {
        throw Input.corrupt("numbers of " + width + " bits");
      }
      if (width > 0) {
        bits.next(width, values, group, end);
      }
    }
    bits.end();
  }

  /** As {@link #read}, where the numbers are places in something of this size. */
  static int[] ordinals(int count, int size, Input about, Input packed) throws IOException {
    long[] values = read(count, about, packed);
    var ordinals = new int[count];
    for (int i = 0; i < count; i++) {
      if (values[i] < 0 || values[i] >= size) {
        throw Input.corrupt("number " + values[i] + " of " + size);
      }
      ordinals[i] = (int) values[i];
    }
    return ordinals;
  }
}
