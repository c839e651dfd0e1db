package org.marsad.query.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.pipe.Neighbours;
import org.marsad.model.query.Query;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/**
 * The events around one: those of the same source, which is one peer at one input and the host it
 * speaks for, or with the same value of a field; by time, and those of the same time as they came.
 * Any thread may ask.
 */
final class Neighbourhood {
  private static final List<Field> SOURCE = List.of(Fields.INPUT, Fields.PEER, Fields.HOST_NAME);
  private static final long FIRST_WINDOW = 1_000_000_000L;
  private static final int GROWTH = 8;
  private static final int ROOM = 200;

  private final EventStore store;

  Neighbourhood(EventStore store) {
    this.store = store;
  }

  /**
   * What is around an event.
   *
   * @param by the field; empty for the source
   */
  Neighbours around(Event event, int before, int after, String by, Duration patience)
      throws IOException {
    Query query = like(event, by);
    if (query == null) {
      return Neighbours.NONE;
    }
    return new Neighbours(
        before == 0 ? List.of() : before(query, event, before, patience),
        after == 0 ? List.of() : after(query, event, after, patience));
  }

  /** What those around it match; null if it has no value to compare. */
  static @Nullable Query like(Event event, String by) {
    var clauses = new ArrayList<Query>();
    if (by.isEmpty()) {
      SOURCE.forEach(field -> add(event.text(field), field.name(), clauses));
    } else {
      add(event.text(by), by, clauses);
    }
    return clauses.isEmpty() ? null : Query.and(clauses);
  }

  private static void add(@Nullable String value, String field, List<Query> into) {
    if (value != null && !value.isEmpty()) {
      into.add(new Query.Term(field, value, true));
    }
  }

  private List<Event> before(Query query, Event event, int count, Duration patience)
      throws IOException {
    var cursor = new SearchRequest.Cursor(event.timestamp(), event.id().value());
    var request =
        new SearchRequest(query, Long.MIN_VALUE, next(event.timestamp()), count, cursor, patience);
    return events(store.search(request).hits());
  }

  private static long next(long time) {
    return time == Long.MAX_VALUE ? time : time + 1;
  }

  /** The store gives the newest first, so that windows grow until enough lies in them. */
  private List<Event> after(Query query, Event event, int count, Duration patience)
      throws IOException {
    var found = new ArrayList<Event>();
    long from = event.timestamp();
    long width = FIRST_WINDOW;
    while (found.size() < count && from < Long.MAX_VALUE) {
      long to = from > Long.MAX_VALUE - width ? Long.MAX_VALUE : from + width;
      var window = new SearchRequest(query, from, to, 0, null, patience);
      SearchResult total = store.search(window);
      boolean fits = total.total() <= count + ROOM;
      if (!fits && width > 1) {
        width = Math.max(1, width / GROWTH);
        continue;
      }
      if (fits) {
        List<Event> inside = events(store.search(window.sized(count + ROOM)).hits());
        for (Event each : inside.reversed()) {
          add(each, event, count, found);
        }
      } else {
        scan(window, event, count, found);
      }
      from = to;
      width = width > Long.MAX_VALUE / GROWTH ? Long.MAX_VALUE : width * GROWTH;
    }
    return found;
  }

  /** Events of one nanosecond, which are more than a page: in the order of ids anyway. */
  private void scan(SearchRequest window, Event event, int count, List<Event> found)
      throws IOException {
    store.scan(
        window,
        batch -> {
          for (Event each : events(batch)) {
            add(each, event, count, found);
          }
          return found.size() < count;
        });
  }

  private static void add(Event each, Event event, int count, List<Event> found) {
    boolean behind =
        each.timestamp() > event.timestamp()
            || (each.timestamp() == event.timestamp() && each.id().compareTo(event.id()) > 0);
    if (behind && found.size() < count) {
      found.add(each);
    }
  }

  private static List<Event> events(EventBatch batch) {
    var events = new ArrayList<Event>(batch.size());
    for (int row = 0; row < batch.size(); row++) {
      events.add(batch.event(row));
    }
    return events;
  }
}
