package org.marsad.model.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * Compiles a pattern whose groups are wanted.
   *
   * @throws IllegalArgumentException as {@link #compile}
   */
  default Groups groups(String pattern) {
    throw new UnsupportedOperationException("this compiler has no groups");
  }

  /** A compiled pattern that tells where its groups matched; thread-safe. */
  interface Groups {
    /** The names of the groups from 1 on; empty for one without a name. */
    List<String> names();

    /**
     * Looks for the first match at or behind {@code from}.
     *
     * @return start and end of the match and of each group, -1 for a group that took no part; null
     *     if there is none
     */
    int @Nullable [] find(CharSequence text, int from);
  }

  /** A compiled pattern; thread-safe. */
  @FunctionalInterface
  interface Regex {
    /** Whether a match lies somewhere in the text. */
    boolean find(CharSequence text);
  }
}
