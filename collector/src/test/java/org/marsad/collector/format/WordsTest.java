package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Eight bytes at a time must find what one at a time finds. */
class WordsTest {
  private static final byte[] LIKELY = {
    'a', 'b', '.', 0x20, 0x21, 0x1f, '=', '<', '>', '|', '{', '}', 0, 1, 0x7f, (byte) 0x80, -1, '\t'
  };

  @Test
  void findsWhatOneByteAtATimeFinds() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      int rare = 1 + random.nextInt(30);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(rare) > 0 ? (byte) 'x' : LIKELY[random.nextInt(LIKELY.length)];
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      String hint = "seed " + seed + ", round " + round;
      assertEquals(first(bytes, from, to, b -> b == ' '), Words.blank(bytes, from, to), hint);
      assertEquals(first(bytes, from, to, b -> b <= ' '), Words.printable(bytes, from, to), hint);
      int name = first(bytes, from, to, b -> b >= 0 && b <= ' ' || b == '=');
      assertEquals(name, Words.name(bytes, from, to), hint);
      int pipe = first(bytes, from, to, b -> b == '|');
      assertEquals(pipe == to ? -1 : pipe, Words.pipe(bytes, from, to), hint);
    }
  }

  private static int first(byte[] bytes, int from, int to, IntPredicate wanted) {
    int at = from;
    while (at < to && !wanted.test(bytes[at])) {
      at++;
    }
    return at;
  }
}
