package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.QueryRefusedException;

/**
 * {@code join type=left user.name [ search | command ]}: each row with each of the other search's
 * rows that has the same values; a field both have stays as it is here. The other search's rows are
 * kept in memory: where they do not fit the query fails, since a join of a part is wrong.
 */
record Join(List<String> fields, boolean left, Pipeline other) implements Command {
  Join {
    fields = List.copyOf(fields);
  }

  static List<Command> read(TextReader in) {
    var options = Arguments.options(in, List.of("type", "kind"));
    String type = Arguments.text(options, "type", Arguments.text(options, "kind", "inner"));
    List<String> fields = Arguments.someNames(in, "join");
    if (!type.equals("inner") && !type.equals("left") && !type.equals("leftouter")) {
      in.problem(
          "SQ142", in.at(), in.at(), "there is no join of type " + type, List.of("inner", "left"));
    }
    return List.of(new Join(fields, !type.equals("inner"), PipelineParser.nested(in)));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    List<String> theirs = other.columns();
    if (before == null || theirs == null) {
      return null;
    }
    var columns = new LinkedHashSet<>(before);
    columns.addAll(theirs);
    return List.copyOf(columns);
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private @Nullable Map<String, List<Row>> right;

      @Override
      public boolean row(Row row) {
        Map<String, List<Row>> theirs = right;
        if (theirs == null) {
          theirs = load(run);
          right = theirs;
        }
        List<Value> values = Keys.values(row, fields);
        boolean missing = values.stream().anyMatch(Value::isNull);
        List<Row> matching =
            missing ? List.of() : theirs.getOrDefault(Keys.text(values), List.of());
        if (matching.isEmpty()) {
          return !left || next.row(row);
        }
        for (Row match : matching) {
          if (!next.row(joined(row.copy(), match))) {
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

  private static Row joined(Row row, Row match) {
    for (String name : match.names()) {
      if (row.get(name).isNull()) {
        row.set(name, match.get(name));
      }
    }
    return row;
  }

  private Map<String, List<Row>> load(Run run) {
    var loading = new Loading(run);
    try {
      run.surroundings().search(other, run, loading);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return loading.rows;
  }

  private final class Loading implements Stage {
    private final Run run;
    private final Map<String, List<Row>> rows = new HashMap<>();
    private long bytes;

    Loading(Run run) {
      this.run = run;
    }

    @Override
    public boolean row(Row row) {
      List<Value> values = Keys.values(row, fields);
      if (values.stream().anyMatch(Value::isNull)) {
        return true;
      }
      bytes += row.weight();
      if (bytes > run.limits().joinMemory().bytes()) {
        throw new QueryRefusedException(
            "join: the rows in brackets need more than "
                + run.limits().joinMemory()
                + " (limit join_memory); keep fewer of them or fewer of their fields");
      }
      rows.computeIfAbsent(Keys.text(values), _ -> new ArrayList<>()).add(row.kept());
      return true;
    }

    @Override
    public void end() {
      // all rows are there
    }
  }

  @Override
  public String toString() {
    return "join " + (left ? "type=left " : "") + Names.list(fields) + " [" + other + "]";
  }
}
