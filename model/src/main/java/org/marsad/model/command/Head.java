package org.marsad.model.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code head N}: the first rows; nothing behind them is computed. */
record Head(int count) implements Command {
  private static final int DEFAULT = 10;

  static List<Command> read(TextReader in) {
    var options = Arguments.options(in, List.of("limit"));
    int count = Arguments.number(in, options, "limit", DEFAULT);
    return List.of(new Head(Arguments.count(in, count)));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private int left = count;

      @Override
      public boolean row(Row row) {
        return left > 0 && next.row(row) && --left > 0;
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "head " + count;
  }
}
