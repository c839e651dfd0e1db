package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void countsAndReadsThem() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    byte[] bytes = new byte[8];
    for (int round = 0; round < 100_000; round++) {
      for (int i = 0; i < 8; i++) {
        boolean digit = random.nextInt(8) > 0;
        bytes[i] = (byte) (digit ? '0' + random.nextInt(10) : random.nextInt(256));
      }
      int count = 0;
      int value = 0;
      while (count < 8 && Cursor.isDigit(bytes[count])) {
        value = value * 10 + bytes[count++] - '0';
      }
      for (int i = count; i < 8; i++) {
        value *= 10;
      }
      long word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(count, Digits.count(word), "seed " + seed);
      assertEquals(value, Digits.value(word, count), "seed " + seed);
    }
  }
}
