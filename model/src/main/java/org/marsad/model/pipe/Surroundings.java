package org.marsad.model.pipe;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.expr.Value;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.query.Query;
import org.marsad.model.store.QueryRefusedException;

/**
 * What commands reach besides the rows they are given. The one who runs a pipeline provides it;
 * {@link #NONE} has nothing. Called by the thread of the run.
 */
public interface Surroundings {
  /** Has nothing: every question is refused or answered with nothing. */
  Surroundings NONE = new Surroundings() {};

  /**
   * Runs another pipeline over the same range of time, and pushes its rows, newest first, into a
   * stage, which is ended.
   *
   * @throws QueryRefusedException if there is nothing to search
   */
  default void search(Pipeline pipeline, Run run, Stage into) throws IOException {
    throw new QueryRefusedException("searches in brackets cannot run here");
  }

  /** The table of this name, or null if there is none. */
  default @Nullable LookupTable table(String name) throws IOException {
    return null;
  }

  /** The names of the tables there are. */
  default List<String> tables() {
    return List.of();
  }

  /**
   * The events around one, those of the same source, or with the same value of a field. An event
   * that lacks the field has no neighbours.
   *
   * @param before how many at most
   * @param after how many at most
   * @param by the field; empty for the source
   */
  default Neighbours around(Event event, int before, int after, String by) throws IOException {
    return Neighbours.NONE;
  }

  /**
   * The fields {@code incident.*} of incidents that the row is evidence of, or that an entity of it
   * takes part in; the latest first.
   *
   * @param fields where entities are looked for; none for all that hold them
   */
  default List<Map<String, Value>> incidents(Row row, List<String> fields) throws IOException {
    return List.of();
  }

  /**
   * Pushes incidents that match, as rows, the latest first, into a stage, which is not ended.
   *
   * @throws QueryRefusedException if there are none to search
   */
  default void incidents(Query query, Run run, Stage into) throws IOException {
    throw new QueryRefusedException("incidents cannot be searched here");
  }
}
