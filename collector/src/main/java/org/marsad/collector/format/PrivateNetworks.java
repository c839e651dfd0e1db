package org.marsad.collector.format;

/** Addresses that mean something within a network only, by how they are written. */
final class PrivateNetworks {
  private static final byte[][] STARTS = {
    Entries.ascii("10."),
    Entries.ascii("127."),
    Entries.ascii("192.168."),
    Entries.ascii("169.254."),
    Entries.ascii("::1"),
    Entries.ascii("fe80:"),
    Entries.ascii("FE80:"),
  };
  private static final byte[] SIXTEEN = Entries.ascii("172.");

  private PrivateNetworks() {}

  /**
   * Whether the address [from, to) is one of RFC 1918, RFC 4193, of this host or of this link.
   * Names are in none.
   */
  static boolean has(byte[] bytes, int from, int to) {
    for (byte[] start : STARTS) {
      if (Entries.is(bytes, from, to, start)) {
        return true;
      }
    }
    if (Entries.is(bytes, from, to, SIXTEEN)) {
      int second = 0;
      int at = from + SIXTEEN.length;
      while (at < to && Cursor.isDigit(bytes[at]) && second < 1_000) {
        second = second * 10 + bytes[at++] - '0';
      }
      return second >= 16 && second < 32;
    }
    // fc00::/7
    return to - from > 4
        && (bytes[from] | 0x20) == 'f'
        && ((bytes[from + 1] | 0x20) == 'c' || (bytes[from + 1] | 0x20) == 'd')
        && bytes[from + 4] == ':';
  }
}
