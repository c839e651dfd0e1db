package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
  /** The byte told is the one that RFC 3629 has no place for. */
  @ParameterizedTest
  @CsvSource({
    "61c3a4, 3", // all right
    "61c1, 1", // never in any text
    "61ff62, 1",
    "61c0af, 1",
    "80, 0", // a byte that goes on with nothing
    "c328, 1", // the second one
    "e28228, 2", // the third one
    "f0908028, 3",
    "e080af, 1", // longer than need be
    "f08080af, 1",
    "eda080, 1", // half of a pair of UTF-16
    "f4908080, 1", // beyond the last character
    "f59080, 0",
    "e282, 2" // the end, where one more was due
  })
  void tellsTheByteThatIsWrong(String hex, int place) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(place, Utf8.firstWrong(bytes, 0, bytes.length));
  }

  @Test
  void findsAPlaceExactlyWhereTextIsNotValid() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int[] leads = {0x41, 0xc2, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff, 0x80, 0x9f, 0xa0, 0xbf};
    for (int n = 0; n < 20_000; n++) {
      var bytes = new byte[1 + random.nextInt(6)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) leads[random.nextInt(leads.length)];
      }
      int wrong = Utf8.firstWrong(bytes, 0, bytes.length);
      boolean cut = wrong == bytes.length && !Utf8.isValid(bytes, 0, bytes.length);
      assertEquals(
          Utf8.isValid(bytes, 0, bytes.length),
          wrong == bytes.length && !cut,
          () -> "seed " + seed + ", " + HexFormat.of().formatHex(bytes));
      if (wrong < bytes.length) {
        // What stands before it can be made text by more bytes.
        assertEquals(
            wrong,
            Utf8.firstWrong(bytes, 0, wrong),
            () -> "seed " + seed + ", " + HexFormat.of().formatHex(bytes));
      }
    }
  }
}
