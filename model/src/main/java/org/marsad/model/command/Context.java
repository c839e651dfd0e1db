package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Neighbours;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code context before=10 after=10 by host.name}: the events around each one, those of its source,
 * or with the same value of a field. Each event comes once, the newest of a group first; {@code
 * context} says what it is ({@code hit}, {@code before}, {@code after}) and {@code context.of} of
 * which. Rows that are no events have nothing around.
 */
record Context(int before, int after, String by) implements Command {
  private static final int DEFAULT = 10;

  /** Events on one side at most. */
  static final int MOST = 1_000;

  private static final int MOST_HITS = 1_000;
  private static final long SEEN = 64;

  static List<Command> read(TextReader in) {
    var options = new HashMap<>(Arguments.options(in, List.of("before", "after")));
    int both = options.isEmpty() ? Arguments.count(in, DEFAULT) : DEFAULT;
    options.putAll(Arguments.options(in, List.of("before", "after")));
    int before = Arguments.number(in, options, "before", both);
    int after = Arguments.number(in, options, "after", both);
    String by = "";
    if (in.takeWord("by")) {
      int from = in.at();
      List<String> fields = Arguments.someNames(in, "by");
      if (fields.size() > 1) {
        in.problem("SQ142", from, in.at(), "context goes by one field", List.of("by host.name"));
      }
      by = fields.isEmpty() ? "" : field(fields.getFirst());
    }
    if (before > MOST || after > MOST) {
      in.problem(
          "SQ143", in.at(), in.at(), "context gives at most " + MOST + " on a side", List.of());
    }
    return List.of(new Context(before, after, by));
  }

  private static String field(String word) {
    return switch (word) {
      case "host" -> "host.name";
      case "source" -> "";
      default -> word;
    };
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    return null;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Around(next, run);
  }

  /** Hands each hit on between what is around it. */
  private final class Around implements Stage {
    private final Stage next;
    private final Run run;
    private final Set<Long> shown = new HashSet<>();
    private int hits;

    Around(Stage next, Run run) {
      this.next = next;
      this.run = run;
    }

    @Override
    public boolean row(Row row) {
      Event event = row.event();
      if (event == null) {
        return next.row(row);
      }
      if (hits++ >= MOST_HITS) {
        run.partial(
            "context: more than " + MOST_HITS + " events to look around; the rest is left out");
        return false;
      }
      Neighbours around = neighbours(event);
      String id = event.id().toString();
      for (Event each : around.after().reversed()) {
        if (!show(new Row(each), "after", id)) {
          return false;
        }
      }
      if (!show(row, "hit", id)) {
        return false;
      }
      for (Event each : around.before()) {
        if (!show(new Row(each), "before", id)) {
          return false;
        }
      }
      return true;
    }

    private Neighbours neighbours(Event event) {
      try {
        return run.surroundings().around(event, before, after, by);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean show(Row row, String what, String of) {
      Event event = row.event();
      if (event != null) {
        if (!run.keep(SEEN, "context")) {
          return false;
        }
        if (!shown.add(event.id().value())) {
          run.release(SEEN);
          return true;
        }
      }
      return next.row(row.set("context", Value.of(what)).set("context.of", Value.of(of)));
    }

    @Override
    public void end() {
      next.end();
    }
  }

  @Override
  public String toString() {
    return "context before="
        + before
        + " after="
        + after
        + (by.isEmpty() ? "" : " by " + Names.inList(by));
  }
}
