package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** Keeps all rows, as far as memory allows, and hands them on together, oldest first. */
abstract class Buffered implements Stage {
  private final Stage next;
  private final Run run;
  private final String command;
  private final List<Row> rows = new ArrayList<>();

  Buffered(Stage next, Run run, String command) {
    this.next = next;
    this.run = run;
    this.command = command;
  }

  @Override
  public final boolean row(Row row) {
    if (!run.keep(row.weight(), command)) {
      return false;
    }
    rows.add(row.kept());
    return true;
  }

  @Override
  public final void end() {
    // Rows come newest first, so that those of the same time are turned around as well.
    List<Row> oldestFirst = new ArrayList<>(rows.reversed());
    oldestFirst.sort(Comparator.comparingLong(Row::nanos));
    rows.clear();
    all(oldestFirst, next);
    next.end();
  }

  /** Takes all rows, oldest first, and pushes what comes of them. */
  abstract void all(List<Row> oldestFirst, Stage into);
}
