package org.marsad.collector.journal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;

/** A batch on its way to the disk: what the caller waits for and the link of the queue in one. */
final class Append extends CompletableFuture<Long> {
  final RawBatch batch;
  @Nullable Append next;

  Append(RawBatch batch) {
    this.batch = batch;
  }

  /** Bytes it will take on disk, about. */
  long weight() {
    return RecordHeader.SIZE + (long) batch.length();
  }

  /** What depends on it gets no link to the queue and cannot complete it for others. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
