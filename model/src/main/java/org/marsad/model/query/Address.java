package org.marsad.model.query;

import org.jspecify.annotations.Nullable;

/**
 * Reads addresses without ever asking a name service: dotted IPv4 with four parts, IPv6 as RFC 4291
 * section 2.2 has it, a zone behind {@code %} ignored.
 */
public final class Address {
  private static final int BYTES = 16;

  private Address() {}

  /** The address as 16 bytes, IPv4 mapped to {@code ::ffff:a.b.c.d}; null if the text is none. */
  public static byte @Nullable [] parse(CharSequence text) {
    int end = text.length();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%' && i > 0) {
        end = i;
        break;
      }
    }
    if (end == 0 || end > 45) {
      return null;
    }
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == ':') {
        return parse6(text, end);
      }
    }
    var bytes = new byte[BYTES];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    return end == text.length() && parse4(text, 0, end, bytes, 12) ? bytes : null;
  }

  private static boolean parse4(CharSequence text, int from, int end, byte[] into, int at) {
    int part = 0;
    int value = -1;
    for (int i = from; i <= end; i++) {
      char c = i < end ? text.charAt(i) : '.';
      if (c == '.') {
        if (value < 0 || part == 4) {
          return false;
        }
        into[at + part++] = (byte) value;
        value = -1;
      } else if (c >= '0' && c <= '9') {
        value = Math.max(value, 0) * 10 + c - '0';
        if (value > 255) {
          return false;
        }
      } else {
        return false;
      }
    }
    return part == 4;
  }

  private static byte @Nullable [] parse6(CharSequence text, int end) {
    var bytes = new byte[BYTES];
    int at = 0;
    int gap = -1;
    int i = 0;
    if (text.charAt(0) == ':') {
      if (end < 2 || text.charAt(1) != ':') {
        return null;
      }
      gap = 0;
      i = 2;
    }
    while (i < end) {
      int start = i;
      int value = 0;
      while (i < end && Character.digit(text.charAt(i), 16) >= 0 && text.charAt(i) < 0x80) {
        value = value << 4 | Character.digit(text.charAt(i), 16);
        i++;
        if (i - start > 4) {
          return null;
        }
      }
      if (i < end && text.charAt(i) == '.') {
        if (at > BYTES - 4 || !parse4(text, start, end, bytes, at)) {
          return null;
        }
        at += 4;
        i = end;
        break;
      }
      if (i == start || at > BYTES - 2) {
        return null;
      }
      bytes[at++] = (byte) (value >> 8);
      bytes[at++] = (byte) value;
      if (i == end) {
        break;
      }
      if (text.charAt(i) != ':' || ++i == end) {
        return null;
      }
      if (text.charAt(i) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = at;
        i++;
      }
    }
    return spread(bytes, at, gap);
  }

  private static byte @Nullable [] spread(byte[] bytes, int used, int gap) {
    if (gap < 0) {
      return used == BYTES ? bytes : null;
    }
    if (used == BYTES) {
      return null;
    }
    var spread = new byte[BYTES];
    System.arraycopy(bytes, 0, spread, 0, gap);
    System.arraycopy(bytes, gap, spread, BYTES - (used - gap), used - gap);
    return spread;
  }
}
