package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.GroupStage;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Shape;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Groups;

/**
 * {@code top N a, b by c} and {@code rare N a}: the most or least frequent values over all rows
 * that have them, with count and percent; for each group of by apart.
 */
record Top(int count, List<String> fields, List<String> by, boolean rare) implements Command {
  private static final int DEFAULT = 10;
  private static final String COUNT = "count";
  private static final String PERCENT = "percent";

  Top {
    fields = List.copyOf(fields);
    by = List.copyOf(by);
  }

  static List<Command> read(TextReader in) {
    return read(in, false);
  }

  static List<Command> readRare(TextReader in) {
    return read(in, true);
  }

  private static List<Command> read(TextReader in, boolean rare) {
    int count = Arguments.count(in, DEFAULT);
    count = Arguments.number(in, Arguments.options(in, List.of("limit")), "limit", count);
    if (!rare && in.takeWord("by")) {
      return Sort.readTopBy(in, count);
    }
    List<String> fields = Arguments.someNames(in, rare ? "rare" : "top", "by");
    List<String> by = Arguments.by(in);
    count = Arguments.number(in, Arguments.options(in, List.of("limit")), "limit", count);
    return List.of(new Top(count, fields, by, rare));
  }

  private String name() {
    return rare ? "rare" : "top";
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
    var columns = new ArrayList<>(by);
    columns.addAll(fields);
    columns.add(COUNT);
    columns.add(PERCENT);
    return columns;
  }

  @Override
  public String toString() {
    return name()
        + " "
        + count
        + " "
        + Names.list(fields)
        + (by.isEmpty() ? "" : " by " + Names.list(by));
  }

  @Override
  public @Nullable Aggregation aggregation(Shape before, Run run) {
    var keys = new ArrayList<Aggregation.Key>();
    by.forEach(name -> keys.add(before.whole(name, run.env().zone())));
    if (fields.size() == 1 && before.isEvents(fields.getFirst())) {
      keys.add(new Aggregation.Each(Shape.field(fields.getFirst())));
    } else {
      fields.forEach(name -> keys.add(before.whole(name, run.env().zone())));
    }
    return new Aggregation(keys, List.of(Aggregation.Argument.EVENTS));
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Counting(next, run);
  }

  private static final class Counted {
    private final List<Value> values;
    private long count;

    Counted(List<Value> values) {
      this.values = values;
    }

    long count() {
      return count;
    }
  }

  private static final class Section {
    private final List<Value> by;
    private final Map<String, Counted> counts = new HashMap<>();
    private long total;

    Section(List<Value> by) {
      this.by = by;
    }
  }

  private final class Counting implements GroupStage {
    private final Stage next;
    private final Run run;
    private final Map<String, Section> sections = new HashMap<>();
    private @Nullable Section one;
    private int groups;

    Counting(Stage next, Run run) {
      this.next = next;
      this.run = run;
    }

    @Override
    public Groups.@Nullable Group group(List<Value> key) {
      boolean whole = by.isEmpty();
      List<Value> values = whole ? key : key.subList(by.size(), key.size());
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).isNull()) {
          return null;
        }
      }
      Section section = section(whole ? List.of() : key.subList(0, by.size()));
      return (_, _, times) -> count(section, values, times);
    }

    private Section section(List<Value> group) {
      if (group.isEmpty()) {
        Section all = one;
        if (all == null) {
          all = new Section(group);
          one = all;
          sections.put("", all);
        }
        return all;
      }
      return sections.computeIfAbsent(Keys.text(group), _ -> new Section(group));
    }

    @Override
    public void pushed() {
      // Counts do not depend on the order.
    }

    @Override
    public boolean row(Row row) {
      Section section = section(Keys.values(row, by));
      if (fields.size() > 1) {
        List<Value> values = Keys.values(row, fields);
        return values.stream().anyMatch(Value::isNull) || count(section, values, 1);
      }
      // Each of several values of a field counts, as facets have it.
      for (Value value : row.get(fields.getFirst()).list()) {
        if (!count(section, List.of(value), 1)) {
          return false;
        }
      }
      return true;
    }

    private boolean count(Section section, List<Value> values, long times) {
      String key = Keys.text(values);
      Counted counted = section.counts.get(key);
      section.total += times;
      if (counted == null) {
        if (++groups > run.limits().groups()) {
          run.partial(
              name()
                  + ": more than "
                  + run.limits().groups()
                  + " values; those that came later were left out (limit groups)");
          return true;
        }
        if (!run.keep(160 + 2L * key.length(), name())) {
          return false;
        }
        counted = new Counted(values);
        section.counts.put(key, counted);
      }
      counted.count += times;
      return true;
    }

    @Override
    public void end() {
      for (Section section : Ranked.sorted(sections.values(), section -> section.by)) {
        if (!end(section)) {
          break;
        }
      }
      next.end();
    }

    /** Those that may be among the wanted: no others need be sorted. */
    private Collection<Counted> candidates(Section section) {
      Collection<Counted> all = section.counts.values();
      if (count == 0 || all.size() <= count) {
        return all;
      }
      var best = new PriorityQueue<Long>(count);
      long least = Long.MIN_VALUE;
      for (Counted counted : all) {
        long times = rare ? -counted.count : counted.count;
        if (times <= least) {
          continue;
        }
        if (best.size() == count) {
          best.remove();
        }
        best.add(times);
        least = best.size() == count ? best.element() : least;
      }
      long worst = best.element();
      return all.stream().filter(c -> (rare ? -c.count : c.count) >= worst).toList();
    }

    private boolean end(Section section) {
      Comparator<Counted> order = Comparator.comparingLong(Counted::count);
      List<Counted> counts =
          Ranked.sorted(
              candidates(section), counted -> counted.values, rare ? order : order.reversed());
      int most = count == 0 ? counts.size() : Math.min(count, counts.size());
      for (Counted counted : counts.subList(0, most)) {
        var row = new Row();
        for (int i = 0; i < by.size(); i++) {
          row.set(by.get(i), section.by.get(i));
        }
        for (int i = 0; i < fields.size(); i++) {
          row.set(fields.get(i), counted.values.get(i));
        }
        row.set(COUNT, Value.of(counted.count));
        row.set(PERCENT, Value.of(Math.round(counted.count * 1e4 / section.total) / 100.0));
        if (!next.row(row)) {
          return false;
        }
      }
      return true;
    }
  }
}
