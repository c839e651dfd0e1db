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
}
