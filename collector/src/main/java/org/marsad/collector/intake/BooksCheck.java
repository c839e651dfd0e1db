package org.marsad.collector.intake;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes over the books all the time. What they say is compared with what others count who know
 * nothing of the books: the door of the log, how many frames are on their way; the log and the
 * pipeline, whether all of them were handed over. And no column may owe anything.
 *
 * <p>The books are written while they are read, so a difference proves nothing until it is seen so
 * often, always with the same sign, that only a frame can be its cause that was lost or counted
 * twice. Belongs to one thread; {@link #problem} may be asked by any.
 */
public final class BooksCheck {
  private static final Logger LOG = LoggerFactory.getLogger(BooksCheck.class);
  private static final int TRIES = 5;

  private final SourceBooks books;
  private final LongSupplier arriving;
  private final BooleanSupplier drained;
  private final int patience;
  private final Metrics.Counter looks;
  private int sameSign;
  private long sign;
  private volatile @Nullable String problem;

  /**
   * A check that has seen nothing yet.
   *
   * @param arriving frames on their way to the log, counted at its door
   * @param drained whether all that is in the log was handed over
   * @param patience so often in a row a difference must be seen
   */
  public BooksCheck(
      SourceBooks books,
      LongSupplier arriving,
      BooleanSupplier drained,
      int patience,
      Metrics metrics) {
    this.books = books;
    this.arriving = arriving;
    this.drained = drained;
    this.patience = patience;
    looks = metrics.counter("marsad_collector_books_checks", "Times the books were checked.");
    metrics.gauge(
        "marsad_collector_books_unbalanced",
        "1 if received is not indexed + quarantined + refused + pending.",
        () -> problem == null ? 0 : 1);
  }

  /** What is wrong with the books, if anything is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** One look. */
  public void look() {
    looks.increment();
    Finding finding = null;
    for (int i = 0; i < TRIES; i++) {
      finding = find();
      if (finding == null) {
        break;
      }
    }
    judge(finding);
  }

  private void judge(@Nullable Finding finding) {
    if (finding == null) {
      sameSign = 0;
      if (problem != null) {
        LOG.info("the books balance again");
        told(null);
      }
      return;
    }
    sameSign = Long.signum(finding.difference) == sign ? sameSign + 1 : 1;
    sign = Long.signum(finding.difference);
    if (sameSign >= patience) {
      if (problem == null) {
        LOG.error("the books do not balance: {}", finding.what);
      }
      told("the books do not balance: " + finding.what);
    }
  }

  private void told(@Nullable String what) {
    problem = what;
    books.problem(what);
  }

  private @Nullable Finding find() {
    boolean drainedBefore = drained.getAsBoolean();
    long underWay = 0;
    long journaled = 0;
    for (SourceBook book : books.all()) {
      long arrives = book.arriving();
      long waits = book.journaled();
      if (arrives < 0 || waits < 0) {
        String column = arrives < 0 ? "on its way" : "in the log";
        return new Finding(
            "of " + book.origin() + " " + Math.min(arrives, waits) + " frames are " + column, -1);
      }
      if (!book.isBalanced()) {
        return new Finding("of " + book.origin() + " the columns do not add up", 1);
      }
      underWay += arrives;
      journaled += waits;
    }
    long counted = arriving.getAsLong();
    if (underWay != counted) {
      return new Finding(
          underWay + " frames are on their way by the books, " + counted + " at the log's door",
          underWay - counted);
    }
    if (journaled > 0 && drainedBefore && drained.getAsBoolean() && arriving.getAsLong() == 0) {
      return new Finding(journaled + " frames in the log were never handed over", journaled);
    }
    return null;
  }

  private record Finding(String what, long difference) {}
}
