package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code incidents source.ip, user.name}: adds the fields {@code incident.*} of incidents that a
 * row is evidence of, or that an entity of it takes part in; several incidents are several values.
 * Rows without one stay as they are.
 *
 * @param fields where entities are looked for; none for all that hold them
 */
record IncidentsCommand(List<String> fields) implements Command {
  IncidentsCommand {
    fields = List.copyOf(fields);
  }

  static List<Command> read(TextReader in) {
    if (in.is("[")) {
      return List.of(new IncidentRows(PipelineParser.nested(in)));
    }
    in.takeWord("by");
    return List.of(new IncidentsCommand(Arguments.names(in)));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    return null;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return Each.always(next, row -> known(row, run));
  }

  private Row known(Row row, Run run) {
    List<Map<String, Value>> incidents;
    try {
      incidents = run.surroundings().incidents(row, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = new LinkedHashMap<String, List<Value>>();
    for (Map<String, Value> incident : incidents) {
      incident.forEach(
          (name, value) -> all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }
    all.forEach((name, values) -> row.set(name, Value.of(values)));
    return row;
  }

  @Override
  public String toString() {
    return fields.isEmpty() ? "incidents" : "incidents " + Names.list(fields);
  }
}
