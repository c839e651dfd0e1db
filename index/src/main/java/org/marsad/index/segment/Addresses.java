package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;

/** The terms of values and texts that are addresses. */
final class Addresses {
  private static final int MIN_ADDRESS = 2;

  /** With a zone. */
  private static final int MAX_ADDRESS = 65;

  /** So far a point or a colon is from the start at most. */
  private static final int FIRST = 5;

  private Addresses() {}

  /** The 16 bytes of the address that [from, to) is, behind what stands before; null if none. */
  static byte @Nullable [] term(byte[] before, byte[] bytes, int from, int to) {
    if (to - from < MIN_ADDRESS || to - from > MAX_ADDRESS || !looksLikeOne(bytes, from, to)) {
      return null;
    }
    byte[] address = Address.parse(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    if (address == null || before.length == 0) {
      return address;
    }
    byte[] term = Arrays.copyOf(before, before.length + address.length);
    System.arraycopy(address, 0, term, before.length, address.length);
    return term;
  }

  /** A digit and a point, or a colon, near the start. */
  private static boolean looksLikeOne(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + FIRST);
    for (int i = from; i < end; i++) {
      if (bytes[i] == '.' || bytes[i] == ':') {
        return true;
      }
      if (!HexValues.isHex(bytes[i])) {
        return false;
      }
    }
    return false;
  }
}
