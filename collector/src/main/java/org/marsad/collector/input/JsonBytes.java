package org.marsad.collector.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON that is written as bytes, without texts in between. What was sent by others is quoted so
 * that it is sound JSON whatever it holds: control characters are escaped, and what is no UTF-8
 * becomes U+FFFD. Grows; one thread.
 */
final class JsonBytes {
  private static final int CHUNK = 1024;

  /** A control character becomes six bytes. */
  private static final int MOST = 6;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[CHUNK];
  private int length;

  /** What was written, in [0, {@link #length()}). */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Makes room for so many bytes more at once. */
  void expect(int count) {
    reserve(count);
  }

  /** Takes back what is behind this length. */
  JsonBytes rewind(int shorter) {
    length = shorter;
    return this;
  }

  /** The last byte; 0 if there is none. */
  byte last() {
    return length == 0 ? 0 : bytes[length - 1];
  }

  JsonBytes add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Text of ours, in ASCII, as it is. */
  @SuppressWarnings("deprecation") // the one call that copies ASCII without a detour
  JsonBytes add(String ascii) {
    reserve(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
    return this;
  }

  JsonBytes add(byte[] json) {
    return add(json, json.length);
  }

  JsonBytes add(JsonBytes json) {
    return add(json.bytes, json.length);
  }

  private JsonBytes add(byte[] json, int count) {
    reserve(count);
    System.arraycopy(json, 0, bytes, length, count);
    length += count;
    return this;
  }

  /** What stands in [from, to) of this once more. */
  JsonBytes again(int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  JsonBytes add(long number) {
    if (number < 0) {
      return add(Long.toString(number));
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    length += digits;
    long rest = number;
    for (int at = length - 1; at >= length - digits; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** A number; what JSON has no number for becomes text. */
  JsonBytes add(double number) {
    String digits = Double.toString(number);
    return Double.isFinite(number) ? add(digits) : add('"').add(digits).add('"');
  }

  /** A name and its colon. */
  JsonBytes name(String name) {
    return quoted(name).add(':');
  }

  JsonBytes quoted(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return quoted(utf8, 0, utf8.length);
  }

  /** What is in [from, to), in quotes. */
  JsonBytes quoted(byte[] text, int from, int to) {
    add('"');
    escape(text, from, to, false);
    return add('"');
  }

  /** What is in [from, to), which stood between the quotes of sound JSON, in quotes. */
  JsonBytes requoted(byte[] json, int from, int to) {
    add('"');
    escape(json, from, to, true);
    return add('"');
  }

  private void escape(byte[] text, int from, int to, boolean escaped) {
    int at = from;
    int room = 0;
    while (at < to) {
      if (room <= MOST) {
        room = Math.min(to - at + 1, CHUNK) * MOST;
        reserve(room);
      }
      int before = length;
      byte b = text[at];
      if (b < 0) {
        at = beyondAscii(text, at, to);
      } else {
        at++;
        ascii(b, escaped);
      }
      room -= length - before;
    }
  }

  private void ascii(byte b, boolean escaped) {
    if (b >= 0x20 && (escaped || b != '"' && b != '\\')) {
      bytes[length++] = b;
      return;
    }
    bytes[length++] = '\\';
    byte letter =
        switch (b) {
          case '"', '\\' -> b;
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          default -> 'u';
        };
    bytes[length++] = letter;
    if (letter == 'u') {
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX[b >> 4];
      bytes[length++] = HEX[b & 0xf];
    }
  }

  private int beyondAscii(byte[] text, int at, int to) {
    int count = sequence(text, at, to);
    if (count == 0) {
      bytes[length++] = (byte) 0xef;
      bytes[length++] = (byte) 0xbf;
      bytes[length++] = (byte) 0xbd;
      return at + 1;
    }
    for (int i = 0; i < count; i++) {
      bytes[length++] = text[at + i];
    }
    return at + count;
  }

  /** Bytes of the well-formed sequence here (Unicode 15, table 3-7), or 0. */
  private static int sequence(byte[] text, int at, int to) {
    int first = text[at] & 0xff;
    int count = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (count == 0 || at + count > to) {
      return 0;
    }
    int second = text[at + 1] & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < count; i++) {
      if ((text[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return count;
  }

  private void reserve(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), bytes.length * 2));
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
