package org.marsad.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.search.CountSink;
import org.marsad.index.search.GroupSearch;
import org.marsad.index.search.PlanSearch;
import org.marsad.index.shard.Shard;
import org.marsad.index.shard.Shards;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/**
 * Does a search once, stage by stage and clause by clause, to tell how it goes about it. Any
 * thread.
 */
final class LuceneExplaining {
  /** Bytes that finding out about a search may take. */
  private static final long ROOM = 256L << 20;

  private final Shards shards;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final LuceneReading reading;

  LuceneExplaining(Shards shards, Schema schema, RegexCompiler regexes, LuceneReading reading) {
    this.shards = shards;
    this.schema = schema;
    this.regexes = regexes;
    this.reading = reading;
  }

  /** See {@link EventStore#explain}. */
  SearchPlan explain(SearchRequest request, @Nullable Aggregation aggregation, BooleanSupplier gone)
      throws IOException {
    Patience patience = reading.patience(request, gone, ROOM);
    var parts = new ArrayList<SearchPlan.Part>();
    var stages = new ArrayList<SearchPlan.Stage>();
    try (HeldReaders held = reading.readers()) {
      long begin = System.nanoTime();
      for (Shard shard : shards.all()) {
        parts.add(part(shard, request, held));
      }
      List<DirectoryReader> readers = held.all();
      stages.add(stage("open shards", begin, readers.size() + " of " + parts.size()));
      if (aggregation == null) {
        pages(request, gone, stages);
      } else {
        groups(request, aggregation, readers, gone, stages);
      }
      var plan = new PlanSearch(request, schema, regexes, patience, reading.remembered());
      if (aggregation != null) {
        plan.withoutColumns(aggregation, readers);
      }
      begin = System.nanoTime();
      List<SearchPlan.Clause> clauses = plan.clauses(readers);
      stages.add(stage("look at each clause alone", begin, clauses.size() + " clauses"));
      return new SearchPlan(
          parts, clauses, stages, plan.notes(), patience.end() == Patience.End.NONE);
    }
  }

  private static SearchPlan.Part part(Shard shard, SearchRequest request, HeldReaders readers)
      throws IOException {
    if (!shard.overlaps(request.earliest(), request.latest())) {
      return new SearchPlan.Part(
          shard.name(),
          shard.count(),
          0,
          "its events are from "
              + Nanos.format(shard.minTime())
              + " to "
              + Nanos.format(shard.maxTime()));
    }
    DirectoryReader reader = readers.open(shard);
    if (reader == null) {
      return new SearchPlan.Part(shard.name(), shard.count(), 0, "it is empty");
    }
    return new SearchPlan.Part(shard.name(), shard.count(), reader.leaves().size(), "");
  }

  private void pages(SearchRequest request, BooleanSupplier gone, List<SearchPlan.Stage> stages)
      throws IOException {
    long begin = System.nanoTime();
    SearchResult page = reading.search(request, gone, false);
    stages.add(stage("find the newest " + request.size(), begin, page.hits().size() + " events"));
    begin = System.nanoTime();
    SearchResult counted = reading.search(request, gone, true);
    stages.add(
        stage(
            "the same with the total",
            begin,
            (counted.exact() ? "" : "at least ") + counted.total() + " events"));
  }

  private void groups(
      SearchRequest request,
      Aggregation aggregation,
      List<DirectoryReader> readers,
      BooleanSupplier gone,
      List<SearchPlan.Stage> stages)
      throws IOException {
    long begin = System.nanoTime();
    var counted = new CountSink(gone);
    Patience patience = reading.patience(request, gone, ROOM);
    GroupSearch search = reading.counted(request, aggregation, counted, readers, patience);
    stages.add(
        stage(
            "add up in columns",
            begin,
            search.inColumns()
                + " of "
                + search.segments()
                + " segments from columns, the others from their events"));
  }

  private static SearchPlan.Stage stage(String name, long begin, String detail) {
    return new SearchPlan.Stage(name, System.nanoTime() - begin, detail);
  }
}
