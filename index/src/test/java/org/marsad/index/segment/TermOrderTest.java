package org.marsad.index.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class TermOrderTest {
  @Test
  void sortsAsTheBytesDo() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int distinctBytes = 1 + random.nextInt(round % 3 == 0 ? 256 : 3);
      int longest = 1 + random.nextInt(round % 5 == 0 ? 300 : 20);
      byte[] before = bytes(random, random.nextInt(3) * 9, 256);
      var terms = new TreeSet<byte[]>(Arrays::compareUnsigned);
      for (int i = random.nextInt(2_000); i >= 0; i--) {
        byte[] end = bytes(random, random.nextInt(longest + 1), distinctBytes);
        byte[] term = Arrays.copyOf(before, before.length + end.length);
        System.arraycopy(end, 0, term, before.length, end.length);
        terms.add(term);
      }
      check(new ArrayList<>(terms), random, seed);
    }
  }

  @Test
  void endsBeforeWhatGoesOnWithZeros() {
    var terms = new ArrayList<byte[]>();
    for (int length = 0; length < 40; length++) {
      terms.add(new byte[length]);
    }
    check(terms, new Random(1), 1);
  }

  private static byte[] bytes(Random random, int length, int distinct) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(distinct);
    }
    return bytes;
  }

  private static void check(List<byte[]> expected, Random random, long seed) {
    var mixed = new ArrayList<>(expected);
    Collections.shuffle(mixed, random);
    var dictionary = new Dictionary(16);
    var ids = new int[mixed.size() + 2];
    ids[0] = -1;
    ids[ids.length - 1] = -2;
    for (int i = 0; i < mixed.size(); i++) {
      ids[i + 1] = dictionary.add(7, mixed.get(i), 0, mixed.get(i).length);
    }
    TermOrder.sort(dictionary, ids, 1, ids.length - 1);
    assertEquals(-1, ids[0]);
    assertEquals(-2, ids[ids.length - 1]);
    for (int i = 0; i < expected.size(); i++) {
      int from = dictionary.from(ids[i + 1]);
      byte[] found =
          Arrays.copyOfRange(dictionary.pool(), from, from + dictionary.length(ids[i + 1]));
      assertArrayEquals(expected.get(i), found, "seed " + seed);
    }
  }
}
