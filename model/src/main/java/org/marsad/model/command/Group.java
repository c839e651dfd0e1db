package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Accumulator;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.aggregate.Aggregates;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;

/** The accumulators of one group of rows. One thread. */
final class Group {
  private static final long OVERHEAD = 160;
  private static final long ACCUMULATOR = 96;

  private final List<Value> key;
  private final Accumulator[] accumulators;

  private Group(List<Value> key, Accumulator[] accumulators) {
    this.key = key;
    this.accumulators = accumulators;
  }

  /** A group; null if the memory of the run has no room for it. */
  static @Nullable Group open(
      List<Value> key, List<Aggregate> aggregates, Run run, String command) {
    long weight = OVERHEAD + aggregates.size() * ACCUMULATOR;
    for (Value value : key) {
      weight += value.weight();
    }
    return run.keep(weight, command)
        ? new Group(key, aggregates.stream().map(Aggregates::open).toArray(Accumulator[]::new))
        : null;
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

  List<Value> key() {
    return key;
  }

  /** Takes a row; whether what it adds fits into the memory of the run. */
  boolean add(Row row, List<Eval> arguments, Run run, String command) {
    long nanos = row.nanos();
    long grown = 0;
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i].add(arguments.get(i).of(row), nanos);
      grown += accumulators[i].grown();
    }
    return grown == 0 || run.keep(grown, command);
  }

  /** The result of one of them; what is not exact about it is told to the run. */
  Value result(int index, Aggregate aggregate, String column, Run run) {
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
