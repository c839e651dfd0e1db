package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import org.marsad.model.query.Address;

/** Tells what some bytes are. */
final class Values {
  private static final int MAX_ADDRESS = 64;

  private Values() {}

  static boolean isNumber(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return to > from && to - from < 19;
  }

  static boolean isAddress(byte[] bytes, int from, int to) {
    int length = to - from;
    return length > 1
        && length <= MAX_ADDRESS
        && Address.parse(new String(bytes, from, length, StandardCharsets.ISO_8859_1)) != null;
  }
}
