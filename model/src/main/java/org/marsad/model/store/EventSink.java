package org.marsad.model.store;

import org.marsad.model.event.EventBatch;

/**
 * Takes a batch over. The one verb between the collector, the store and the rules.
 *
 * <p>Duties: one thread calls, in the order of ids. The batch belongs to the sink afterwards, which
 * shares it with other sinks and so never writes to it. The call may block as long as the sink has
 * no room: that is how a slow sink slows the reading of the log, which keeps what waits.
 */
@FunctionalInterface
public interface EventSink {
  /**
   * Takes the batch over.
   *
   * @throws InterruptedException if the thread was interrupted while waiting for room; the batch
   *     was not taken
   * @throws java.io.UncheckedIOException if the sink has failed for good; every later call throws
   *     too
   */
  void accept(EventBatch batch) throws InterruptedException;
}
