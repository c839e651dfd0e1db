package org.marsad.model.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.RegexCompiler;

/** Looks at every event with the matcher: slow, short, and right. The oracle for other stores. */
public final class NaiveEventStore implements EventStore {
  private static final Comparator<Event> NEWEST_FIRST =
      Comparator.comparingLong(Event::timestamp).thenComparing(Event::id).reversed();

  private static final int PAGE = 100;

  private final Schema schema;
  private final RegexCompiler regexes;
  private final List<Event> events = new ArrayList<>();
  private long nextId;
  private long position;

  public NaiveEventStore(Schema schema, RegexCompiler regexes) {
    this.schema = schema;
    this.regexes = regexes;
  }

  @Override
  public String name() {
    return "naive";
  }

  @Override
  public synchronized void accept(EventBatch batch) {
    for (int row = 0; row < batch.size(); row++) {
      if (batch.id(row) >= nextId) {
        events.add(batch.event(row));
        nextId = batch.id(row) + 1;
      }
    }
  }

  @Override
  public synchronized long position() {
    return position;
  }

  @Override
  public synchronized SearchResult search(SearchRequest request) {
    List<Event> found = new ArrayList<>(matching(request));
    long total = found.size();
    found.sort(NEWEST_FIRST);
    SearchRequest.Cursor after = request.after();
    if (after != null) {
      found.removeIf(
          e ->
              e.timestamp() > after.timestamp()
                  || (e.timestamp() == after.timestamp() && e.id().value() >= after.id()));
    }
    List<Event> page = found.subList(0, Math.min(request.size(), found.size()));
    SearchRequest.Cursor next = null;
    if (!page.isEmpty() && page.size() == request.size()) {
      Event last = page.getLast();
      next = new SearchRequest.Cursor(last.timestamp(), last.id().value());
    }
    return new SearchResult(copy(page), total, true, true, List.of(), next, Duration.ZERO);
  }

  @Override
  public synchronized void scan(SearchRequest request, ScanVisitor visitor) throws IOException {
    visitor.visit(copy(matching(request)));
  }

  @Override
  public synchronized void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
      throws IOException {
    List<Event> found = new ArrayList<>(matching(request));
    if (newestFirst) {
      found.sort(NEWEST_FIRST);
    }
    for (int from = 0; from < found.size(); from += PAGE) {
      if (!visitor.visit(copy(found.subList(from, Math.min(from + PAGE, found.size()))))) {
        return;
      }
    }
  }

  @Override
  public synchronized FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone) {
    var tally = new FieldTally(schema);
    tally.add(copy(matching(request)));
    return new FieldsResult(tally.events(), tally.facts(top), true, List.of(), Duration.ZERO);
  }

  private List<Event> matching(SearchRequest request) {
    Matcher matcher = Matcher.compile(request.query(), schema, regexes);
    return events.stream()
        .filter(e -> e.timestamp() >= request.earliest())
        .filter(e -> e.timestamp() < request.latest() || request.latest() == Long.MAX_VALUE)
        .filter(e -> matcher.matches(e.batch(), e.row()))
        .toList();
  }

  private EventBatch copy(List<Event> rows) {
    EventBatch.Builder copy = EventBatch.builder(schema);
    for (Event event : rows) {
      EventBatch batch = event.batch();
      int row = event.row();
      int length = batch.originalLength(row);
      int original = copy.append(batch.bytes(), batch.originalOffset(row), length);
      copy.begin(batch.id(row), batch.received(row), batch.origin(row), original, length)
          .timestamp(batch.timestamp(row));
      for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
        int at = copy.append(batch.bytes(), batch.offset(slice), batch.length(slice));
        copy.add(batch.field(slice), batch.kind(slice), at, batch.length(slice));
      }
      copy.end();
    }
    return copy.build();
  }

  @Override
  public void refresh() {
    // everything is visible at once
  }

  @Override
  public synchronized void commit() {
    position = nextId;
  }

  @Override
  public synchronized long count() {
    return events.size();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
