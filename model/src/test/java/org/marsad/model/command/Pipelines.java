package org.marsad.model.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.expr.Env;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.TestRegex;

/** Runs commands over rows written as {@code a=1 b=x}, for tests. */
final class Pipelines {
  static final Instant NOW = Instant.parse("2026-03-18T10:20:30.5Z");

  private Pipelines() {}

  static Run run(Limits limits) {
    return new Run(
        new Env(NOW, ZoneOffset.UTC, new TestRegex()), limits, Surroundings.NONE, () -> false);
  }

  /** The rows that come out, as they read. */
  static List<String> rows(String commands, String... rows) {
    return rows(run(Limits.defaults()), commands, rows);
  }

  static List<String> rows(Run run, String commands, String... rows) {
    Pipeline pipeline =
        PipelineParser.parse("* | " + commands, NOW, ZoneOffset.UTC, new TestRegex());
    var out = new ArrayList<String>();
    Stage first = pipeline.open(collect(out), run);
    boolean more = true;
    for (int i = 0; i < rows.length && more; i++) {
      more = first.row(row(rows[i]));
    }
    first.end();
    return out;
  }

  private static Stage collect(List<String> out) {
    return new Stage() {
      @Override
      public boolean row(Row row) {
        Map<String, String> all = new LinkedHashMap<>();
        row.names().forEach(name -> all.put(name, row.get(name).text()));
        out.add(
            String.join(
                " ", all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
        return true;
      }

      @Override
      public void end() {
        // the list is all
      }
    };
  }

  /**
   * {@code a=1 b=x;y}: numbers are numbers, several values stand between semicolons, _time is
   * seconds.
   */
  static Row row(String text) {
    var row = new Row();
    for (String pair : text.split(" ")) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = pair.substring(0, equals);
      List<Value> values = new ArrayList<>();
      for (String value : pair.substring(equals + 1).split(";")) {
        Value parsed = Value.parse(value.replace('+', ' '));
        values.add(
            name.equals("_time") ? new Value.Moment((long) (parsed.number() * 1e9)) : parsed);
      }
      row.set(name, Value.of(values));
    }
    return row;
  }
}
