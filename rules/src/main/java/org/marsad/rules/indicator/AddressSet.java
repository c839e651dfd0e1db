package org.marsad.rules.indicator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Addresses and networks as ranges that do not overlap, in order. Immutable. */
final class AddressSet {
  private final long[] firsts;
  private final long[] lasts;

  private AddressSet(long[] firsts, long[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
  }

  static AddressSet of(List<Range> ranges) {
    var sorted = new ArrayList<>(ranges);
    sorted.sort(
        Comparator.comparing(
            Range::first, (a, b) -> compare(a.high(), a.low(), b.high(), b.low())));
    var merged = new ArrayList<Range>();
    for (Range range : sorted) {
      Range before = merged.isEmpty() ? null : merged.getLast();
      if (before == null
          || compare(
                  range.first().high(),
                  range.first().low(),
                  before.last().high(),
                  before.last().low())
              > 0) {
        merged.add(range);
      } else if (compare(
              range.last().high(), range.last().low(), before.last().high(), before.last().low())
          > 0) {
        merged.set(merged.size() - 1, new Range(before.first(), range.last()));
      }
    }
    var firsts = new long[merged.size() * 2];
    var lasts = new long[merged.size() * 2];
    for (int i = 0; i < merged.size(); i++) {
      firsts[i * 2] = merged.get(i).first().high();
      firsts[i * 2 + 1] = merged.get(i).first().low();
      lasts[i * 2] = merged.get(i).last().high();
      lasts[i * 2 + 1] = merged.get(i).last().low();
    }
    return new AddressSet(firsts, lasts);
  }

  /** Whether an address, in 16 bytes, is among them. */
  boolean has(byte[] address) {
    ByteBuffer bytes = ByteBuffer.wrap(address);
    long high = bytes.getLong(0);
    long low = bytes.getLong(Long.BYTES);
    int from = 0;
    int to = firsts.length / 2 - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (compare(firsts[middle * 2], firsts[middle * 2 + 1], high, low) > 0) {
        to = middle - 1;
      } else if (compare(lasts[middle * 2], lasts[middle * 2 + 1], high, low) < 0) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }

  /** Sixteen bytes as two numbers without sign. */
  record Point(long high, long low) {
    static Point of(byte[] address) {
      ByteBuffer bytes = ByteBuffer.wrap(address);
      return new Point(bytes.getLong(0), bytes.getLong(Long.BYTES));
    }
  }

  /** From one address to another, both included. */
  record Range(Point first, Point last) {}
}
