package org.marsad.query.route;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.marsad.model.event.EventBatch;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.FieldsResult;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/** A store in front of another, to put something between. */
class StoreInFront implements EventStore {
  private final NaiveEventStore store;

  StoreInFront(NaiveEventStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void accept(EventBatch batch) {
    store.accept(batch);
  }

  @Override
  public long position() {
    return store.position();
  }

  @Override
  public SearchResult search(SearchRequest request) {
    return store.search(request);
  }

  @Override
  public void scan(SearchRequest request, ScanVisitor visitor) throws IOException {
    store.scan(request, visitor);
  }

  @Override
  public void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
      throws IOException {
    store.stream(request, newestFirst, visitor);
  }

  @Override
  public FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone)
      throws IOException {
    return store.fields(request, top, gone);
  }

  @Override
  public void refresh() {
    store.refresh();
  }

  @Override
  public void commit() {
    store.commit();
  }

  @Override
  public long count() {
    return store.count();
  }

  @Override
  public void close() {
    store.close();
  }
}
