package org.marsad.index.segment;

import org.apache.lucene.util.BytesRef;
import org.marsad.index.field.IndexFields;

/**
 * Values of fields of addresses, as terms of {@link IndexFields#ADDRESSES}. One that is written as
 * everybody writes an IPv4 address has no other term, since its text follows from the 16 bytes. One
 * that is written otherwise is a term of {@link IndexFields#VALUES} too, and has {@link
 * IndexFields#OTHERWISE} behind its bytes, so that both are told apart.
 */
public final class AddressTerms {
  private static final int BYTES = 16;

  /** Where the four bytes of IPv4 begin. */
  private static final int IPV4 = 12;

  private static final int LONGEST = 15;
  private static final int GREATEST = 255;

  private AddressTerms() {}

  /** Whether [from, to) is four decimal numbers with points between, none with zeros before it. */
  static boolean isPlain(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return false;
    }
    int part = -1;
    int parts = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '.') {
        if (part < 0) {
          return false;
        }
        parts++;
        part = -1;
      } else if (b >= '0' && b <= '9' && part != 0) {
        part = Math.max(part, 0) * 10 + b - '0';
        if (part > GREATEST) {
          return false;
        }
      } else {
        return false;
      }
    }
    return parts == 3 && part >= 0;
  }

  /** Whether 16 bytes at the end of a term are those of an IPv4 address. */
  static boolean isIpv4(byte[] bytes, int end) {
    int from = end - BYTES;
    for (int i = 0; i < IPV4 - 2; i++) {
      if (bytes[from + i] != 0) {
        return false;
      }
    }
    return bytes[from + IPV4 - 2] == -1 && bytes[from + IPV4 - 1] == -1;
  }

  /** What terms of plain addresses begin with. */
  public static BytesRef start(byte[] name) {
    var start = new BytesRef(new byte[name.length + IPV4]);
    System.arraycopy(name, 0, start.bytes, 0, name.length);
    start.length = name.length + IPV4;
    start.bytes[start.length - 2] = -1;
    start.bytes[start.length - 1] = -1;
    return start;
  }

  /**
   * Puts the value of a term that begins so into some bytes; false if it is written otherwise.
   *
   * @param nameLength how long what stands before the address is
   */
  public static boolean print(BytesRef term, int nameLength, BytesRef value) {
    int from = term.offset + nameLength + IPV4;
    return print(term.bytes, from, term.offset + term.length, value);
  }

  /**
   * As above.
   *
   * @param from where what is behind the {@link #start} of the term begins
   * @param to where the term ends
   */
  public static boolean print(byte[] term, int from, int to, BytesRef value) {
    if (to - from != BYTES - IPV4) {
      return false;
    }
    if (value.bytes.length < LONGEST) {
      value.bytes = new byte[LONGEST];
    }
    value.offset = 0;
    int at = 0;
    for (int i = from; i < to; i++) {
      if (i > from) {
        value.bytes[at++] = '.';
      }
      int part = term[i] & 0xff;
      if (part >= 100) {
        value.bytes[at++] = (byte) ('0' + part / 100);
      }
      if (part >= 10) {
        value.bytes[at++] = (byte) ('0' + part / 10 % 10);
      }
      value.bytes[at++] = (byte) ('0' + part % 10);
    }
    value.length = at;
    return true;
  }
}
