package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.junit.jupiter.api.Test;

class HexTermsTest {
  private static final String NAME = "guid\0";

  private static final List<String> VALUES =
      List.of(
          "00112233-4455-6677-8899-aabbccddeeff",
          "{00112233-4455-6677-8899-aabbccddeeff}",
          "00112233445566778899aabbccddeeff",
          "00112233445566778899aabbccddeeff0",
          "00112233445566778899aabbccddeef",
          "abcdef012345",
          "abcdef0123450",
          "000000000000",
          "0000000000000",
          "9".repeat(3_001));

  @Test
  void comeBackAsTheyWereAndAreHalfAsLong() {
    Set<BytesRef> terms = new HashSet<>();
    for (String value : VALUES) {
      BytesRef term = HexTerms.of(new BytesRef(NAME + value), NAME.length());
      assertNotNull(term, value);
      assertTrue(terms.add(term), value);
      assertTrue(term.length <= NAME.length() + value.length() / 2 + 2, value);
      assertTrue(
          term.length <= NAME.length() + 17 || value.length() > 32, () -> value + " " + term);
      var back = new BytesRef();
      HexTerms.unpack(term, NAME.length(), back);
      assertEquals(value, back.utf8ToString());
    }
  }

  @Test
  void othersAreTermsAsTheyAre() {
    for (String value :
        List.of(
            "",
            "0123456789a",
            "0123456789ag",
            "00112233-4455-6677-8899-aabbccddeefg",
            "{00112233-4455-6677-8899-aabbccddeeff",
            "00112233x4455-6677-8899-aabbccddeeff")) {
      assertNull(HexTerms.of(new BytesRef(NAME + value), NAME.length()), value);
    }
  }

  @Test
  void beginAsWhatTheyBeginWithSays() {
    byte[] name = NAME.getBytes(US_ASCII);
    for (String value : VALUES) {
      BytesRef term = HexTerms.of(new BytesRef(NAME + value), NAME.length());
      assertNotNull(term);
      for (int length = 0; length <= Math.min(40, value.length()); length++) {
        byte[] begin = value.substring(0, length).getBytes(US_ASCII);
        int found = 0;
        for (int kind = 0; kind < HexTerms.KINDS; kind++) {
          found += StringHelper.startsWith(term, HexTerms.start(name, kind, begin)) ? 1 : 0;
        }
        assertEquals(1, found, value + " " + length);
      }
    }
    assertFalse(HexTerms.couldHave("x".getBytes(US_ASCII)));
    assertTrue(HexTerms.couldHave("{0a-}".getBytes(US_ASCII)));
  }

  @Test
  void anyBytesAreUnpackedWithoutHarm() {
    for (int length = 0; length < 20; length++) {
      for (byte kind = -1; kind < 5; kind++) {
        var bytes = new byte[NAME.length() + length];
        Arrays.fill(bytes, kind);
        HexTerms.unpack(new BytesRef(bytes), NAME.length(), new BytesRef());
      }
    }
  }
}
