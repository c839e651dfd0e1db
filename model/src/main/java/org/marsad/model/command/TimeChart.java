package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.aggregate.Aggregates;
import org.marsad.model.event.Nanos;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.Spans;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.TimeFunctions;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.GroupStage;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Shape;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Aggregation.Argument;

/**
 * {@code timechart span=5m limit=10 count by host.name}: a row for each span of time, without gaps;
 * a column for each of the most frequent values of the field, the others together in {@code OTHER}
 * where they can be added up. Without a span one is chosen that gives some hundred rows.
 */
record TimeChart(long span, int limit, List<Aggregate> aggregates, String by) implements Command {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MOST_ROWS = 20_000;
  private static final String OTHER = "OTHER";
  private static final String NULL = "NULL";
  private static final long HOUR = 3_600_000_000_000L;
  private static final String[] STEPS = {
    "1s", "5s", "10s", "30s", "1m", "5m", "10m", "30m", "1h", "3h", "6h", "12h", "1d", "7d"
  };

  TimeChart {
    aggregates = List.copyOf(aggregates);
  }

  static List<Command> read(TextReader in) {
    List<String> known = List.of("span", "limit");
    var options = new HashMap<>(Arguments.options(in, known));
    List<Aggregate> aggregates =
        in.isOver() || in.isWord("by")
            ? List.of(new Aggregate("count", null, 0, ""))
            : Aggregates.readAll(in);
    String by = "";
    if (in.takeWord("by")) {
      by = in.listName();
      if (by.isEmpty()) {
        in.unexpected("SQ140", "the name of a field behind by", "a field");
      }
      in.take(",");
    }
    options.putAll(Arguments.options(in, known));
    return List.of(
        new TimeChart(
            Arguments.span(in, options, "span"),
            Arguments.number(in, options, "limit", DEFAULT_LIMIT),
            aggregates,
            by));
  }

  @Override
  public Kind kind() {
    boolean unordered = aggregates.stream().allMatch(Aggregate::isUnordered);
    return unordered ? Kind.GATHERING : Kind.ORDERED;
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (!by.isEmpty()) {
      return null;
    }
    var columns = new ArrayList<String>();
    columns.add(Row.TIME);
    aggregates.forEach(aggregate -> columns.add(aggregate.column()));
    return columns;
  }

  @Override
  public String toString() {
    return "timechart "
        + (span == 0 ? "" : "span=" + Spans.print(span) + " ")
        + (limit == DEFAULT_LIMIT ? "" : "limit=" + limit + " ")
        + Stats.list(aggregates)
        + (by.isEmpty() ? "" : " by " + Names.inList(by));
  }

  /** The span of a range of time: the smallest step that gives at most 300 rows. */
  static long span(long earliest, long latest) {
    double range = (double) latest - earliest;
    for (String step : STEPS) {
      Long nanos = Spans.parse(step);
      if (nanos != null && range / nanos <= 300) {
        return nanos;
      }
    }
    return 30 * 24 * HOUR;
  }

  @Override
  public @Nullable Aggregation aggregation(Shape before, Run run) {
    List<Argument> arguments = Group.pushed(aggregates, before);
    if (arguments == null || !before.isEvents(Row.TIME) || !before.isEvents(by)) {
      return null;
    }
    var keys = new ArrayList<Aggregation.Key>();
    keys.add(new Aggregation.Span(width(run), run.env().zone()));
    if (!by.isEmpty()) {
      keys.add(new Aggregation.Each(Shape.field(by)));
    }
    return new Aggregation(keys, arguments);
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Charting(next, run, width(run));
  }

  private long width(Run run) {
    long width = span;
    if (width == 0) {
      long latest = run.latest() == Long.MAX_VALUE ? Nanos.of(run.env().now()) : run.latest();
      width = run.earliest() == Long.MIN_VALUE ? HOUR : span(run.earliest(), latest);
    }
    return width;
  }

  private static final class Series {
    private final String name;
    private final Map<Long, Group> spans = new HashMap<>();
    private double size;

    Series(String name) {
      this.name = name;
    }

    double size() {
      return size;
    }

    String name() {
      return name;
    }
  }

  private final class Charting implements GroupStage {
    private final Stage next;
    private final Run run;
    private final long width;
    private final List<Eval> arguments;
    private final Map<String, Series> series = new HashMap<>();
    private @Nullable List<OfField> pushed;
    private int groups;
    private boolean outOfRoom;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Charting(Stage next, Run run, long width) {
      this.next = next;
      this.run = run;
      this.width = width;
      arguments = Group.arguments(aggregates, run);
    }

