package org.marsad.rules.state;

/**
 * A hash of 63 bits of a text, the highest always set: that two of a hundred thousand values share
 * one happens once in two billion such sets. Multiplies to 128 bits and folds them, four characters
 * a step (after wyhash, by Wang Yi).
 */
final class TextHash {
  private static final long FIRST = 0xa0761d6478bd642fL;
  private static final long SECOND = 0xe7037ed1a0b428dbL;

  private TextHash() {}

  static long of(String text) {
    int length = text.length();
    long hash = FIRST ^ length;
    int at = 0;
    for (; at + 4 <= length; at += 4) {
      long four =
          text.charAt(at)
              | (long) text.charAt(at + 1) << 16
              | (long) text.charAt(at + 2) << 32
              | (long) text.charAt(at + 3) << 48;
      hash = mix(hash ^ four);
    }
    long rest = 0;
    for (; at < length; at++) {
      rest = rest << 16 | text.charAt(at);
    }
    return mix(mix(hash ^ rest) ^ SECOND) | Long.MIN_VALUE;
  }

  private static long mix(long word) {
    return word * SECOND ^ Math.unsignedMultiplyHigh(word, SECOND);
  }
}
