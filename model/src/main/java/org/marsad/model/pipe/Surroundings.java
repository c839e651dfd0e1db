package org.marsad.model.pipe;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;
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

  /** The rows of a table by the text of its key column, or null if there is no such table. */
  default @Nullable Map<String, Map<String, Value>> table(String name, String key) {
    return null;
  }

  /** The names of the tables there are. */
  default List<String> tables() {
    return List.of();
  }

  /**
   * The events around one, in their order: those of the same source, or with the same value of a
   * field.
   *
   * @param by the field; empty for the source
   */
  default List<Row> around(Row row, int before, int after, String by) throws IOException {
    return List.of();
  }

  /**
   * The fields {@code incident.*} of incidents whose evidence or entity the row is; newest first.
   */
  default List<Map<String, Value>> incidents(Row row) throws IOException {
    return List.of();
  }
}
