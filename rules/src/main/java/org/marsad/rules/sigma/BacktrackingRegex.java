package org.marsad.rules.sigma;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that RE2 refuses, because it looks ahead, behind or back at what it found.
 * Such a search goes by trial and error, which a hostile value can make last for years. So it may
 * read a value's characters only so often; a search that is not done by then finds nothing, and is
 * counted. Written as PCRE writes it, as far as the JDK knows that. Thread-safe.
 */
public final class BacktrackingRegex {
  /** How many characters one search may read, the same ones again included. */
  static final int MAX_READS = 250_000;

  /** As RE2 has it: only line feeds end lines, and case is that of all languages. */
  private static final int ALWAYS = Pattern.UNIX_LINES | Pattern.UNICODE_CASE;

  private final Pattern pattern;
  private final LongAdder unfinished = new LongAdder();

  private BacktrackingRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles an expression.
   *
   * @param options flags as in {@code (?i)}
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static BacktrackingRegex compile(String expression, String options) {
    int flags = ALWAYS;
    for (int i = 0; i < options.length(); i++) {
      flags |= flag(options.charAt(i));
    }
    try {
      return new BacktrackingRegex(Pattern.compile(translated(expression), flags));
    } catch (PatternSyntaxException e) {
      String what = e.getDescription();
      throw new IllegalArgumentException(
          what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("nested too deep", e);
    }
  }

  private static int flag(char option) {
    return switch (option) {
      case 'i' -> Pattern.CASE_INSENSITIVE;
      case 'm' -> Pattern.MULTILINE;
      case 's' -> Pattern.DOTALL;
      default -> throw new IllegalArgumentException("there is no flag " + option);
    };
  }

  /**
   * Of what PCRE and the JDK read differently: names of groups, and brackets and ampersands in
   * classes, which are operators there.
   */
  private static String translated(String expression) {
    var text = new StringBuilder();
    int classAt = -1;
    for (int at = 0; at < expression.length(); at++) {
      char c = expression.charAt(at);
      if (c == '\\' && at + 1 < expression.length()) {
        text.append(c).append(expression.charAt(++at));
      } else if (classAt >= 0) {
        if (c == '[' && expression.startsWith(":", at + 1)) {
          throw new IllegalArgumentException(
              "classes such as [:alpha:] do not go together with looking around or back");
        }
        boolean isFirst = at == classAt;
        if (c == ']' && !isFirst) {
          classAt = -1;
          text.append(c);
        } else if (c == ']' || c == '[' || c == '&') {
          text.append('\\').append(c);
        } else {
          text.append(c);
        }
      } else if (c == '[') {
        text.append(c);
        if (expression.startsWith("^", at + 1)) {
          text.append('^');
          at++;
        }
        classAt = at + 1;
      } else if (expression.startsWith("(?P<", at)) {
        text.append("(?<");
        at += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Whether the expression is found in a text; not where that could not be found out. */
  public boolean find(String text) {
    try {
      return pattern.matcher(new Reading(text)).find();
    } catch (ReadEnough | StackOverflowError _) {
      // The JDK's search calls itself for some repetitions, a frame for each round.
      unfinished.increment();
      return false;
    }
  }

  /** Searches that were given up. */
  public long unfinished() {
    return unfinished.sum();
  }

  /** A text that counts how often it is read. */
  private static final class Reading implements CharSequence {
    private final String text;
    private int left = MAX_READS;

    Reading(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new ReadEnough();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.substring(from, to);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The text was read too often. */
  private static final class ReadEnough extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReadEnough() {
      super("", null, false, false);
    }
  }
}
