package org.marsad.model.query;

/**
 * Compiles RE2 patterns to something that runs in time linear in its input. A border, because the
 * engine is a library and this floor has none. Thread-safe.
 */
@FunctionalInterface
public interface RegexCompiler {
  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it is not RE2, with the position and the reason
   */
  Regex compile(String pattern);

  /** A compiled pattern; thread-safe. */
  @FunctionalInterface
  interface Regex {
    /** Whether a match lies somewhere in the text. */
    boolean find(CharSequence text);
  }
}
