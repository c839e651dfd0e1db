package org.marsad.model.store;

import java.io.Closeable;
import java.io.IOException;
import org.marsad.model.event.EventBatch;

/**
 * Keeps events and answers questions about them.
 *
 * <p>{@link #accept} follows {@link EventSink}: one thread, in the order of ids. All else may be
 * called by any thread at any time.
 */
public interface EventStore extends EventConsumer, Closeable {
  /**
   * Answers a search over the events that were visible when it began: everything accepted before
   * the last refresh, and no event is visible later than the store's refresh interval after {@link
   * #accept}.
   *
   * @throws QueryRefusedException if the query asks for what the store cannot do, with the reason
   */
  SearchResult search(SearchRequest request) throws IOException;

  /**
   * Hands every visible event of the request's range that matches its query to the visitor, in the
   * order of ids, a bounded number at a time. Size and cursor of the request are ignored.
   *
   * @throws QueryRefusedException as {@link #search}
   */
  void scan(SearchRequest request, ScanVisitor visitor) throws IOException;

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
  }
}
