package org.marsad.model.command;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code tail N}: the last rows, in their order. */
record Tail(int count) implements Command {
  private static final int DEFAULT = 10;

  static List<Command> read(TextReader in) {
    return List.of(new Tail(Arguments.count(in, DEFAULT)));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private final ArrayDeque<Row> last = new ArrayDeque<>();

      @Override
      public boolean row(Row row) {
        if (count == 0 || !run.keep(row.weight(), "tail")) {
          return false;
        }
        last.add(row.kept());
        if (last.size() > count) {
          run.release(last.remove().weight());
        }
        return true;
      }

      @Override
      public void end() {
        while (!last.isEmpty() && next.row(last.remove())) {
          // goes on to the last one or until no more are wanted
        }
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "tail " + count;
  }
}
