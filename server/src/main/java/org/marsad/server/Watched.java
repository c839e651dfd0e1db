package org.marsad.server;

import org.marsad.model.event.EventBatch;
import org.marsad.model.store.EventConsumer;
import org.marsad.model.store.EventSink;

/** A consumer, and one who is shown every batch that it has taken. */
record Watched(EventConsumer consumer, EventSink watcher) implements EventConsumer {
  @Override
  public void accept(EventBatch batch) throws InterruptedException {
    consumer.accept(batch);
    watcher.accept(batch);
  }

  @Override
  public String name() {
    return consumer.name();
  }

  @Override
  public long position() {
    return consumer.position();
  }
}
