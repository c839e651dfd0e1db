package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.random.Seeds;

class RegexFloorTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "B",
          ".",
          "\\.",
          "[ab]",
          "[^a]",
          "\\d",
          "(a|bc)",
          "(?:x|ay)?",
          "a*",
          "b+",
          "c{2}",
          "(ab){1,3}",
          "^",
          "$",
          "\\bk",
          "(a|)",
          "s",
          "|",
          "[a\\]]",
          "-",
          "a+?",
          "\\\\",
          "(?i:S)");
  private static final String LETTERS = "abcABCxy.-k]\\s0S\u212a\u017f\u00e4";

  @ParameterizedTest
  @CsvSource({
    ".{5},             aaaa,   false",
    ".{5},             aaaaa,  true",
    "'(.){3,}x',       aaa,    false",
    "(?i)FOO,          xfoox,  true",
    "(?i)FOO,          xfx,    false",
    "a-|b-,            b,      false",
    "a-|b-,            b-,     true",
    "a|b-,             b,      true",
    "\\s-c\\s,         abcd,   false",
    "'[0-9]{1,3}\\.[0-9]', 123, false",
    "\\p{L}{9},        a,      true",
  })
  void asksForLengthAndCharacters(String pattern, String text, boolean allows) {
    byte[] bytes = text.getBytes(UTF_8);
    assertEquals(allows, RegexFloor.of(pattern).allows(bytes, 0, bytes.length));
  }

  @Test
  void neverForbidsWhatTheExpressionFinds() {
    long seed = Seeds.next();
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(random.nextInt(3) == 0 ? "(?i)" : "");
      for (int j = 1 + random.nextInt(4); j > 0; j--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String pattern = text.toString();
      var value = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        value.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      byte[] bytes = value.toString().getBytes(UTF_8);
      if (Pattern.compile(pattern).matcher(value.toString()).find()) {
        found++;
        assertTrue(
            RegexFloor.of(pattern).allows(bytes, 0, bytes.length),
            () -> "seed " + seed + ": " + pattern + " in " + value);
      }
    }
    assertTrue(found > 1_000, "seed " + seed + ": found " + found);
  }
}
