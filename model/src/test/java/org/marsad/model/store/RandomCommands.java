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
import org.marsad.model.pipe.PushDown;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.TestRegex;

/** Commands of every kind over the fields of random events, and a store's answer to them. */
public final class RandomCommands {
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
          "grok X \"%{WORD:a}(?: %{NOTSPACE:b})?\"",
          "parse kv X prefix=p.",
          "union [ X:* | head 5 ]",
          "join type=left Y [ X:* | stats count as c, max(size) as m by Y ]",
          "join X [ Y:* | dedup X | table X, Y, size ]",
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
          "stats count",
          "stats count dc(X) count(Y) sum(X) avg(size) range(Y) mode(X)",
          "stats count(tags) min(_time) max(_time) by X, Y",
          "stats dc(tags) by source.port, X",
          "bin _time span=5m | stats count sum(size) by _time, X",
          "stats count by bin(_time, 1h)",
          "eval t = bin(_time, 10m) | top 3 X by t",
          "count",
          "top 0 tags by X",
          "top 4 Y",
          "timechart span=10m dc(X) by tags",
          "timechart sum(size) by source.port",
          "stats earliest(X) latest(Y) first(event.id)",
          "stats first(X) last(Y) count by tags",
          "stats earliest(X) latest(X) last(Y) by Y",
          "stats first(X) last(X) count",
          "stats countif(X == \"sshd\" or X > 5) countif(isnull(Y)) dc(lower(X)) by Y",
          "stats countif(X > 5) countif(isnotnull(X))",
          "stats var(size) stdev(size) count by X",
          "stats stdev(X)",
          "timechart span=10m countif(X > 5) by Y",
          "timechart span=1h latest(X)",
          "distinct X, Y",
          "top 5 X by Y",
          "rare 3 X, Y",
          "timechart span=5m count by X",
          "timechart span=1h avg(size), count",
          "facets 3",
          "patterns",
          "transaction X maxpause=2m | table X, eventcount, duration",
          "sort 10 -X, event.id | table event.id, X, Y",
          "table _time, event.id, X");

  /** Those that look at events, which commands before them may have left behind. */
  private static final List<String> ALONE =
      List.of(
          "sequence by X maxspan=10m [Y:*] [host.name:*]",
          "sequence by X maxspan=1h [user.name:*] ![Y:s*] [Y:*] until [tags:root]");

  private RandomCommands() {}

  /** Commands, each behind a pipe. */
  public static String commands(Random random) {
    if (random.nextInt(12) == 0) {
      return " | " + filled(ALONE, random);
    }
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
  public static List<String> run(EventStore store, String text) throws IOException {
    return run(store, (_, _, _) -> false, text);
  }

  /** The rows a store gives that adds up what it can. */
  static List<String> runPushed(EventStore store, String text) throws IOException {
    return run(store, store::aggregate, text);
  }

  /** The rows a store gives where something adds up what it can. */
  public static List<String> run(EventStore store, PushDown.Store adding, String text)
      throws IOException {
    return run(store, adding, text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** As above, of a range of time: its first nanosecond, and the first that is out of it. */
  public static List<String> run(
      EventStore store, PushDown.Store adding, String text, long from, long to) throws IOException {
    var regexes = new TestRegex();
    Pipeline pipeline = PipelineParser.parse(text, Instant.EPOCH, ZoneOffset.UTC, regexes);
    var env = new Env(Instant.EPOCH, ZoneOffset.UTC, regexes);
    var run = new Run(env, Limits.defaults(), new Others(store), () -> false);
    var rows = new ArrayList<String>();
    List<Stage> stages = pipeline.stages(new Reading(rows), run);
    Stage first = stages.getFirst();
    EventStore.ScanVisitor events =
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            if (!first.row(new Row(batch.event(row)))) {
              return false;
            }
          }
          return true;
        };
    SearchRequest request = SearchRequest.of(pipeline.search(), 0).between(from, to);
    PushDown push = PushDown.of(pipeline, run);
    if (push == null || !push.run(adding, request, run, stages, events)) {
      store.stream(request, pipeline.isOrdered(), events);
    }
    first.end();
    return rows;
  }

  /** Searches in brackets, over the same store. */
  private record Others(EventStore store) implements Surroundings {
    @Override
    public void search(Pipeline pipeline, Run run, Stage into) throws IOException {
      Stage first = pipeline.open(into, run);
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
    }
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
