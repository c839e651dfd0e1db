package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class LineEndsTest {
  @Test
  void findsWhatALoopFinds() {
    long seed = Seeds.next();
    var random = new Random(seed);
    byte[] nearby = {0, 1, 9, 10, 11, 'a', (byte) 0xff, (byte) 0x80, (byte) 0x8a};
    for (int i = 0; i < 20_000; i++) {
      var block = new byte[random.nextInt(40)];
      for (int at = 0; at < block.length; at++) {
        block[at] = (byte) (random.nextInt(3) == 0 ? nearby[random.nextInt(nearby.length)] : 'x');
      }
      int to = random.nextInt(block.length + 1);
      int from = random.nextInt(to + 1);
      String told = "seed " + seed + ", step " + i;
      assertEquals(find(block, from, to, (byte) '\n'), LineEnds.feed(block, from, to), told);
      assertEquals(find(block, from, to, (byte) 0), LineEnds.feedOrNul(block, from, to), told);
    }
  }

  private static int find(byte[] block, int from, int to, byte other) {
    for (int at = from; at < to; at++) {
      if (block[at] == '\n' || block[at] == other) {
        return at;
      }
    }
    return -1;
  }
}
