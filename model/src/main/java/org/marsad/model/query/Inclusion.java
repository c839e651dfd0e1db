package org.marsad.model.query;

import java.util.List;
import org.marsad.model.query.QueryProblem.Suggestion;

/**
 * What a search includes by {@code @name}.
 *
 * @param query what it asks for; everything if there is a problem
 * @param problem why it cannot be included; empty if it can
 * @param nearest the name that was perhaps meant; empty if none is near
 */
public record Inclusion(Query query, String problem, String nearest) {
  /** Finds what a name stands for. */
  @FunctionalInterface
  public interface Finder {
    Inclusion find(String name);
  }

  public static Inclusion of(Query query) {
    return new Inclusion(query, "", "");
  }

  public static Inclusion refused(String problem, String nearest) {
    return new Inclusion(new Query.All(), problem, nearest);
  }

  /** Ways out, for what stands in [from, to). */
  public Suggestion[] suggestions(int from, int to, String name) {
    var literal = new Suggestion("search for the text: \\@" + name, from, to, "\\@" + name);
    return nearest.isEmpty()
        ? new Suggestion[] {literal}
        : List.of(new Suggestion("did you mean @" + nearest, from, to, "@" + nearest), literal)
            .toArray(Suggestion[]::new);
  }
}
