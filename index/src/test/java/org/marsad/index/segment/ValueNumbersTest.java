package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.apache.lucene.util.NumericUtils;
import org.junit.jupiter.api.Test;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Numbers;
import org.marsad.model.random.Seeds;

class ValueNumbersTest {
  private static final String[] CORNERS = {
    "",
    "-",
    "0",
    "-0",
    "00",
    "007",
    "-07",
    "-1",
    "1",
    "12345",
    "999999999999999",
    "-999999999999999",
    "1000000000000000",
    "9007199254740993",
    "1.5",
    "1.50",
    "-1.5",
    "1e3",
    "4.20e1",
    "1.",
    ".5",
    "+1",
    " 1",
    "1 ",
    "0x1f",
    "1-1",
    "--1",
    "1e400",
    "\u00b2",
    "\u0661"
  };

  @Test
  void readsWhatNumbersReads() {
    for (String text : CORNERS) {
      check(text, 0);
    }
  }

  @Test
  void readsAnyDigitsAsNumbersDoes() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
      for (int left = random.nextInt(20); left > 0; left--) {
        text.append("0123456789012345678901234.e-".charAt(random.nextInt(28)));
      }
      check(text.toString(), seed);
    }
  }

  private static void check(String text, long seed) {
    byte[] bytes = ("9" + text + "9").getBytes(ISO_8859_1);
    int to = bytes.length - 1;
    Double number = Numbers.parse(new String(bytes, 1, to - 1, ISO_8859_1));
    long read = ValueNumbers.sortable(bytes, 1, to);
    long printed = ValueNumbers.printed(bytes, 1, to);
    if (number == null) {
      assertEquals(ValueNumbers.NONE, read, () -> text + ", seed " + seed);
      assertEquals(ValueNumbers.NONE, printed, () -> text + ", seed " + seed);
      return;
    }
    long sortable = NumericUtils.doubleToSortableLong(number);
    assertEquals(sortable, read, () -> text + ", seed " + seed);
    boolean same = Value.of(number.doubleValue()).text().equals(text);
    assertEquals(same ? sortable : ValueNumbers.NONE, printed, () -> text + ", seed " + seed);
  }
}
