package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * Hashes texts to 63 bits, the highest bit always set, under a key that is drawn by chance and told
 * nobody but the checkpoint: who sends values cannot choose ones that collide. SipHash with one
 * round a word and three at the end, by Aumasson and Bernstein, over the characters of the text,
 * four a word. Immutable.
 */
final class TextHash {
  private static final SecureRandom CHANCE = new SecureRandom();

  private final long one;
  private final long other;

  private TextHash(long one, long other) {
    this.one = one;
    this.other = other;
  }

  /** One with a new key. */
  static TextHash random() {
    return new TextHash(CHANCE.nextLong(), CHANCE.nextLong());
  }

  /** One with a known key. */
  static TextHash of(long one, long other) {
    return new TextHash(one, other);
  }

  static TextHash read(DataInput in) throws IOException {
    return new TextHash(in.readLong(), in.readLong());
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(one);
    out.writeLong(other);
  }

  long hash(String text) {
    return sip(text) | Long.MIN_VALUE;
  }

  private long sip(String text) {
    long v0 = one ^ 0x736f6d6570736575L;
    long v1 = other ^ 0x646f72616e646f6dL;
    long v2 = one ^ 0x6c7967656e657261L;
    long v3 = other ^ 0x7465646279746573L;
    int length = text.length();
    int words = length >> 2;
    for (int word = 0; word <= words + 3; word++) {
      long m = 0;
      if (word < words) {
        int at = word << 2;
        m =
            text.charAt(at)
                | (long) text.charAt(at + 1) << 16
                | (long) text.charAt(at + 2) << 32
                | (long) text.charAt(at + 3) << 48;
      } else if (word == words) {
        m = last(text, word << 2);
      } else if (word == words + 1) {
        v2 ^= 0xff;
      }
      v3 ^= m;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v2 += v1;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= m;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** What is left of a text from a place on, three characters at most, and its length. */
  private static long last(String text, int from) {
    long word = (long) text.length() << 48;
    for (int at = from; at < text.length(); at++) {
      word |= (long) text.charAt(at) << ((at - from) << 4);
    }
    return word;
  }
}
