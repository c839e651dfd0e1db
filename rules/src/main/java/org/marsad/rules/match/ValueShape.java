package org.marsad.rules.match;

import org.jspecify.annotations.Nullable;

/**
 * What many checks ask of a value, found out once: its length, which characters of ASCII it has
 * (capitals as small letters), and the address that it is. One thread.
 */
final class ValueShape {
  private byte[] bytes = RuleSet.NOTHING;
  private int from;
  private int length;
  private long low;
  private long high;
  private boolean isAscii;
  private boolean isAddressRead;
  private byte @Nullable [] address;

  /** Reads the value in [from, to). */
  void read(byte[] text, int begin, int end) {
    bytes = text;
    from = begin;
    length = end - begin;
    isAddressRead = false;
    low = 0;
    high = 0;
    int all = 0;
    for (int i = begin; i < end; i++) {
      int b = text[i];
      all |= b;
      long bit = 1L << b;
      low |= (b & 0x40) == 0 ? bit : 0;
      high |= (b & 0x40) == 0 ? 0 : bit;
    }
    isAscii = all >= 0;
    long capitals = high & 0x07fffffeL;
    high = (high & ~0x07fffffeL) | capitals << 32;
  }

  /** Bytes. */
  int length() {
    return length;
  }

  /** Characters under 64, a bit each. */
  long low() {
    return low;
  }

  /** The other characters, a bit each. */
  long high() {
    return high;
  }

  boolean isAscii() {
    return isAscii;
  }

  /** The address that the value is, or null. */
  byte @Nullable [] address() {
    if (!isAddressRead) {
      address = NetworkCheck.address(bytes, from, from + length);
      isAddressRead = true;
    }
    return address;
  }
}
