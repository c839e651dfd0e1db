package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Fields;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code facets N a, b.*}: the most frequent values of every field in one pass, with how many rows
 * have the field. Fields with more than {@value #DISTINCT} different values are told as such, and
 * their values not listed, since a list of unique values tells nothing.
 */
record Facets(int count, List<String> names) implements Command {
  private static final int DEFAULT = 10;
  private static final int DISTINCT = 10_000;
  private static final List<String> COLUMNS =
      List.of("field", "value", "count", "percent", "coverage", "distinct");

  Facets {
    names = List.copyOf(names);
  }

  static List<Command> read(TextReader in) {
    int count = Arguments.count(in, DEFAULT);
    count = Arguments.number(in, Arguments.options(in, List.of("limit")), "limit", count);
    return List.of(new Facets(count, Arguments.names(in)));
  }

  @Override
  public Kind kind() {
    return Kind.GATHERING;
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public List<String> columns(@Nullable List<String> before) {
    return COLUMNS;
  }

  @Override
  public String toString() {
    return "facets " + count + (names.isEmpty() ? "" : " " + Names.list(names));
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Counting(next, run);
  }

  private static final class Facet {
    private final Map<String, long[]> counts = new HashMap<>();
    private long rows;
    private long values;
    private boolean unique;
  }

  private final class Counting implements Stage {
    private final Stage next;
    private final Run run;
    private final Map<String, Facet> facets = new TreeMap<>();
    private long rows;

    Counting(Stage next, Run run) {
      this.next = next;
      this.run = run;
    }

    @Override
    public boolean row(Row row) {
      rows++;
      for (String name : row.names()) {
        if (isWanted(name) && !count(name, row.get(name))) {
          return false;
        }
      }
      return true;
    }

    /** Ids, times and whole lines are different in every event. */
    private boolean isWanted(String name) {
      return names.isEmpty()
          ? !name.equals(Fields.ID.name())
              && !name.equals(Fields.ORIGINAL.name())
              && !name.equals(Fields.TIMESTAMP.name())
              && !name.equals(Fields.RECEIVED.name())
              && !name.equals(Fields.INDEXED.name())
          : NamePatterns.matchesAny(name, names);
    }

    private boolean count(String name, Value value) {
      Facet facet = facets.computeIfAbsent(name, _ -> new Facet());
      facet.rows++;
      for (Value each : value.list()) {
        facet.values++;
        if (facet.unique) {
          continue;
        }
        String text = each.text();
        long[] count = facet.counts.get(text);
        if (count == null) {
          if (facet.counts.size() >= DISTINCT) {
            facet.unique = true;
            facet.counts.keySet().forEach(key -> run.release(weight(key)));
            facet.counts.clear();
            continue;
          }
          if (!run.keep(weight(text), "facets")) {
            return false;
          }
          count = new long[1];
          facet.counts.put(text, count);
        }
        count[0]++;
      }
      return true;
    }

    private static long weight(String text) {
      return 120L + text.length();
    }

    @Override
    public void end() {
      for (Map.Entry<String, Facet> entry : facets.entrySet()) {
        if (!end(entry.getKey(), entry.getValue())) {
          break;
        }
      }
      next.end();
    }

    private boolean end(String name, Facet facet) {
      if (facet.unique) {
        return next.row(row(name, facet).set("distinct", Value.of("more than " + DISTINCT)));
      }
      var sorted = new ArrayList<>(facet.counts.entrySet());
      sorted.sort(
          Comparator.comparingLong((Map.Entry<String, long[]> e) -> -e.getValue()[0])
              .thenComparing(Map.Entry::getKey));
      for (Map.Entry<String, long[]> value : sorted.subList(0, Math.min(count, sorted.size()))) {
        Row row =
            row(name, facet)
                .set("value", Value.of(value.getKey()))
                .set("count", Value.of(value.getValue()[0]))
                .set("percent", percent(value.getValue()[0], facet.values))
                .set("distinct", Value.of(sorted.size()));
        if (!next.row(row)) {
          return false;
        }
      }
      return true;
    }

    private Row row(String name, Facet facet) {
      return new Row().set("field", Value.of(name)).set("coverage", percent(facet.rows, rows));
    }

    private static Value percent(long part, long whole) {
      return Value.of(Math.round(part * 1e4 / whole) / 100.0);
    }
  }
}