    @Override
    public boolean row(Row row) {
      long nanos = row.nanos();
      if (nanos == Long.MIN_VALUE) {
        run.warn("timechart: rows without " + Row.TIME + " were left out");
        return true;
      }
      long start = TimeFunctions.binned(nanos, width, run.env().zone());
      if (by.isEmpty()) {
        return add("", start, row);
      }
      Value value = row.get(by);
      if (value.isNull()) {
        return add(NULL, start, row);
      }
      boolean more = true;
      for (Value each : value.list()) {
        more &= add(each.text(), start, row);
      }
      return more;
    }

    @Override
    public void pushed() {
      pushed = OfField.all(aggregates, arguments);
    }

    @Override
    public @Nullable Group group(List<Value> key) {
      if (!(key.getFirst() instanceof Value.Moment(long start))) {
        return null;
      }
      String name = "";
      if (!by.isEmpty()) {
        name = key.get(1).isNull() ? NULL : key.get(1).text();
      }
      return group(name, start);
    }

    private boolean add(String name, long start, Row row) {
      Group group = group(name, start);
      return group == null ? !outOfRoom : group.add(row, arguments);
    }

    private @Nullable Group group(String name, long start) {
      first = Math.min(first, start);
      last = Math.max(last, start);
      Series one = series.computeIfAbsent(name, Series::new);
      Group group = one.spans.get(start);
      if (group == null) {
        if (++groups > run.limits().groups()) {
          run.partial(
              "timechart: more than "
                  + run.limits().groups()
                  + " groups; those that came later were left out (limit groups)");
          return null;
        }
        group = Group.open(List.of(), aggregates, pushed, run, "timechart");
        if (group == null) {
          outOfRoom = true;
          return null;
        }
        one.spans.put(start, group);
      }
      return group;
    }

    @Override
    public void end() {
      if (last >= first) {
        emit();
      }
      next.end();
    }

    private void emit() {
      for (Series one : series.values()) {
        for (Group group : one.spans.values()) {
          double number = group.result(0, aggregates.getFirst(), "").number();
          one.size += Double.isNaN(number) ? 0 : number;
        }
      }
      var sorted = new ArrayList<>(series.values());
      sorted.sort(Comparator.comparingDouble(Series::size).reversed().thenComparing(Series::name));
      int shown = limit == 0 ? sorted.size() : Math.min(limit, sorted.size());
      if (shown > run.limits().columns()) {
        shown = run.limits().columns();
        run.partial("timechart: more than " + shown + " columns (limit columns)");
      }
      List<Series> columns = sorted.subList(0, shown);
      List<Series> others = sorted.subList(shown, sorted.size());
      var rows = new TreeMap<Long, Row>();
      for (long at = first; at <= last && rows.size() < MOST_ROWS; at = after(at)) {
        rows.put(at, new Row().set(Row.TIME, new Value.Moment(at)));
      }
      if (!rows.containsKey(last)) {
        run.partial(
            "timechart: more than "
                + MOST_ROWS
                + " spans; the later ones are missing, choose a longer span");
      }
      for (int i = 0; i < aggregates.size(); i++) {
        fill(rows, columns, others, i);
      }
      boolean more = true;
      for (Row row : rows.values()) {
        more = more && next.row(row);
      }
    }

    private long after(long at) {
      return TimeFunctions.binned(at + width + width / 2, width, run.env().zone());
    }

    private void fill(Map<Long, Row> rows, List<Series> columns, List<Series> others, int index) {
      Aggregate aggregate = aggregates.get(index);
      Value empty = isSum(aggregate) ? Value.of(0L) : Values.NULL;
      for (Series one : columns) {
        String column = column(aggregate, one.name);
        rows.forEach(
            (at, row) -> {
              Group group = one.spans.get(at);
              row.set(column, group == null ? empty : group.result(index, aggregate, column));
            });
      }
      if (!others.isEmpty() && isSum(aggregate)) {
        String column = column(aggregate, OTHER);
        rows.forEach((at, row) -> row.set(column, sum(others, at, index)));
      } else if (!others.isEmpty()) {
        run.warn(
            "timechart: "
                + others.size()
                + " less frequent values are not shown, since "
                + aggregate.function()
                + " cannot be added up; say limit=0 for all");
      }
    }

    private Value sum(List<Series> others, long at, int index) {
      double sum = 0;
      for (Series one : others) {
        Group group = one.spans.get(at);
        double number =
            group == null ? 0 : group.result(index, aggregates.get(index), OTHER).number();
        sum += Double.isNaN(number) ? 0 : number;
      }
      return Value.of(sum);
    }

    private String column(Aggregate aggregate, String name) {
      if (by.isEmpty()) {
        return aggregate.column();
      }
      return aggregates.size() == 1 ? name : aggregate.column() + ": " + name;
    }
  }

  private static boolean isSum(Aggregate aggregate) {
    return switch (aggregate.function()) {
      case "count", "countif", "sum" -> true;
      default -> false;
    };
  }
}
