package org.marsad.model.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mistake of a user, as a value: what an HTTP answer of type {@code application/problem+json}
 * (RFC 9457) is made of. Bugs are exceptions and are not told here.
 *
 * @param status the HTTP status, 400 to 599
 * @param code a stable short name, such as {@code query-syntax}; the type URI is made of it
 * @param title one line, the same for each problem of this code
 * @param detail what is wrong this time, with the offending text quoted
 * @param position where in the input, or null if it has no place
 * @param suggestions what to write instead; may be empty
 * @param retryAfterSeconds when to try again, 0 if waiting does not help
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    @Nullable Position position,
    List<String> suggestions,
    int retryAfterSeconds) {

  public Problem {
    suggestions = List.copyOf(suggestions);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a problem has a status of 400 to 599: " + status);
    }
  }

  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, null, List.of(), 0);
  }

  public Problem at(Position where) {
    return new Problem(status, code, title, detail, where, suggestions, retryAfterSeconds);
  }

  public Problem suggesting(List<String> instead) {
    return new Problem(status, code, title, detail, position, instead, retryAfterSeconds);
  }

  public Problem retryAfter(int seconds) {
    return new Problem(status, code, title, detail, position, suggestions, seconds);
  }

  /**
   * A place in a text.
   *
   * @param offset characters before it, from 0
   * @param line from 1
   * @param column from 1
   * @param length how many characters are meant, at least 0
   */
  public record Position(int offset, int line, int column, int length) {
    /** The place at {@code offset} of a text. */
    public static Position of(CharSequence text, int offset, int length) {
      int line = 1;
      int lineStart = 0;
      int end = Math.min(offset, text.length());
      for (int i = 0; i < end; i++) {
        if (text.charAt(i) == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      return new Position(offset, line, offset - lineStart + 1, length);
    }
  }
}
