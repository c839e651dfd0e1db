package org.marsad.model.query;

import java.util.List;
import org.marsad.model.problem.Problem.Position;

/**
 * What is wrong with the text of a query.
 *
 * @param code stable, such as {@code SQ101}
 * @param message what is wrong, with the offending text quoted
 * @param position where
 * @param found the text there; may be empty
 * @param expected what could stand there; may be empty
 * @param suggestions what to write instead; may be empty
 */
public record QueryProblem(
    String code,
    String message,
    Position position,
    String found,
    List<String> expected,
    List<String> suggestions) {

  public QueryProblem {
    expected = List.copyOf(expected);
    suggestions = List.copyOf(suggestions);
  }

  /** {@code SQ101 '(' at 1:1 is never closed}. */
  @Override
  public String toString() {
    return code + " " + message + " at " + position.line() + ":" + position.column();
  }
}
