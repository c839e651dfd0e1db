package org.marsad.model.query;

import java.util.List;

/**
 * A pattern of literals, {@code *} (any run of characters) and {@code ?} (any one character), held
 * without escapes.
 *
 * @param parts literals and wildcards in order; two literals are never neighbours
 */
public record WildcardPattern(List<Part> parts) {
  public WildcardPattern {
    parts = List.copyOf(parts);
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal && parts.get(i - 1) instanceof Literal) {
        throw new IllegalArgumentException("two literals side by side are one");
      }
    }
  }

  /** A piece of a pattern. */
  public sealed interface Part {}

  /** These characters, never empty. */
  public record Literal(String text) implements Part {
    public Literal {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("a literal is not empty");
      }
    }
  }

  /** Any run of characters, be it empty. */
  public record Run() implements Part {}

  /** Any one character (code point). */
  public record One() implements Part {}
}
