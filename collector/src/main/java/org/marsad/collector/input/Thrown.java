package org.marsad.collector.input;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** Finds what a sender is to be told in what was thrown. */
final class Thrown {
  private Thrown() {}

  /** The problem; empty for anything else, which the server tells in its own way. */
  static Optional<Problem> problem(Throwable thrown) {
    @Nullable Throwable cause = thrown;
    while (cause instanceof CompletionException) {
      cause = cause.getCause();
    }
    return cause instanceof ProblemException told ? Optional.of(told.problem()) : Optional.empty();
  }
}
