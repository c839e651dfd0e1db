package org.marsad.collector.input;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** Finds what a sender is to be told in what was thrown. */
final class Thrown {
  private Thrown() {}

  /** The problem; empty for a bug, which the server logs and tells in its own way. */
  static Optional<Problem> problem(Throwable thrown) {
    return switch (cause(thrown)) {
      case ProblemException told -> Optional.of(told.problem());
      case ContentTooLargeException _ -> Optional.of(HttpProblems.tooLarge().problem());
      case RequestTimeoutException _ -> Optional.of(HttpProblems.late().problem());
      case HttpStatusException status -> Optional.of(plain(status.httpStatus()));
      case null, default -> Optional.empty();
    };
  }

  /** Whether nobody foresaw it. */
  static boolean isBug(Throwable thrown) {
    return find(thrown, HecException.class) == null && problem(thrown).isEmpty();
  }

  /** A short name of it, for counters. */
  static String reason(Throwable thrown) {
    HecException hec = find(thrown, HecException.class);
    return hec != null
        ? hec.status().name().toLowerCase(Locale.ROOT).replace('_', '-')
        : problem(thrown).map(Problem::code).orElse("internal-error");
  }

  /** What was thrown, if it is of this kind. */
  static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> kind) {
    Throwable cause = cause(thrown);
    return kind.isInstance(cause) ? kind.cast(cause) : null;
  }

  private static @Nullable Throwable cause(Throwable thrown) {
    @Nullable Throwable cause = thrown;
    while (cause instanceof CompletionException) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Problem plain(HttpStatus status) {
    String code = status.reasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    return Problem.of(
        Math.max(400, status.code()), code, status.reasonPhrase(), status.reasonPhrase());
  }
}
