package org.marsad.model.store;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.expr.Env;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.TestRegex;

/** Commands of every kind over the fields of random events, and a store's answer to them. */
final class RandomCommands {
  private static final List<String> FIELDS =
      List.of(
          "host.name",
          "user.name",
          "source.ip",
          "source.port",
          "process.name",
          "tags",
          "note",
          "size");
  private static final List<String> EACH =
      List.of(
          "where X == \"sshd\" or Y > 5",
          "where isnotnull(X) and not Y contains \"s\"",
          "eval a = lower(X) + \"-\" + Y",
          "eval X = coalesce(X, Y, 1)",
          "fields X, Y",
          "rename X as a",
          "fillnull value=none X",
          "bin size span=10",
          "expand tags",
          "rex field=X \"(?<a>[a-z]+)\"",
          "head 20",
          "tail 15",
          "sort X, -Y, event.id",
          "dedup X, Y",
          "reverse",
          "eventstats count dc(X) as d by Y");
  private static final List<String> LAST =
      List.of(
          "stats count dc(X) as d sum(size) min(Y) max(X) by Y",
          "stats count values(X) p50(size) by tags",
          "stats earliest(X) latest(Y) first(event.id)",
          "top 5 X by Y",
          "rare 3 X, Y",
          "timechart span=5m count by X",
          "timechart span=1h avg(size), count",
          "facets 3",
          "patterns",
          "transaction X maxpause=2m | table X, eventcount, duration",
          "sort 10 -X, event.id | table event.id, X, Y",
          "table _time, event.id, X");

  private RandomCommands() {}

  /** Commands, each behind a pipe. */
  static String commands(Random random) {
    var out = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(" | ").append(filled(EACH, random));
    }
    return out.append(" | ").append(filled(LAST, random)).toString();
  }

  private static String filled(List<String> list, Random random) {
    String x = FIELDS.get(random.nextInt(FIELDS.size()));
    String y = FIELDS.get(random.nextInt(FIELDS.size()));
    return list.get(random.nextInt(list.size())).replace("X", x).replace("Y", y);
  }

  /** The rows a store gives, as they read. */
  static List<String> run(EventStore store, String text) throws IOException {
    var regexes = new TestRegex();
    Pipeline pipeline = PipelineParser.parse(text, Instant.EPOCH, ZoneOffset.UTC, regexes);
    var env = new Env(Instant.EPOCH, ZoneOffset.UTC, regexes);
    var run = new Run(env, Limits.defaults(), Surroundings.NONE, () -> false);
    var rows = new ArrayList<String>();
    Stage first = pipeline.open(new Reading(rows), run);
    store.stream(
        SearchRequest.of(pipeline.search(), 0),
        pipeline.isOrdered(),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            if (!first.row(new Row(batch.event(row)))) {
              return false;
            }
          }
          return true;
        });
    first.end();
    return rows;
  }

  private record Reading(List<String> rows) implements Stage {
    @Override
    public boolean row(Row row) {
      row.set("event.indexed", Values.NULL);
      rows.add(row.toString());
      return true;
    }

    @Override
    public void end() {
      // the list is all
    }
  }
}
