package org.marsad.model.query;

import java.util.List;

/**
 * The search part of a text with commands.
 *
 * @param query what it asks for; means nothing if there are problems
 * @param end where it ended, in characters from 0
 * @param problems what is wrong with it, by their places; empty if nothing
 */
public record SearchPart(Query query, int end, List<QueryProblem> problems) {
  public SearchPart {
    problems = List.copyOf(problems);
  }
}
