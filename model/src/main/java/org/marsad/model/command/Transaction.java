package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.ExprParser;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.Spans;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code transaction user.name maxspan=10m maxpause=1m startswith=(EXPR) endswith=(EXPR)}: rows
 * with the same values of the fields that belong together become one, with {@code duration} in
 * seconds, {@code eventcount} and the distinct values of every field; newest first. Rows without
 * one of the fields are left out.
 */
record Transaction(
    List<String> fields,
    long maxSpan,
    long maxPause,
    @Nullable Expr startsWith,
    @Nullable Expr endsWith)
    implements Command {
  private static final int MOST_VALUES = 100;

  Transaction {
    fields = List.copyOf(fields);
  }

  static List<Command> read(TextReader in) {
    List<String> fields = Arguments.someNames(in, "transaction");
    long span = 0;
    long pause = 0;
    Expr starts = null;
    Expr ends = null;
    while (in.isOption()) {
      if (in.isWord("startswith") || in.isWord("endswith")) {
        boolean start = in.takeWord("startswith");
        if (!start) {
          in.takeWord("endswith");
        }
        in.take("=");
        Expr expr = bracketed(in);
        starts = start ? expr : starts;
        ends = start ? ends : expr;
      } else {
        var options =
            Arguments.option(in, List.of("maxspan", "maxpause", "startswith", "endswith"));
        span = options.containsKey("maxspan") ? Arguments.span(in, options, "maxspan") : span;
        pause = options.containsKey("maxpause") ? Arguments.span(in, options, "maxpause") : pause;
        if (options.isEmpty()) {
          break;
        }
      }
    }
    return List.of(new Transaction(fields, span, pause, starts, ends));
  }

  private static Expr bracketed(TextReader in) {
    if (!in.take("(")) {
      in.unexpected("SQ140", "a condition in brackets", "(field == \"value\")");
      in.recover();
      return new Expr.Constant(Values.NULL);
    }
    Expr expr = ExprParser.read(in);
    if (!in.take(")")) {
      in.unexpected("SQ101", "a closing bracket", ")");
    }
    return expr;
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    Eval starts = startsWith == null ? null : run.evaluator().compile(startsWith);
    Eval ends = endsWith == null ? null : run.evaluator().compile(endsWith);
    return new Buffered(next, run, "transaction") {
      @Override
      void all(List<Row> oldestFirst, Stage into) {
        Map<String, Open> open = new HashMap<>();
        var done = new ArrayList<Open>();
        for (Row row : oldestFirst) {
          List<Value> values = Keys.values(row, fields);
          if (values.stream().noneMatch(Value::isNull)) {
            add(Keys.text(values), row, open, done);
          }
        }
        done.addAll(open.values());
        done.sort(Comparator.comparingLong(Open::first).reversed());
        for (Open one : done) {
          if (!into.row(one.row())) {
            return;
          }
        }
      }

      private void add(String key, Row row, Map<String, Open> open, List<Open> done) {
        Open one = open.get(key);
        long nanos = row.nanos();
        boolean start = starts != null && starts.of(row).isTrue();
        if (one != null
            && (start
                || (maxSpan > 0 && nanos - one.first > maxSpan)
                || (maxPause > 0 && nanos - one.last > maxPause))) {
          done.add(one);
          open.remove(key);
          one = null;
        }
        if (one == null) {
          if (starts != null && !start) {
            return;
          }
          one = new Open(nanos);
          open.put(key, one);
        }
        if (!one.add(row, nanos)) {
          run.partial(
              "transaction: more than "
                  + MOST_VALUES
                  + " values of a field in one transaction; the first ones are there");
        }
        if (ends != null && ends.of(row).isTrue()) {
          done.add(one);
          open.remove(key);
        }
      }
    };
  }

  /** A transaction that goes on. */
  private static final class Open {
    private final long first;
    private final Map<String, Set<Value>> values = new LinkedHashMap<>();
    private long last;
    private long count;

    Open(long first) {
      this.first = first;
    }

    long first() {
      return first;
    }

    /** Whether all values of the row had room. */
    boolean add(Row row, long nanos) {
      boolean all = true;
      last = nanos;
      count++;
      for (String name : row.names()) {
        Set<Value> seen = values.computeIfAbsent(name, _ -> new LinkedHashSet<>());
        for (Value value : row.get(name).list()) {
          if (seen.size() < MOST_VALUES) {
            seen.add(value);
          } else {
            all &= seen.contains(value);
          }
        }
      }
      return all;
    }

    Row row() {
      var row = new Row();
      values.forEach((name, set) -> row.set(name, Value.of(new ArrayList<>(set))));
      row.set("@timestamp", Values.NULL);
      return row.set(Row.TIME, new Value.Moment(first))
          .set("duration", Value.of((last - first) / 1e9))
          .set("eventcount", Value.of(count));
    }
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null) {
      return null;
    }
    var columns = new LinkedHashSet<>(before);
    columns.addAll(List.of(Row.TIME, "duration", "eventcount"));
    return List.copyOf(columns);
  }

  @Override
  public String toString() {
    return "transaction "
        + Names.list(fields)
        + (startsWith == null ? "" : " startswith=(" + startsWith + ")")
        + (endsWith == null ? "" : " endswith=(" + endsWith + ")")
        + (maxSpan == 0 ? "" : " maxspan=" + Spans.print(maxSpan))
        + (maxPause == 0 ? "" : " maxpause=" + Spans.print(maxPause));
  }
}
