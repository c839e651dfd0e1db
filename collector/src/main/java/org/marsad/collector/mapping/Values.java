package org.marsad.collector.mapping;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.marsad.model.query.Address;

/** Tells what some bytes are. */
final class Values {
  private static final int MAX_ADDRESS = 64;
  private static final int MAX_DIGITS = 18;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;

  /** The bit that letters of both cases differ in. */
  private static final long CASE = 0x2020202020202020L;

  private Values() {}

  /**
   * The first eight bytes, the first the lowest, in what small letters and large have in common.
   */
  static long head(byte[] bytes, int offset, int length) {
    if (offset + Long.BYTES <= bytes.length) {
      long word = (long) WORDS.get(bytes, offset);
      return (length >= Long.BYTES ? word : word & (1L << (length << 3)) - 1) | CASE;
    }
    long head = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      head = head << 8 | bytes[offset + i] & 0xff;
    }
    return head | CASE;
  }

  /**
   * Where a byte is in [from, to), looked for in eight at a time; {@code to} if it is nowhere. An
   * exclusive or makes a zero of it, which the subtraction finds; what it finds above the lowest
   * may be wrong and is not looked at.
   */
  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long same = ONES * (wanted & 0xff);
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORDS.get(bytes, at) ^ same;
      long found = word - ONES & ~word & ONES << 7;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /** An ASCII letter made small; any other byte as it is. */
  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ' ' : b;
  }

  /** Whether the bytes begin with a text in small letters, whatever their case. */
  static boolean startsWith(byte[] bytes, int offset, int length, byte[] text) {
    if (length < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (lower(bytes[offset + i]) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text in small letters stands somewhere in the bytes, whatever their case. */
  static boolean holds(byte[] bytes, int offset, int length, byte[] text) {
    for (int i = 0; i + text.length <= length; i++) {
      if (startsWith(bytes, offset + i, length - i, text)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it says that there is no value: empty, or a dash. */
  static boolean isNothing(byte[] bytes, int from, int to) {
    return from >= to || (to - from == 1 && bytes[from] == '-');
  }

  static boolean isBlank(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    return at >= to;
  }

  static boolean isNumber(byte[] bytes, int from, int to) {
    int digits = from < to && bytes[from] == '-' ? from + 1 : from;
    for (int i = digits; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return to > digits && to - digits <= MAX_DIGITS;
  }

  /** A number, perhaps with a fraction behind a dot. */
  static boolean isDecimal(byte[] bytes, int from, int to) {
    int digits = from < to && bytes[from] == '-' ? from + 1 : from;
    int dot = digits;
    while (dot < to && bytes[dot] != '.') {
      dot++;
    }
    return isNumber(bytes, digits, dot)
        && bytes[digits] != '-'
        && (dot == to || (isNumber(bytes, dot + 1, to) && bytes[dot + 1] != '-'));
  }

  /** A number that no zero leads, so that it is no serial. */
  static boolean isPlainNumber(byte[] bytes, int from, int to) {
    return isNumber(bytes, from, to)
        && bytes[from] != '-'
        && (bytes[from] != '0' || to - from == 1);
  }

  /** The seconds of {@code 1:02:03} or {@code 1d 02h 03m 04s}, or -1. */
  static long clock(byte[] bytes, int from, int to) {
    long seconds = 0;
    long value = -1;
    boolean units = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      int unit = unit(b);
      if (b >= '0' && b <= '9' && value < Integer.MAX_VALUE) {
        value = Math.max(value, 0) * 10 + b - '0';
      } else if (b == ':' && value >= 0 && !units && seconds < Integer.MAX_VALUE) {
        seconds = (seconds + value) * 60;
        value = -1;
      } else if (unit > 0 && value >= 0) {
        units = true;
        seconds += value * unit;
        value = -1;
      } else if (b != ' ' && b != ':') {
        return -1;
      }
    }
    boolean fits = (units || value >= 0) && seconds < Integer.MAX_VALUE;
    return fits ? seconds + Math.max(value, 0) : -1;
  }

  private static int unit(byte b) {
    return switch (b) {
      case 'd' -> 86_400;
      case 'h' -> 3_600;
      case 'm' -> 60;
      case 's' -> 1;
      default -> 0;
    };
  }

  /** The number of {@code 0x...}, or -1. */
  static long hex(byte[] bytes, int from, int to) {
    if (to - from < 3 || to - from > 17 || bytes[from] != '0' || lower(bytes[from + 1]) != 'x') {
      return -1;
    }
    long number = 0;
    for (int i = from + 2; i < to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  /**
   * A decimal number moved by so many digits, what is behind them cut off; -1 if it is none, is
   * negative or too large.
   */
  static long scaled(byte[] bytes, int from, int to, int digits) {
    long number = 0;
    int left = digits;
    boolean fraction = false;
    int seen = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.' && !fraction) {
        fraction = true;
        continue;
      }
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      if (fraction && --left < 0) {
        continue;
      }
      if (++seen > MAX_DIGITS) {
        return -1;
      }
      number = number * 10 + digit;
    }
    if (seen == 0) {
      return -1;
    }
    for (; left > 0; left--) {
      if (number > Long.MAX_VALUE / 10) {
        return -1;
      }
      number *= 10;
    }
    return number;
  }

  static boolean isAddress(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < 2 || length > MAX_ADDRESS) {
      return false;
    }
    boolean six = false;
    for (int i = from; i < to && !six; i++) {
      byte b = bytes[i];
      if (b == ':') {
        six = true;
      } else if (b != '.' && Character.digit(b, 16) < 0) {
        return false;
      }
    }
    return six
        ? Address.parse(new String(bytes, from, length, StandardCharsets.ISO_8859_1)) != null
        : length <= 45 && isFour(bytes, from, to);
  }

  /** Four numbers up to 255 with dots between them. */
  private static boolean isFour(byte[] bytes, int from, int to) {
    int parts = 0;
    int value = -1;
    for (int i = from; i <= to; i++) {
      int b = i < to ? bytes[i] : '.';
      if (b == '.') {
        if (value < 0 || ++parts > 4) {
          return false;
        }
        value = -1;
      } else if (b >= '0' && b <= '9') {
        value = Math.max(value, 0) * 10 + b - '0';
        if (value > 255) {
          return false;
        }
      } else {
        return false;
      }
    }
    return parts == 4;
  }

  /** Where the IPv4 address begins in an IPv6 address that holds one, else where it began. */
  static int unmapped(byte[] bytes, int from, int to) {
    int at = from + MAPPED.length;
    return startsWith(bytes, from, to - from, MAPPED) && isDotted(bytes, at, to) ? at : from;
  }

  private static boolean isDotted(byte[] bytes, int from, int to) {
    int dots = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.') {
        dots++;
      } else if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return dots == 3;
  }

  private static final byte[] MAPPED = "::ffff:".getBytes(StandardCharsets.US_ASCII);
}
