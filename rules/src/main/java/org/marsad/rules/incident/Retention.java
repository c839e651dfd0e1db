package org.marsad.rules.incident;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentStore;

/**
 * Lets closed incidents go when their time is over, on the clock of the log. Nothing can join or
 * open again what goes, since the settings see to that. One thread; others may ask how many went.
 */
final class Retention {
  private static final long EVERY = Nanos.of(Duration.ofMinutes(1));
  private static final int MOST = 1_000;

  private final long keep;
  private final IncidentStore store;
  private final Book book;
  private volatile Consumer<Incident> told = _ -> {};
  private long count;
  private long lookedAt = Long.MIN_VALUE / 2;

  /**
   * Retention of what a store and the book before it have.
   *
   * @param keep how long after its last change a closed incident is kept; 0 for ever
   */
  Retention(Duration keep, IncidentStore store, Book book) {
    this.keep = Nanos.of(keep);
    this.store = store;
    this.book = book;
  }

  /** Tells of every incident that goes, on the thread that lets them go. */
  void tell(Consumer<Incident> listener) {
    told = listener;
  }

  /** Looks from time to time. Everything must be in the store. */
  void look(long clock) throws IOException {
    if (keep == 0 || clock - lookedAt < EVERY) {
      return;
    }
    List<Incident> gone = store.forget(clock - keep, MOST);
    // With as many as fit there may be more, and the next look is soon.
    lookedAt = gone.size() < MOST ? clock : lookedAt;
    if (!gone.isEmpty()) {
      Set<String> ids = new TreeSet<>();
      gone.forEach(incident -> ids.add(incident.id()));
      book.forget(ids);
      count += gone.size();
      gone.forEach(told);
    }
  }

  /** Incidents that went. */
  long count() {
    return count;
  }
}
