package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RandomValuesTest {
  @Test
  void areTokensAndNumbersButNoWordsOrPaths() {
    for (String value :
        List.of(
            "1:lqge6yo2wfo9dd7mzrkq1yaqkx8=",
            "0x3e7f1a2",
            "0xffffffff",
            "eyj0exaioijkv1qilcjhbgcioijiuzi1nij9")) {
      assertIs(true, value);
    }
    for (String value :
        List.of(
            "",
            "0x3e7",
            "microsoftwindowssecurityauditing",
            "windowsserver2019datacenter",
            "c:/windows/system32/drivers.sys",
            "srv-1a2b3c4d5e6f7g8h9i",
            "user77",
            "host12.example.com")) {
      assertIs(false, value);
    }
  }

  private static void assertIs(boolean random, String value) {
    byte[] bytes = value.getBytes(US_ASCII);
    assertEquals(random, RandomValues.is(bytes, 0, bytes.length), value);
  }
}
