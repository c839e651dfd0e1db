package org.marsad.rules.match;

import java.util.List;

/** An expression over ASCII as a tree. Immutable. */
sealed interface RegexTree {
  /** Matches where nothing is. */
  RegexTree EMPTY = new Sequence(List.of());

  /**
   * One of certain characters, a bit each.
   *
   * @param low those under 64
   * @param high the others
   */
  record Characters(long low, long high) implements RegexTree {}

  /** One behind the other. */
  record Sequence(List<RegexTree> parts) implements RegexTree {}

  /** One of them. */
  record Choice(List<RegexTree> parts) implements RegexTree {}

  /**
   * So many times.
   *
   * @param most {@link Integer#MAX_VALUE} for any number
   */
  record Repeat(RegexTree part, int least, int most) implements RegexTree {}

  /** Nothing, at such a place. */
  record At(Place place) implements RegexTree {}

  /** Places between characters. */
  enum Place {
    TEXT_BEGIN,
    TEXT_END,
    LINE_BEGIN,
    LINE_END,
    WORD_EDGE,
    NO_WORD_EDGE
  }
}
