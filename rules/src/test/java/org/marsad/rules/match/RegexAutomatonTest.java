package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.model.random.Seeds;
import org.marsad.rules.match.RegexAutomaton.Answer;

class RegexAutomatonTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "B",
          ".",
          "\\.",
          "[ab]",
          "[^a]",
          "[^a\\n]",
          "\\d",
          "\\D",
          "\\w",
          "\\W",
          "\\s",
          "\\S",
          "(a|bc)",
          "(?:x|ay)?",
          "a*",
          "b+",
          "c{2}",
          "(ab){1,3}",
          "[a-c]{2,}",
          "^",
          "$",
          "\\b",
          "\\B",
          "\\A",
          "\\z",
          "(a|)",
          "s",
          "|",
          "[a\\]]",
          "[]a]",
          "[x-]",
          "[\\d-]",
          "-",
          "a+?",
          "\\\\",
          "(?i:S)",
          "(?s:.)",
          "(?m)",
          "(?-i)",
          "(?i)",
          "\\x41",
          "[\\x61-b]",
          "\\n",
          "\\t",
          "(?P<n>a)",
          "\u00e4",
          "[\u00e4a]",
          "(^a|b$)",
          "(a*)*",
          "(|a)+",
          "k",
          "(?m:^b)",
          "(?m:a$)");
  private static final String LETTERS = "abcABCkKxy.-]\\ 0S\n\t_";

  @Test
  void findsRepeatsWhereverTheyStandInALongExpression() {
    for (int length = 0; length < 150; length++) {
      String end = "a".repeat(length);
      RegexAutomaton automaton = RegexAutomaton.of("b(xy|z)*[0-9]+.*" + end);
      assertNotNull(automaton);
      byte[] text = ("bzxyz12 to the end: " + end).getBytes(UTF_8);
      assertEquals(Answer.YES, automaton.find(text, 0, text.length), "before " + length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\\s-[FTd]\\s',              'curl -F x',        YES",
    "'\\s-[FTd]\\s',              'curl -f x',        NO",
    "'(?i)\\s(-u|--user)\\s*:',   'curl --USER  :',   YES",
    "'(?i)\\s(-u|--user)\\s*:',   'curl --user x:',   NO",
    "'.{5,}',                     'abcd',             NO",
    "'.{5,}',                     'abcde',            YES",
    "'^ab$',                      'ab',               YES",
    "'^ab$',                      'xab',              NO",
    "'\\bnet\\b',                 'x net y',          YES",
    "'\\bnet\\b',                 'x nets y',         NO",
    "'a[^b]c',                    'a\u00e4c',         UNKNOWN",
    "'a',                         'a\u00e4',          UNKNOWN",
  })
  void finds(String pattern, String text, Answer answer) {
    RegexAutomaton automaton = RegexAutomaton.of(pattern);
    assertNotNull(automaton);
    byte[] bytes = text.getBytes(UTF_8);
    assertEquals(answer, automaton.find(bytes, 0, bytes.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\pL", "[[:alpha:]]", "(?i)\u212a", "\\Qa\\E", "a{2}{3}", "\\101", "x{0,1001}"})
  void leavesToOthersWhatItDoesNotKnow(String pattern) {
    assertNull(RegexAutomaton.of(pattern));
  }

  @Test
  void doesNotKnowWhenTooMuchWouldHaveToBeRemembered() {
    RegexAutomaton automaton = RegexAutomaton.of("a[ab]{60}c");
    assertNotNull(automaton);
    assertEquals(Answer.NO, automaton.find(new byte[0], 0, 0));
    long seed = Seeds.next();
    var random = new Random(seed);
    var bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(2));
    }
    assertEquals(Answer.UNKNOWN, automaton.find(bytes, 0, bytes.length), "seed " + seed);
  }

  @Test
  void findsWhatRe2Finds() {
    long seed = Seeds.next();
    var random = new Random(seed);
    int known = 0;
    int found = 0;
    for (int i = 0; i < 8_000; i++) {
      String regex = pattern(random);
      Pattern pattern = compiled(regex);
      RegexAutomaton automaton = pattern == null ? null : RegexAutomaton.of(regex);
      if (pattern == null || automaton == null) {
        continue;
      }
      known++;
      for (int round = 0; round < 5; round++) {
        String value = value(random);
        byte[] bytes = value.getBytes(UTF_8);
        boolean finds = pattern.matcher(value).find();
        found += finds ? 1 : 0;
        assertEquals(
            finds ? Answer.YES : Answer.NO,
            automaton.find(bytes, 0, bytes.length),
            () -> "seed " + seed + ": " + regex + " in " + value);
      }
    }
    assertTrue(known > 4_000, "seed " + seed + ": understood " + known);
    assertTrue(found > 4_000, "seed " + seed + ": found " + found);
  }

  private static String pattern(Random random) {
    var text = new StringBuilder();
    for (int j = 1 + random.nextInt(5); j > 0; j--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static @Nullable Pattern compiled(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException _) {
      return null;
    }
  }

  private static String value(Random random) {
    var value = new StringBuilder();
    for (int j = random.nextInt(12); j > 0; j--) {
      value.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return value.toString();
  }
}
