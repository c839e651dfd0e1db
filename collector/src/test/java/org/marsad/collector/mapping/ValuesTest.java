package org.marsad.collector.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.query.Address;

class ValuesTest {
  private static final String LETTERS = "0123456789...::af%";

  @Test
  void knowsTheAddressesThatAddressReads() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      String text = random.nextInt(4) == 0 ? letters(random) : dotted(random);
      byte[] bytes = text.getBytes(US_ASCII);
      boolean read = text.length() > 1 && Address.parse(text) != null && !text.contains("%");
      assertEquals(
          read,
          !text.contains("%") && Values.isAddress(bytes, 0, bytes.length),
          text + ", seed " + seed);
    }
  }

  private static String letters(Random random) {
    var text = new StringBuilder();
    for (int left = random.nextInt(50); left > 0; left--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private static String dotted(Random random) {
    var text = new StringBuilder();
    int parts = random.nextInt(8) == 0 ? random.nextInt(7) : 4;
    for (int part = 0; part < parts; part++) {
      text.append(part == 0 ? "" : ".").append("0".repeat(random.nextInt(12) == 0 ? 12 : 0));
      text.append(random.nextInt(20) == 0 ? "" : Integer.toString(random.nextInt(260)));
    }
    return text.toString();
  }
}
