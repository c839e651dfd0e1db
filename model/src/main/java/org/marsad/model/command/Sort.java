package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code sort N -a, b}: by fields, {@code -} the largest first; rows that are equal keep their
 * order. With a number only so many are kept at a time.
 */
record Sort(int count, List<SortKey> keys) implements Command {
  private static final int ALL = 0;

  Sort {
    keys = List.copyOf(keys);
  }

  static List<Command> read(TextReader in) {
    int count = Arguments.count(in, ALL);
    count = Arguments.number(in, Arguments.options(in, List.of("limit")), "limit", count);
    in.takeWord("by");
    return List.of(new Sort(count, SortKey.readAll(in, "sort")));
  }

  /** Kusto's {@code top N by f}, which has the largest first. */
  static List<Command> readTopBy(TextReader in, int count) {
    var keys = new ArrayList<SortKey>();
    for (SortKey key : SortKey.readAll(in, "by")) {
      boolean ascending = in.text().regionMatches(true, in.at() - 3, "asc", 0, 3);
      keys.add(new SortKey(key.field(), !ascending));
    }
    return List.of(new Sort(count, keys));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Sorting(next, run, count, SortKey.comparator(keys));
  }

  @Override
  public String toString() {
    return "sort " + (count == ALL ? "" : count + " ") + SortKey.list(keys);
  }

  /** Keeps rows with their numbers, so that equal ones keep their order. */
  private static final class Sorting implements Stage {
    private final Stage next;
    private final Run run;
    private final int count;
    private final Comparator<Numbered> order;
    private final PriorityQueue<Numbered> worst;
    private final List<Numbered> all = new ArrayList<>();
    private long number;

    Sorting(Stage next, Run run, int count, Comparator<Row> rows) {
      this.next = next;
      this.run = run;
      this.count = count;
      order = Comparator.comparing(Numbered::row, rows).thenComparingLong(Numbered::number);
      worst = new PriorityQueue<>(order.reversed());
    }

    private record Numbered(Row row, long number) {}

    @Override
    public boolean row(Row row) {
      var numbered = new Numbered(row, number++);
      if (count != ALL && worst.size() == count && order.compare(numbered, worst.element()) >= 0) {
        return true;
      }
      if (!run.keep(row.weight(), "sort")) {
        return false;
      }
      row.kept();
      if (count == ALL) {
        all.add(numbered);
        return true;
      }
      worst.add(numbered);
      if (worst.size() > count) {
        run.release(worst.remove().row.weight());
      }
      return true;
    }

    @Override
    public void end() {
      all.addAll(worst);
      all.sort(order);
      boolean more = true;
      for (int i = 0; i < all.size() && more; i++) {
        more = next.row(all.get(i).row);
      }
      next.end();
    }
  }
}
