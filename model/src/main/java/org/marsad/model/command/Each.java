package org.marsad.model.command;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Stage;

/** A stage that looks at each row alone: hands it on changed, or not at all. */
final class Each implements Stage {
  private final Stage next;
  private final Change change;

  Each(Stage next, Change change) {
    this.next = next;
    this.change = change;
  }

  /** Changes a row; null if it goes no further. */
  @FunctionalInterface
  interface Change {
    @Nullable Row of(Row row);
  }

  static Each always(Stage next, UnaryOperator<Row> change) {
    return new Each(next, change::apply);
  }

  @Override
  public boolean row(Row row) {
    Row changed = change.of(row);
    return changed == null || next.row(changed);
  }

  @Override
  public void end() {
    next.end();
  }
}
