package org.marsad.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.marsad.model.incident.Incident;
import org.marsad.model.query.Query;

/** Keeps incidents. Any thread may call. */
public interface IncidentStore extends Closeable {
  /**
   * Takes an incident in, in place of the one with the same id if that has a lower revision; one
   * with the same or a higher revision stays and the call does nothing. So a replay of what was
   * already taken in changes nothing.
   */
  void put(Incident incident) throws IOException;

  Optional<Incident> get(String id) throws IOException;

  /**
   * The newest incidents that match, by {@code (last, id)} descending. The query runs over the
   * incident's fields by their names: {@code incident.id}, {@code incident.title}, {@code
   * incident.severity}, {@code incident.status}, {@code rule.id}, {@code rule.name}, {@code
   * threat.technique.id}, {@code incident.event.id} (evidence), and its entities under the fields
   * they came from.
   *
   * @param size how many at most, 1 to 10,000
   */
  Page list(Query query, int size) throws IOException;

  /** Makes everything taken in durable. */
  void commit() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * An answer.
   *
   * @param incidents newest first
   * @param total how many match in all
   */
  record Page(List<Incident> incidents, long total) {
    public Page {
      incidents = List.copyOf(incidents);
    }
  }
}
