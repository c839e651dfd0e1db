package org.marsad.model.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code dedup N a, b sortby -c}: the first rows with the same values of the fields; rows without
 * one of them are left out unless {@code keepempty=true}.
 */
record Dedup(int count, List<String> fields, boolean keepEmpty, List<SortKey> sortBy)
    implements Command {
  Dedup {
    fields = List.copyOf(fields);
    sortBy = List.copyOf(sortBy);
  }

  static List<Command> read(TextReader in) {
    int count = Arguments.count(in, 1);
    boolean keep = Arguments.flag(Arguments.options(in, List.of("keepempty")), "keepempty");
    List<String> fields = Arguments.someNames(in, "dedup", "sortby");
    keep |= Arguments.flag(Arguments.options(in, List.of("keepempty")), "keepempty");
    List<SortKey> keys = in.takeWord("sortby") ? SortKey.readAll(in, "sortby") : List.of();
    return List.of(new Dedup(count, fields, keep, keys));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    Stage first = new First(next, run);
    return sortBy.isEmpty() ? first : new Sort(0, sortBy).open(first, run, columns);
  }

  @Override
  public String toString() {
    return "dedup "
        + (count == 1 ? "" : count + " ")
        + (keepEmpty ? "keepempty=true " : "")
        + Names.list(fields)
        + (sortBy.isEmpty() ? "" : " sortby " + SortKey.list(sortBy));
  }

  private final class First implements Stage {
    private final Stage next;
    private final Run run;
    private final Map<String, int[]> seen = new HashMap<>();

    First(Stage next, Run run) {
      this.next = next;
      this.run = run;
    }

    @Override
    public boolean row(Row row) {
      List<Value> values = Keys.values(row, fields);
      boolean empty = values.stream().anyMatch(Value::isNull);
      if (empty) {
        return !keepEmpty || next.row(row);
      }
      String key = Keys.text(values);
      int[] times = seen.get(key);
      if (times == null) {
        if (!run.keep(96 + key.length(), "dedup")) {
          return false;
        }
        times = new int[1];
        seen.put(key, times);
      }
      return times[0]++ >= count || next.row(row);
    }

    @Override
    public void end() {
      next.end();
    }
  }
}
