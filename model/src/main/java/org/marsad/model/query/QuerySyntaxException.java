package org.marsad.model.query;

import java.util.List;
import java.util.stream.Collectors;

/** The text of a query has problems; has no stack, since it is no bug. */
public final class QuerySyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<QueryProblem> problems;

  /** With at least one problem. */
  public QuerySyntaxException(List<QueryProblem> problems) {
    super(
        problems.stream().map(QueryProblem::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<QueryProblem> problems() {
    return problems;
  }
}
