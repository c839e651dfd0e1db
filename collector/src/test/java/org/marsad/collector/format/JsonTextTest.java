package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

/** The end of a text, found eight bytes at a time, is where one byte at a time finds it. */
final class JsonTextTest {
  private static final byte[] BYTES = {'"', '\\', '!', '#', '[', ']', 0, -1, (byte) 0xa2, 'a'};

  @Test
  void findsTheFirstQuoteOrBackslashWhereverItStands() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      var bytes = new byte[random.nextInt(40)];
      int kinds = 1 + random.nextInt(BYTES.length);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = BYTES[BYTES.length - 1 - random.nextInt(kinds)];
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      int expected = from;
      while (expected < to && bytes[expected] != '"' && bytes[expected] != '\\') {
        expected++;
      }
      assertEquals(expected, JsonText.end(bytes, from, to), "seed " + seed + ", run " + run);
    }
  }
}
