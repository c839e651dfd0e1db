package org.marsad.model.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.QueryRefusedException;

/** {@code fillnull value=X a, b}: a value where there is none; without names in every column. */
record FillNull(String value, List<String> fields) implements Command {
  FillNull {
    fields = List.copyOf(fields);
  }

  static List<Command> read(TextReader in) {
    String value = Arguments.text(Arguments.options(in, List.of("value")), "value", "0");
    return List.of(new FillNull(value, Arguments.names(in)));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    List<String> names = fields.isEmpty() ? columns : fields;
    if (names == null) {
      throw new QueryRefusedException(
          "fillnull needs the names of fields here, since events have any; write fillnull value=x"
              + " a, b");
    }
    Value with = Value.parse(value);
    return Each.always(
        next,
        row -> {
          for (String name : names) {
            if (row.get(name).isNull()) {
              row.set(name, with);
            }
          }
          return row;
        });
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    return before == null
        ? null
        : Stream.concat(before.stream(), fields.stream()).distinct().toList();
  }

  @Override
  public String toString() {
    return Stream.of("fillnull", "value=" + Names.quoted(value), Names.list(fields))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
