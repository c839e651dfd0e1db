package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code reverse}: the rows from the last to the first. */
record Reverse() implements Command {
  static List<Command> read(TextReader in) {
    in.blanks();
    return List.of(new Reverse());
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private final List<Row> rows = new ArrayList<>();

      @Override
      public boolean row(Row row) {
        if (!run.keep(row.weight(), "reverse")) {
          return false;
        }
        rows.add(row.kept());
        return true;
      }

      @Override
      public void end() {
        boolean more = true;
        for (int i = rows.size() - 1; i >= 0 && more; i--) {
          more = next.row(rows.get(i));
        }
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "reverse";
  }
}
