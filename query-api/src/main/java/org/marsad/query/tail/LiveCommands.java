package org.marsad.query.tail;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.Event;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** The commands of a tail, each of which looks at one event alone. One thread. */
final class LiveCommands {
  private final Stage first;
  private final List<Row> rows;

  private LiveCommands(Stage first, List<Row> rows) {
    this.first = first;
    this.rows = rows;
  }

  /**
   * Opens them.
   *
   * @throws org.marsad.model.store.QueryRefusedException if one cannot run
   */
  static LiveCommands of(Pipeline pipeline, Run run) {
    var rows = new ArrayList<Row>();
    return new LiveCommands(pipeline.open(new Collecting(rows), run), rows);
  }

  /** What becomes of an event; valid until the next one. */
  List<Row> rows(Event event) {
    rows.clear();
    first.row(new Row(event));
    return rows;
  }

  private record Collecting(List<Row> rows) implements Stage {
    @Override
    public boolean row(Row row) {
      rows.add(row);
      return true;
    }

    @Override
    public void end() {
      // a tail has none
    }
  }
}
