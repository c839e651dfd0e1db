package org.marsad.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Keeps events and answers questions about them.
 *
 * <p>{@link #accept} follows {@link EventSink}: one thread, in the order of ids. All else may be
 * called by any thread at any time.
 */
public interface EventStore extends EventConsumer, Closeable {
  /** Events of the first page of {@link #stream}. */
  int FIRST_PAGE = 250;

  /**
   * Answers a search over the events that were visible when it began: everything accepted before
   * the last refresh, and no event is visible later than the store's refresh interval after {@link
   * #accept}.
   *
   * @throws QueryRefusedException if the query asks for what the store cannot do, with the reason
   */
  SearchResult search(SearchRequest request) throws IOException;

  /**
   * As above, and ends early, with what was found until then, when nobody waits any more.
   *
   * @param gone whether that is so; asked by any thread
   */
  default SearchResult search(SearchRequest request, BooleanSupplier gone) throws IOException {
    return search(request);
  }

  /**
   * Hands every visible event of the request's range that matches its query to the visitor, in the
   * order of ids, a bounded number at a time. Size and cursor of the request are ignored.
   *
   * @throws QueryRefusedException as {@link #search}
   */
  void scan(SearchRequest request, ScanVisitor visitor) throws IOException;

  /**
   * Hands every visible event of the request's range that matches its query to the visitor, a
   * bounded number at a time and each once. Size and cursor of the request are ignored.
   *
   * @param newestFirst whether they come as {@link #search} orders them; else in any order, which
   *     costs less
   * @throws QueryRefusedException as {@link #search}
   */
  default void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
      throws IOException {
    if (!newestFirst) {
      scan(request, visitor);
      return;
    }
    int size = FIRST_PAGE;
    SearchRequest.Cursor after = null;
    do {
      SearchRequest next = request.sized(size).after(after);
      SearchResult page = search(after == null ? next : next.until(after));
      if (page.hits().size() > 0 && !visitor.visit(page.hits())) {
        return;
      }
      after = page.next();
      // Each page costs a look at all that match, so that they grow.
      size = Math.min(size * 4, SearchRequest.MAX_SIZE);
    } while (after != null);
  }

  /**
   * Adds up the visible events of the request's range that match its query by itself, if it can and
   * that is faster than handing them on; the result is the same. Size and cursor of the request are
   * ignored. Where its time is over, {@code groups} is told.
   *
   * @return false if it cannot, and nothing was handed over: then {@link #stream} has the events
   * @throws QueryRefusedException as {@link #search}
   */
  default boolean aggregate(SearchRequest request, Aggregation aggregation, Groups groups)
      throws IOException {
    return false;
  }

  /**
   * Which fields the visible events of the request's range have that match its query, and what is
   * in them; the fields of prose without their values. Size and cursor of the request are ignored.
   *
   * @param top how many values of each field
   * @param gone whether nobody waits any more; asked by any thread
   * @throws QueryRefusedException as {@link #search}
   */
  FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone) throws IOException;

  /**
   * Does a search once to tell how it goes about it.
   *
   * @param aggregation what it would be asked to add up; null for the newest events
   * @param gone whether nobody waits any more; asked by any thread
   * @throws QueryRefusedException as {@link #search}
   */
  default SearchPlan explain(
      SearchRequest request, @Nullable Aggregation aggregation, BooleanSupplier gone)
      throws IOException {
    return SearchPlan.NONE;
  }

  /** Makes everything accepted so far visible. Returns when it is. */
  void refresh() throws IOException;

  /** Makes everything accepted so far durable; {@link #position()} is then behind it. */
  void commit() throws IOException;

  /** The number of events held, visible or not yet. */
  long count();

  /** Commits and stops. */
  @Override
  void close() throws IOException;

  /** Sees what a scan finds. */
  @FunctionalInterface
  interface ScanVisitor {
    /**
     * Takes the next events.
     *
     * @return whether to go on
     */
    boolean visit(EventBatch batch) throws IOException;

    /** Whether nobody waits any more; asked by any thread, also while nothing is found. */
    default boolean isStopped() {
      return false;
    }
  }
}
