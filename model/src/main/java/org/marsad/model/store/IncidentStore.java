package org.marsad.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentSearch.Cursor;

/**
 * Keeps incidents and alerts. Any thread may call; one thread puts and commits. What was put is
 * seen by every later call.
 *
 * <p>Queries run over the rows that {@link IncidentRow} makes.
 */
public interface IncidentStore extends Closeable {
  /**
   * Takes an incident in, in place of the one with the same id if that has a lower revision.
   *
   * @return false if it has the same or a higher revision: then it stays
   */
  boolean put(Incident incident) throws IOException;

  /** As {@link #put(Incident)} for an alert. */
  boolean put(Alert alert) throws IOException;

  Optional<Incident> incident(String id) throws IOException;

  Optional<Alert> alert(String id) throws IOException;

  /** The incidents that match. */
  Page<Incident> incidents(IncidentSearch search) throws IOException;

  /** The alerts that match. */
  Page<Alert> alerts(IncidentSearch search) throws IOException;

  /**
   * Incidents that one of the entities takes part in, told by kind and value, whose last evidence
   * is not before {@code since}; those whose alerts went elsewhere are not among them. The latest
   * first, at most {@code max}.
   */
  List<Incident> touching(Collection<Entity> entities, long since, int max) throws IOException;

  /** The latest alert of a {@linkplain Alert#story() story} whose last evidence is not before. */
  Optional<Alert> latest(String story, long since) throws IOException;

  /**
   * Lets go of closed incidents that nothing has changed since {@code before}, with their alerts
   * and with the incidents that were merged into them: the longest unchanged first, at most {@code
   * max}.
   *
   * @return those that went, without the merged ones
   */
  List<Incident> forget(long before, int max) throws IOException;

  /**
   * Marks off everything taken in so far, and with it, as one, the state of who takes in; what is
   * put from now on belongs to the next cut. Costs who calls as little as the store can manage: the
   * disk is waited for by {@link Cut#makeDurable}.
   */
  Cut cut(byte[] state) throws IOException;

  /** Makes a cut durable at once. */
  default void commit(byte[] state) throws IOException {
    cut(state).makeDurable();
  }

  /** The state of the last commit; empty if there is none. */
  byte[] state() throws IOException;

  @Override
  void close() throws IOException;

  /** What was taken in up to some moment. */
  @FunctionalInterface
  interface Cut {
    /**
     * Makes it durable. After a crash the store and the state are as they were at the last cut of
     * which this returned, or at a later one. For any thread; once for every cut, in their order.
     */
    void makeDurable() throws IOException;
  }

  /**
   * An answer.
   *
   * @param items in the order asked for
   * @param total how many match in all
   * @param next where this page ended, or null if there is no further one
   */
  record Page<T>(List<T> items, long total, @Nullable Cursor next) {
    public Page {
      items = List.copyOf(items);
    }
  }
}
