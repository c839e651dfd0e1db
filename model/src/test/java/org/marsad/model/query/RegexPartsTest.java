package org.marsad.model.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.random.Seeds;

class RegexPartsTest {
  @ParameterizedTest
  @CsvSource({
    "Get-[A-Z]\\w+,Get-",
    "^abc.*def$,abc def",
    "a+bc,a bc",
    "abc?d,ab d",
    "ab{2}c,a c",
    "(?i)power(shell)?x,power x",
    "a|b,''",
    "abc(d|e)fg,abc fg",
    "c:\\\\temp\\.exe,c:\\temp.exe",
    "ab\\dcd,ab cd",
    "[[:alpha:]]xy[]]z,xy z",
    "xyz\\x41bc,''",
    "abc\\p{L}d,''",
    "abc*,ab"
  })
  void findsWhatEveryMatchHas(String pattern, String parts) {
    assertEquals(parts, String.join(" ", RegexParts.required(pattern)));
  }

  @Test
  void isNeverWrong() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String[] pieces = {
      "a", "b", "c", "d", ".", "*", "+", "?", "|", "(", ")", "[ab]", "\\d", "\\.", "{1,2}", "^", "$"
    };
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      var pattern = new StringBuilder();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        pattern.append(pieces[random.nextInt(pieces.length)]);
      }
      Pattern compiled;
      try {
        compiled = Pattern.compile(pattern.toString());
      } catch (PatternSyntaxException _) {
        continue;
      }
      List<String> parts = RegexParts.required(pattern.toString());
      for (int n = 0; n < 5; n++) {
        var text = new StringBuilder();
        for (int k = random.nextInt(10); k > 0; k--) {
          text.append("abcd1.".charAt(random.nextInt(6)));
        }
        if (compiled.matcher(text).find()) {
          matched++;
          for (String part : parts) {
            assertTrue(
                text.indexOf(part) >= 0,
                () -> "seed " + seed + ", " + pattern + " matches " + text + " without " + part);
          }
        }
      }
    }
    assertTrue(matched > 1_000);
  }
}
