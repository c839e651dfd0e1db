package org.marsad.model.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code expand FIELD}: a row for each of the several values of a field. */
record Expand(String field) implements Command {
  static List<Command> read(TextReader in) {
    String field = in.listName();
    if (field.isEmpty()) {
      in.unexpected("SQ140", "the name of a field behind expand", "a field");
    }
    return List.of(new Expand(field));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      @Override
      public boolean row(Row row) {
        if (!(row.get(field) instanceof Value.Many many)) {
          return next.row(row);
        }
        for (Value value : many.values()) {
          if (!next.row(row.copy().set(field, value))) {
            return false;
          }
        }
        return true;
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "expand " + Names.inList(field);
  }
}
