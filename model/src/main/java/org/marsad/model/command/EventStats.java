package org.marsad.model.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.aggregate.Aggregates;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code eventstats avg(x) by f}: what stats would compute, as fields of every row of its group.
 */
record EventStats(List<Aggregate> aggregates, List<String> by) implements Command {
  EventStats {
    aggregates = List.copyOf(aggregates);
    by = List.copyOf(by);
  }

  static List<Command> read(TextReader in) {
    List<Aggregate> aggregates = Aggregates.readAll(in);
    return List.of(new EventStats(aggregates, Arguments.by(in)));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    List<Eval> arguments = Group.arguments(aggregates, run);
    return new Stage() {
      private final List<Row> rows = new ArrayList<>();
      private final Map<String, Group> groups = new HashMap<>();

      @Override
      public boolean row(Row row) {
        if (!run.keep(row.weight(), "eventstats")) {
          return false;
        }
        List<Value> values = Keys.values(row, by);
        Group group = groups.get(Keys.text(values));
        if (group == null) {
          group = Group.open(values, aggregates, run, "eventstats");
          if (group == null) {
            return false;
          }
          groups.put(Keys.text(values), group);
        }
        rows.add(row.kept());
        return group.add(row, arguments);
      }

      @Override
      public void end() {
        boolean more = true;
        for (int i = 0; i < rows.size() && more; i++) {
          Row row = rows.get(i);
          Group group = groups.get(Keys.text(Keys.values(row, by)));
          for (int j = 0; j < aggregates.size() && group != null; j++) {
            String column = aggregates.get(j).column();
            row.set(column, group.result(j, aggregates.get(j), column));
          }
          more = next.row(row);
        }
        next.end();
      }
    };
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null) {
      return null;
    }
    var columns = new ArrayList<>(before);
    for (Aggregate aggregate : aggregates) {
      if (!columns.contains(aggregate.column())) {
        columns.add(aggregate.column());
      }
    }
    return columns;
  }

  @Override
  public String toString() {
    return "eventstats " + Stats.list(aggregates) + (by.isEmpty() ? "" : " by " + Names.list(by));
  }
}
