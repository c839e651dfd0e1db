package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.Nanos;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.Spans;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Keys;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.store.QueryRefusedException;

/**
 * {@code sequence by host.name maxspan=5m [search] [search] ![search] until [search]}: events that
 * follow each other with the same values of the fields. {@code ![..]} is something that must not
 * come there; behind the last step it must not come before maxspan is over. Until drops what has
 * begun. The events of each sequence come together, the newest sequence first, with {@code
 * sequence.id} and {@code sequence.step}.
 *
 * <p>As in EQL a step takes the place of an earlier one of its kind, so that a sequence is as short
 * as can be.
 */
record Sequence(List<String> by, long maxSpan, List<Step> steps, @Nullable Query until)
    implements Command {
  private static final int MOST_STEPS = 20;

  Sequence {
    by = List.copyOf(by);
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param missing whether it must not come
   */
  record Step(Query query, boolean missing) {}

  static List<Command> read(TextReader in) {
    in.blanks();
    int from = in.at();
    List<String> by = Arguments.by(in);
    long span = Arguments.span(in, Arguments.options(in, List.of("maxspan")), "maxspan");
    var steps = new ArrayList<Step>();
    while ((in.is("[") || in.is("![")) && steps.size() <= MOST_STEPS) {
      boolean missing = in.take("!");
      steps.add(new Step(query(in), missing));
    }
    Query until = in.takeWord("until") ? query(in) : null;
    long there = steps.stream().filter(step -> !step.missing).count();
    if (there < 2 && steps.size() < 2 || steps.isEmpty() || steps.getFirst().missing) {
      in.problem(
          "SQ140",
          from,
          in.at(),
          "a sequence has at least two steps, the first of which comes",
          List.of("[search] [search]"));
    } else if (steps.size() > MOST_STEPS) {
      in.problem(
          "SQ193", from, in.at(), "a sequence has more than " + MOST_STEPS + " steps", List.of());
    } else if (steps.getLast().missing && span == 0) {
      in.problem(
          "SQ140",
          from,
          in.at(),
          "a step that must not come at the end needs maxspan",
          List.of("maxspan=5m"));
    }
    return List.of(new Sequence(by, span, steps, until));
  }

  private static Query query(TextReader in) {
    in.blanks();
    int open = in.at();
    var nested = PipelineParser.nested(in);
    if (!nested.commands().isEmpty()) {
      in.problem("SQ105", open, in.at(), "a step has no commands", List.of("[search]"));
    }
    return nested.search();
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Buffered(next, run, "sequence") {
      @Override
      void all(List<Row> oldestFirst, Stage into) {
        new Search(run).all(oldestFirst, into);
      }
    };
  }

  /** What has begun for one value of the fields: the newest chain that ends in each step. */
  private static final class Begun {
    private final @Nullable List<Row>[] chains;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Begun(int steps) {
      chains = (List<Row>[]) new List[steps];
    }
  }

  private final class Search {
    private final Run run;
    private final List<List<Row>> found = new ArrayList<>();
    private final Map<String, Begun> begun = new HashMap<>();
    private final @Nullable Matcher[] matchers = new @Nullable Matcher[steps.size() + 1];

    Search(Run run) {
      this.run = run;
    }

    void all(List<Row> oldestFirst, Stage into) {
      for (Row row : oldestFirst) {
        List<Value> values = Keys.values(row, by);
        if (values.stream().noneMatch(Value::isNull)) {
          add(row, begun.computeIfAbsent(Keys.text(values), _ -> new Begun(steps.size())));
        }
      }
      long end = Math.min(run.latest(), Nanos.of(run.env().now()));
      begun.values().forEach(one -> expire(one, end));
      found.sort((a, b) -> Long.compare(b.getFirst().nanos(), a.getFirst().nanos()));
      for (int i = 0; i < found.size(); i++) {
        for (int step = 0; step < found.get(i).size(); step++) {
          Row row = found.get(i).get(step).copy();
          row.set("sequence.id", Value.of(i + 1L)).set("sequence.step", Value.of(step + 1L));
          if (!into.row(row)) {
            return;
          }
        }
      }
    }

    private boolean matches(Row row, int step, Query query) {
      Event event = row.event();
      if (event == null) {
        throw new QueryRefusedException(
            "sequence looks at events; put it before commands that make a table");
      }
      Matcher matcher = matchers[step];
      if (matcher == null) {
        matcher = Matcher.compile(query, event.batch().schema(), run.env().regexes());
        matchers[step] = matcher;
      }
      return matcher.matches(event.batch(), event.row());
    }

    private void add(Row row, Begun one) {
      expire(one, row.nanos());
      if (until != null && matches(row, steps.size(), until)) {
        Arrays.fill(one.chains, null);
        return;
      }
      for (int step = steps.size() - 1; step >= 0; step--) {
        if (!matches(row, step, steps.get(step).query)) {
          continue;
        }
        int before = before(step);
        if (steps.get(step).missing) {
          one.chains[before] = null;
        } else if (step == 0) {
          begin(row, one);
        } else {
          List<Row> chain = one.chains[before];
          if (chain != null) {
            one.chains[before] = null;
            var longer = new ArrayList<>(chain);
            longer.add(row);
            reach(step, longer, one);
          }
        }
      }
    }

    private void begin(Row row, Begun one) {
      var chain = new ArrayList<Row>();
      chain.add(row);
      reach(0, chain, one);
    }

    private void reach(int step, List<Row> chain, Begun one) {
      if (step == steps.size() - 1) {
        found.add(chain);
      } else {
        one.chains[step] = chain;
      }
    }

    /** The step before that must come. */
    private int before(int step) {
      int before = step - 1;
      while (before > 0 && steps.get(before).missing) {
        before--;
      }
      return before;
    }

    /** Drops chains whose time is over; one that waits for nothing but a missing step is found. */
    private void expire(Begun one, long nanos) {
      for (int step = 0; step < steps.size() && maxSpan > 0; step++) {
        List<Row> chain = one.chains[step];
        if (chain != null && nanos - chain.getFirst().nanos() > maxSpan) {
          one.chains[step] = null;
          boolean last = true;
          for (Step later : steps.subList(step + 1, steps.size())) {
            last &= later.missing;
          }
          if (last) {
            found.add(chain);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    var out = new StringBuilder("sequence");
    out.append(by.isEmpty() ? "" : " by " + Names.list(by));
    out.append(maxSpan == 0 ? "" : " maxspan=" + Spans.print(maxSpan));
    steps.forEach(step -> out.append(step.missing ? " ![" : " [").append(step.query).append(']'));
    return out + (until == null ? "" : " until [" + until + "]");
  }
}
