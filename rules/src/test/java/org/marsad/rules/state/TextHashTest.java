package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextHashTest {
  @Test
  void everyCharacterAndTheLengthCount() {
    TextHash hashes = TextHash.of(1, 2);
    Set<Long> seen = new HashSet<>();
    for (int length = 0; length < 40; length++) {
      String text = "\0".repeat(length);
      assertTrue(seen.add(hashes.hash(text)), "length " + length);
      for (int at = 0; at < length; at++) {
        String other = text.substring(0, at) + "\u0100" + text.substring(at + 1);
        assertTrue(seen.add(hashes.hash(other)), at + " of " + length);
      }
    }
  }

  @Test
  void aHundredThousandTextsDoNotCollideAndSpreadByTheirLowBits() {
    TextHash hashes = TextHash.of(3, 4);
    Set<Long> seen = new HashSet<>();
    var counts = new int[256];
    for (int i = 0; i < 100_000; i++) {
      long hash = hashes.hash("10.0." + i / 256 + "." + i % 256);
      seen.add(hash);
      counts[(int) hash & 255]++;
      assertTrue(hash < 0, "the highest bit is set");
    }
    assertEquals(100_000, seen.size());
    for (int count : counts) {
      assertTrue(count > 250 && count < 550, count + " where 390 are expected");
    }
  }

  @Test
  void anotherKeyGivesOtherHashesAndACheckpointKeepsTheKey() throws IOException {
    TextHash hashes = TextHash.random();
    assertNotEquals(hashes.hash("alice"), TextHash.random().hash("alice"));
    Signals.carry(
        hashes::write, in -> assertEquals(hashes.hash("alice"), TextHash.read(in).hash("alice")));
  }
}
