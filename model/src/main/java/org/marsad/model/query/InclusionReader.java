package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts saved searches in the place of their names: {@code @name}. One thread. */
final class InclusionReader {
  private final Source in;
  private final QueryLimits limits;
  private final Inclusion.@Nullable Finder saved;

  /** With what finds them; null where such a word stands for itself. */
  InclusionReader(Source in, QueryLimits limits, Inclusion.@Nullable Finder saved) {
    this.in = in;
    this.limits = limits;
    this.saved = saved;
  }

  /** What a word stands for that names a saved search; null for any other word. */
  @Nullable Query included(Word word) {
    Inclusion.Finder finder = saved;
    if (finder == null || in.text().charAt(word.from()) != '@' || word.hasWildcard()) {
      return null;
    }
    String name = word.plain().substring(1);
    return SavedQueries.isName(name) ? included(word, name, finder.find(name)) : null;
  }

  private Query included(Word word, String name, Inclusion included) {
    if (!included.problem().isEmpty()) {
      in.problem(
          "SQ170",
          word.from(),
          word.to(),
          included.problem(),
          List.of("the name of a saved search"),
          included.suggestions(word.from(), word.to(), name));
      return ERROR;
    }
    return limits.count(included.query().leaves()) ? included.query() : ERROR;
  }
}
