package org.marsad.model.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts that {@code @name} stands for. What is included is read as a query of its own and
 * becomes part of the tree; its text is never pasted. Thread-safe.
 */
public interface SavedQueries {
  /** There are none. */
  SavedQueries NONE =
      new SavedQueries() {
        @Override
        public @Nullable String text(String name) {
          return null;
        }

        @Override
        public List<String> names() {
          return List.of();
        }
      };

  /** The text of a name; null if there is none. */
  @Nullable String text(String name);

  /** All names, sorted. */
  List<String> names();

  /** Whether a name is one that can be given: letters, digits, and {@code _-.} inside of it. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > 64) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      boolean inside = i > 0 && i < name.length() - 1 && "_-.".indexOf(c) >= 0;
      if (!letter && !inside) {
        return false;
      }
    }
    return true;
  }
}
