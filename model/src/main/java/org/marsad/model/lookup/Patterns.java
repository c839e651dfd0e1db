package org.marsad.model.lookup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;

/** Cells with {@code *} and {@code ?}; a backslash takes their meaning. Case never counts. */
final class Patterns {
  private Patterns() {}

  static WildcardPattern of(String cell) {
    List<WildcardPattern.Part> parts = new ArrayList<>();
    var literal = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == '*' || c == '?') {
        flush(literal, parts);
        parts.add(c == '*' ? new WildcardPattern.Run() : new WildcardPattern.One());
      } else {
        boolean escape =
            c == '\\' && i + 1 < cell.length() && "*?\\".indexOf(cell.charAt(i + 1)) >= 0;
        literal.append(escape ? cell.charAt(++i) : c);
      }
    }
    flush(literal, parts);
    return new WildcardPattern(parts);
  }

  private static void flush(StringBuilder literal, List<WildcardPattern.Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new WildcardPattern.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  static boolean matches(Glob glob, String text) {
    byte[] folded = Fold.text(text).getBytes(StandardCharsets.UTF_8);
    return glob.matches(folded, 0, folded.length);
  }
}
