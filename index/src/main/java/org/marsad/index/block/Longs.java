package org.marsad.index.block;

import java.io.IOException;

/**
 * A column of numbers: their distances from the smallest, or from the one before if that is
 * shorter, divided by what divides all, in as few bits as the largest of each 32 needs. What
 * describes the column goes into one stream, which will be compressed, the bits into another, which
 * will not.
 */
final class Longs {
  static final int GROUP = 32;
  static final byte EQUAL = 0;
  static final byte PLAIN = 1;
  static final byte DELTA = 2;

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
    int groups = (count + GROUP - 1) / GROUP;
    int widthsAt = about.claim(groups);
    long bits = 0;
    for (int group = 0; group < groups; group++) {
      int begin = from + group * GROUP;
      int end = Math.min(begin + GROUP, from + count);
      long all = 0;
      for (int i = begin; i < end; i++) {
        all |= distance(values, i, from, least, divisor, delta);
      }
      int width = Long.SIZE - Long.numberOfLeadingZeros(all);
      about.array()[widthsAt + group] = (byte) width;
      bits += (long) width * (end - begin);
    }
    var writer = new BitWriter(packed, bits);
    for (int group = 0; group < groups; group++) {
      int begin = from + group * GROUP;
      int end = Math.min(begin + GROUP, from + count);
      int width = about.array()[widthsAt + group];
      if (width > 0) {
        for (int i = begin; i < end; i++) {
          writer.add(distance(values, i, from, least, divisor, delta), width);
        }
      }
    }
    writer.end();
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
    return Numbers.read(count, about, packed).all();
  }

  /** As {@link #read}, where the numbers are places in something of this size. */
  static int[] ordinals(int count, int size, Input about, Input packed) throws IOException {
    return Numbers.read(count, about, packed).ordinals(size);
  }
}
