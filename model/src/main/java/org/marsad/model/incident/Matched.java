package org.marsad.model.incident;

/**
 * A condition of a rule that held, and the value that met it.
 *
 * @param selection its name in the rule; may be empty
 * @param field the field as the rule names it; empty for a word anywhere
 * @param test what was asked of the value
 * @param value what was there, bounded; hostile as received
 */
public record Matched(String selection, String field, String test, String value) {
  /** Characters of a test or a value at most; what is longer ends in an ellipsis. */
  public static final int MAX_TEXT = 256;

  public Matched {
    test = cut(test);
    value = cut(value);
  }

  private static String cut(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT - 1) + "\u2026" : text;
  }
}
