package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Accumulator;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.aggregate.Aggregates;
import org.marsad.model.event.Event;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Shape;
import org.marsad.model.store.Aggregation.Argument;
import org.marsad.model.store.Aggregation.Need;
import org.marsad.model.store.Groups;

/** The accumulators of one group of rows. One thread. */
final class Group implements Groups.Group {
  private static final long OVERHEAD = 160;
  private static final long ACCUMULATOR = 96;

  private final List<Value> key;
  private final Accumulator[] accumulators;
  private final List<OfField> fields;
  private final Run run;
  private final String command;

  private Group(
      List<Value> key, Accumulator[] accumulators, List<OfField> fields, Run run, String command) {
    this.key = key;
    this.accumulators = accumulators;
    this.fields = fields;
    this.run = run;
    this.command = command;
  }

  /** A group that takes rows in their order; null if the memory of the run has no room for it. */
  static @Nullable Group open(
      List<Value> key, List<Aggregate> aggregates, Run run, String command) {
    return open(key, aggregates, null, run, command);
  }

  /**
   * A group.
   *
   * @param pushed what is computed of values that a store hands over, in any order; null where it
   *     hands over nothing
   */
  static @Nullable Group open(
      List<Value> key,
      List<Aggregate> aggregates,
      @Nullable List<OfField> pushed,
      Run run,
      String command) {
    long weight = OVERHEAD + aggregates.size() * ACCUMULATOR;
    for (Value value : key) {
      weight += value.weight();
    }
    if (!run.keep(weight, command)) {
      return null;
    }
    var accumulators = new Accumulator[aggregates.size()];
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = Aggregates.open(aggregates.get(i), pushed != null);
    }
    return new Group(key, accumulators, pushed == null ? List.of() : pushed, run, command);
  }

  /** What each aggregation is over; TRUE for those over rows. */
  static List<Eval> arguments(List<Aggregate> aggregates, Run run) {
    var evals = new ArrayList<Eval>();
    for (Aggregate aggregate : aggregates) {
      evals.add(
          aggregate.argument() == null
              ? _ -> Values.TRUE
              : run.evaluator().compile(aggregate.argument()));
    }
    return evals;
  }

  /** What of fields these need, where a store may hand it over; null where they need rows. */
  static @Nullable List<Argument> pushed(List<Aggregate> aggregates, Shape before) {
    var pushed = new ArrayList<Argument>();
    for (Aggregate aggregate : aggregates) {
      Argument argument = pushed(aggregate, before);
      if (argument == null) {
        return null;
      }
      pushed.add(argument);
    }
    return pushed;
  }

  private static @Nullable Argument pushed(Aggregate aggregate, Shape before) {
    Expr argument = aggregate.argument();
    if (argument == null) {
      return aggregate.function().equals("count") ? Argument.EVENTS : null;
    }
    String name = OfField.name(argument);
    if (name.isEmpty() || !before.isEvents(name)) {
      return null;
    }
    Need need = need(aggregate.function());
    if (need == Need.NEWEST || need == Need.OLDEST) {
      boolean plain = argument instanceof Expr.Name && before.isEvents(Row.TIME);
      return plain ? new Argument(Shape.field(name), need) : null;
    }
    if (need == null) {
      return null;
    }
    return new Argument(Shape.field(name), argument instanceof Expr.Name ? need : Need.WHOLE);
  }

  /** What a function needs of the values of a field; null if rows. */
  private static @Nullable Need need(String function) {
    return switch (function) {
      case "count" -> Need.NUMBER_OF_VALUES;
      case "min", "max", "range" -> Need.EXTREMES;
      case "dc", "values" -> Need.DISTINCT;
      case "sum", "avg" -> Need.SUM;
      case "p", "mode", "var", "stdev" -> Need.ALL;
      case "countif" -> Need.WHOLE;
      case "first", "latest" -> Need.NEWEST;
      case "last", "earliest" -> Need.OLDEST;
      default -> null;
    };
  }

  List<Value> key() {
    return key;
  }

  /** Takes a row; whether what it adds fits into the memory of the run. */
  boolean add(Row row, List<Eval> arguments) {
    long nanos = row.nanos();
    Event event = row.event();
    long id = event == null ? Long.MIN_VALUE : event.batch().id(event.row());
    long grown = 0;
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i].addAt(arguments.get(i).of(row), nanos, id);
      grown += accumulators[i].grown();
    }
    return grown == 0 || run.keep(grown, command);
  }

  @Override
  public boolean add(int argument, Value value, long times) {
    accumulators[argument].addTimes(fields.get(argument).of(value), times);
    return hasRoom(argument);
  }

  @Override
  public boolean addAt(int argument, Value value, long nanos, long id) {
    accumulators[argument].addAt(value, nanos, id);
    return hasRoom(argument);
  }

  private boolean hasRoom(int argument) {
    long grown = accumulators[argument].grown();
    return grown == 0 || run.keep(grown, command);
  }

  @Override
  public boolean takesHashes(int argument) {
    return accumulators[argument].takesHashes();
  }

  @Override
  public void addHash(int argument, long hash) {
    accumulators[argument].addHash(hash);
  }

  @Override
  public void addSum(int argument, long sum, long count) {
    accumulators[argument].addSum(sum, count);
  }

  /** The result of one of them; what is not exact about it is told to the run. */
  Value result(int index, Aggregate aggregate, String column) {
    Accumulator accumulator = accumulators[index];
    if (accumulator.error() > 0) {
      run.approximate(column, accumulator.error());
    }
    if (accumulator.isCut()) {
      run.partial(aggregate.column() + ": more values than are kept; the first ones are there");
    }
    return accumulator.result();
  }
}
