package org.marsad.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;

/**
 * The durable log of everything received; the truth that the store, the rules and the incidents are
 * functions of. Local disk by default, a Kafka topic beyond one machine.
 *
 * <p>Ids are given by the log: consecutive from 0 in the order of appends; ticks take none. Any
 * thread may append; each {@link Reader} belongs to one thread.
 */
public interface EventLog extends Closeable {
  /**
   * Appends a batch. Never blocks; whoever appends bounds what is under way ({@link
   * RawBatch#length()} bytes until the stage completes). The batch belongs to the log afterwards.
   *
   * @return completes with the packed id of the first frame (of a tick: the id the next frame will
   *     have) only when the batch is durable, so that no crash can lose it; completes with {@link
   *     LogFullException} when there is no room now and it was not taken, with {@link IOException}
   *     when the log has failed for good and takes nothing any more. Completion may run on the
   *     log's own thread: do little there
   */
  CompletionStage<Long> append(RawBatch batch);

  /**
   * As {@link #append}, for somebody who does nothing else until it completes: a log that waits for
   * company before it makes things durable does not wait for the sake of this one.
   */
  default CompletionStage<Long> appendAwaited(RawBatch batch) {
    return append(batch);
  }

  /**
   * A reader that starts with the batch holding {@code id}; the first batch may begin before it.
   * Reads nothing that is not durable.
   *
   * @param id a packed id in [{@link #start()}, {@link #end()}]
   * @throws IOException if the id is outside of the log, with both bounds in the message
   */
  Reader read(long id) throws IOException;

  /** The first id that can still be read; equals {@link #end()} in an empty log. */
  long start();

  /** The id that the next durable event will have. */
  long end();

  /**
   * Bytes that can still be written before nothing is taken any more; {@link Long#MAX_VALUE} where
   * nobody can tell.
   */
  default long room() {
    return Long.MAX_VALUE;
  }

  /**
   * A consumer has made all before {@code id} durable on its side. The log may forget what lies
   * before the slowest of its consumers; it keeps what it keeps in whole segments and forgets when
   * it wants to.
   *
   * @param consumer one of the names the log was opened with
   * @throws IllegalArgumentException for another name
   */
  void commit(String consumer, long id);

  /** Makes durable what was appended and stops. Stages under way complete first. */
  @Override
  void close() throws IOException;

  /** Batches in order, ticks among them, without a gap. */
  interface Reader extends Closeable {
    /**
     * The next batch, waiting for it if need be; null if none became durable within the time.
     *
     * @throws IOException if the log cannot be read there; the position is in the message
     */
    @Nullable RawBatch poll(Duration patience) throws IOException, InterruptedException;

    /** The packed id of the next frame this reader will return. */
    long position();

    @Override
    void close();
  }
}
