package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.FieldsResult;
import org.marsad.model.store.Groups;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/** Searches that are told to end do, wherever they are, and say so. */
class SearchEndsTest {
  private static final int EVENTS = 3_000;

  /** Reads events: values as long and different as these have no column. */
  private static final Query SLOW = QueryParser.parse("note:/[n]ob[o]dy$/");

  /** Goes through the terms of a segment and its column at once. */
  private static final Query AT_ONCE = QueryParser.parse("host.name:/[s]ome[b]ody/");

  @TempDir private Path folder;
  private final Schema schema = new Schema();
  private LuceneEventStore store;

  @BeforeEach
  void fill() throws Exception {
    store = TestStores.open(folder, schema);
    for (int from = 0; from < EVENTS; from += 500) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      for (int id = from; id < from + 500; id++) {
        Samples.begin(batch, id, "line " + id)
            .add(Fields.HOST_NAME, "somebody-" + id % 50)
            .add("note", "a text as long as few others, and different: " + id)
            .add(Fields.TAGS, "a")
            .add(Fields.TAGS, "b")
            .end();
      }
      store.accept(batch.build());
    }
    store.refresh();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /** Says that nobody waits from the given question on. */
  private static BooleanSupplier after(int questions, AtomicInteger asked) {
    return () -> asked.incrementAndGet() > questions;
  }

  @Test
  void aClauseThatFindsNothingEndsSoonAfterItsAskerHasGone() throws IOException {
    var asked = new AtomicInteger();
    SearchResult result = store.search(SearchRequest.of(SLOW, 10), after(20, asked));
    assertFalse(result.complete());
    assertFalse(result.exact());
    assertEquals(List.of("the search was told to end"), result.warnings());
    assertTrue(asked.get() < 40, () -> asked + " questions");
  }

  @Test
  void whatTheTimeCutsOffIsSaid() throws IOException {
    saysWhatTheTimeCutsOff(SLOW, 10);
    saysWhatTheTimeCutsOff(AT_ONCE, 10);
    saysWhatTheTimeCutsOff(AT_ONCE, 0);
  }

  private void saysWhatTheTimeCutsOff(Query query, int size) throws IOException {
    var request =
        new SearchRequest(query, Long.MIN_VALUE, Long.MAX_VALUE, size, null, Duration.ofNanos(1));
    SearchResult result = store.search(request);
    assertFalse(result.complete());
    assertTrue(result.warnings().getFirst().startsWith("the time of"), result.warnings()::toString);
    FieldsResult fields = store.fields(request, 1, () -> false);
    assertFalse(fields.complete());
    SearchPlan plan = store.explain(request, null, () -> false);
    assertFalse(plan.complete());
  }

  @Test
  void addingUpEndsSoonAfterItsAskerHasGone() throws IOException {
    var sink = new Sink(30);
    store.aggregate(SearchRequest.of(SLOW, 0), byHost(), sink);
    assertTrue(sink.asked.get() > 30 && sink.asked.get() < 60, () -> sink.asked + " questions");
    assertEquals(0, sink.count.get());
  }

  @Test
  void addingUpSaysThatItHadNoMoreMemory() throws IOException {
    var sink = new Sink(Integer.MAX_VALUE);
    sink.room = 1;
    store.aggregate(SearchRequest.of(QueryParser.parse("host.name:*"), 0), byHostAndId(), sink);
    assertEquals(
        List.of("the memory of a query was used up in counting (limit memory)"), sink.reasons);
  }

  @Test
  void onlyTheFirstPageCounts() throws IOException {
    SearchRequest request = SearchRequest.of(new Query.All(), 10);
    SearchResult first = store.search(request);
    assertEquals(EVENTS, first.total());
    assertTrue(first.exact());
    SearchResult second = store.search(request.after(first.next()));
    assertFalse(second.exact());
    assertEquals(10, second.total());
    assertEquals(first.hits().id(9) - 1, second.hits().id(0));
    SearchResult none = store.search(SearchRequest.of(QueryParser.parse("nobody"), 10));
    assertNull(none.next());
    assertTrue(none.exact());
  }

  @Test
  void eachOfSeveralValuesIsCountedInTheirColumn() throws IOException {
    var sink = new Sink(Integer.MAX_VALUE);
    var each = new Aggregation(List.of(new Aggregation.Each("tags")), byHost().arguments());
    store.aggregate(SearchRequest.of(new Query.All(), 0), each, sink);
    assertEquals(2L * EVENTS, sink.count.get());
    assertEquals(0, sink.events.get());
  }

  private static Aggregation byHost() {
    return new Aggregation(
        List.of(new Aggregation.Whole("host.name")), List.of(Aggregation.Argument.EVENTS));
  }

  private static Aggregation byHostAndId() {
    return new Aggregation(
        List.of(new Aggregation.Whole("host.name"), new Aggregation.Whole("@timestamp")),
        List.of(Aggregation.Argument.EVENTS));
  }

  /** Adds up groups, and has gone after some questions. */
  private static final class Sink implements Groups {
    final AtomicInteger asked = new AtomicInteger();
    final AtomicLong count = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    final List<String> reasons = new ArrayList<>();
    private final int most;
    long room = 1 << 30;

    Sink(int most) {
      this.most = most;
    }

    @Override
    public @Nullable Group group(List<Value> key) {
      return (_, _, times) -> {
        count.addAndGet(times);
        return true;
      };
    }

    @Override
    public boolean visit(EventBatch batch) {
      events.addAndGet(batch.size());
      return true;
    }

    @Override
    public boolean isStopped() {
      return asked.incrementAndGet() > most;
    }

    @Override
    public long room() {
      return room;
    }

    @Override
    public void cut(String reason) {
      reasons.add(reason);
    }
  }
}
