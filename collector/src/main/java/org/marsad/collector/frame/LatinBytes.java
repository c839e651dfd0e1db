package org.marsad.collector.frame;

import java.nio.charset.StandardCharsets;

/** Short ASCII words as bytes. */
final class LatinBytes {
  private LatinBytes() {}

  static byte[] of(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the first {@code length} bytes are the word. */
  static boolean equal(byte[] bytes, int length, String word) {
    if (length != word.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
