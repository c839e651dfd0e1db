package org.marsad.rules;

import java.io.IOException;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;

/** The events that were stored before, for rules that must know what was there. */
@FunctionalInterface
public interface History {
  /**
   * Hands events to the visitor as {@link EventStore#scan} does, which may be this.
   *
   * @throws IOException if they cannot be read; the rules then know nothing of them
   */
  void scan(SearchRequest request, EventStore.ScanVisitor visitor) throws IOException;

  /** How many events there are at least in the range of a request that match; 0 where unknown. */
  default long atLeast(SearchRequest request) throws IOException {
    return 0;
  }

  /** Makes everything that was stored so far visible to scans, if that is not so by itself. */
  default void refresh() throws IOException {
    // most have nothing that is not visible
  }

  /** That of a store of events. */
  static History of(EventStore store) {
    return new History() {
      @Override
      public void scan(SearchRequest request, EventStore.ScanVisitor visitor) throws IOException {
        store.scan(request, visitor);
      }

      @Override
      public long atLeast(SearchRequest request) throws IOException {
        return store.search(request).total();
      }

      @Override
      public void refresh() throws IOException {
        store.refresh();
      }
    };
  }
}
