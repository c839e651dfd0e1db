package org.marsad.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktrackingRegexTest {
  /** The expression, its options, a text in which it is found, and one in which it is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "^(?!.*good).*bad      ~ ''  ~ so bad      ~ good or bad",
        "(?<=user=)root        ~ ''  ~ user=root   ~ name=root",
        "(\\w)\\1\\1           ~ ''  ~ aXXXa       ~ aXXa",
        "(?P<q>['\"]).*(?P<z>x)(?<!y)\\1 ~ '' ~ \"ax\" ~ \"ax'",
        "(?>a+)b++             ~ ''  ~ aab         ~ aac",
        "(?=B)\u00c4?b         ~ i   ~ xB          ~ xc",
        "(?=a)..b              ~ ''  ~ 'a\u0085b'  ~ ab",
        "(?!x)[]a[]{2}$        ~ ''  ~ '[]'        ~ 'b]'",
        "(?!x)[^]a&&[b]]$      ~ ''  ~ 'c]'        ~ '&]'",
        "\\u00e9               ~ ''  ~ caf\u00e9   ~ cafe",
      })
  void findsAsPcreDoes(String expression, String options, String hit, String miss) {
    BacktrackingRegex regex = BacktrackingRegex.compile(expression.strip(), options.strip());
    assertTrue(regex.find(hit), expression);
    assertFalse(regex.find(miss), expression);
    assertEquals(0, regex.unfinished());
  }

  @Test
  void givesUpAndCountsWhatWouldTakeTooLong() {
    BacktrackingRegex slow = BacktrackingRegex.compile("^(?!x)(a|a)+\\1?$", "");
    assertTrue(slow.find("aaaa"));
    assertFalse(slow.find("a".repeat(60) + "b"));
    assertEquals(1, slow.unfinished());
    BacktrackingRegex deep = BacktrackingRegex.compile("(?!x)^(?:a|b)*$", "");
    assertFalse(deep.find("ab".repeat(1_000_000)), "a frame of the stack for each round");
    assertEquals(1, deep.unfinished());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "(?=a             ~ unclosed group",
        "(?=a)[[:alpha:]] ~ classes such as [:alpha:] do not go together with looking around or"
            + " back",
      })
  void saysWhyAnExpressionIsNone(String expression, String why) {
    assertEquals(
        why,
        assertThrows(
                IllegalArgumentException.class, () -> BacktrackingRegex.compile(expression, ""))
            .getMessage());
  }
}
