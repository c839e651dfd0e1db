package org.marsad.model.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.aggregate.Aggregates;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.ExprParser;
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
import org.marsad.model.store.Aggregation.Argument;

/**
 * {@code stats count dc(user.name) as users by source.ip}: a row for each group, sorted by the
 * group's values; one row if there are no groups. Rows without a field are a group of their own, so
 * that counts add up. A field with several values counts for the list of them.
 */
record Stats(List<Aggregate> aggregates, List<String> by) implements Command {
  Stats {
    aggregates = List.copyOf(aggregates);
    by = List.copyOf(by);
  }

  /**
   * Reads it; groups may be expressions with a name, as in Kusto: {@code by day = bin(_time, 1d)}.
   */
  static List<Command> read(TextReader in) {
    List<Aggregate> aggregates =
        in.isWord("by") ? List.of(new Aggregate("count", null, 0, "")) : Aggregates.readAll(in);
    var commands = new ArrayList<Command>();
    List<String> by = groups(in, commands);
    commands.add(new Stats(aggregates, by));
    return commands;
  }

  /** Names behind by; what is computed becomes an eval before. */
  static List<String> groups(TextReader in, List<Command> evals) {
    var by = new ArrayList<String>();
    if (!in.takeWord("by")) {
      return by;
    }
    do {
      if (in.isAssignment()) {
        String name = in.listName();
        in.take("=");
        evals.add(new EvalCommand(name, ExprParser.read(in)));
        by.add(name);
      } else if (isCall(in)) {
        Expr expr = ExprParser.read(in);
        String name =
            expr instanceof Expr.Call call
                    && call.arguments().getFirst() instanceof Expr.Name(String f)
                ? f
                : expr.toString();
        evals.add(new EvalCommand(name, expr));
        by.add(name);
      } else {
        by.addAll(Arguments.someNames(in, "by").stream().toList());
      }
      in.take(",");
    } while (!in.isOver() && in.isName() && !in.isFull());
    return by;
  }

  private static boolean isCall(TextReader in) {
    int from = in.at();
    boolean call = !in.expressionName().isEmpty() && in.is("(");
    in.goTo(from);
    return call;
  }

  @Override
  public Kind kind() {
    boolean unordered = aggregates.stream().allMatch(Aggregate::isUnordered);
    return unordered ? Kind.GATHERING : Kind.ORDERED;
  }

  @Override
  public @Nullable Aggregation aggregation(Shape before, Run run) {
    List<Argument> arguments = Group.pushed(aggregates, before);
    return arguments == null
        ? null
        : new Aggregation(
            by.stream().map(name -> before.whole(name, run.env().zone())).toList(), arguments);
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Grouping(next, run);
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public List<String> columns(@Nullable List<String> before) {
    var columns = new ArrayList<>(by);
    aggregates.forEach(aggregate -> columns.add(aggregate.column()));
    return columns;
  }

  @Override
  public String toString() {
    return "stats " + list(aggregates) + (by.isEmpty() ? "" : " by " + Names.list(by));
  }

  static String list(List<Aggregate> aggregates) {
    var out = new StringBuilder();
    aggregates.forEach(each -> out.append(out.isEmpty() ? "" : ", ").append(each));
    return out.toString();
  }

  private final class Grouping implements GroupStage {
    private final Stage next;
    private final Run run;
    private final List<Eval> arguments;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private @Nullable List<OfField> pushed;
    private boolean full;

    Grouping(Stage next, Run run) {
      this.next = next;
      this.run = run;
      arguments = Group.arguments(aggregates, run);
      openAll();
    }

    /** Without groups there is one, be it of no rows. */
    private void openAll() {
      if (by.isEmpty()) {
        Group all = Group.open(List.of(), aggregates, pushed, run, "stats");
        if (all != null) {
          groups.put("", all);
        }
      }
    }

    @Override
    public void pushed() {
      pushed = OfField.all(aggregates, arguments);
      openAll();
    }

    @Override
    public boolean row(Row row) {
      Group group = group(Keys.values(row, by));
      return group == null || group.add(row, arguments);
    }

    @Override
    public @Nullable Group group(List<Value> values) {
      String key = by.isEmpty() ? "" : Keys.text(values);
      Group group = groups.get(key);
      return group == null && !full ? open(key, values) : group;
    }

    private @Nullable Group open(String key, List<Value> values) {
      if (groups.size() >= run.limits().groups()) {
        full = true;
        run.partial(
            "stats: more than "
                + run.limits().groups()
                + " groups; those that came later were left out (limit groups)");
        return null;
      }
      Group group = Group.open(values, aggregates, pushed, run, "stats");
      full = group == null;
      if (group != null) {
        groups.put(key, group);
      }
      return group;
    }

    @Override
    public void end() {
      List<Group> sorted = Ranked.sorted(groups.values(), Group::key);
      boolean more = true;
      for (int i = 0; i < sorted.size() && more; i++) {
        more = next.row(result(sorted.get(i)));
      }
      next.end();
    }

    private Row result(Group group) {
      var row = new Row();
      for (int i = 0; i < by.size(); i++) {
        row.set(by.get(i), group.key().get(i));
      }
      for (int i = 0; i < aggregates.size(); i++) {
        String column = aggregates.get(i).column();
        row.set(column, group.result(i, aggregates.get(i), column));
      }
      return row;
    }
  }
}
