package org.marsad.index.shard;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.marsad.index.segment.RightOfWay;
import org.marsad.index.segment.Waiting;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;

/**
 * The threads that write segments for all shards of a store: two {@code marsad-segment-writer} do
 * what the shard writer waits for, for each shard in its order, and {@code marsad-segment-packer} a
 * part of that beside them; {@code marsad-segment-merger} what can wait; and {@code
 * marsad-segment-viewer} makes the next view for those who search meanwhile in the one before.
 */
final class Workers implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** So many shards write segments at a time. */
  private static final int WRITERS = 2;

  private final ExecutorService writer =
      Executors.newFixedThreadPool(WRITERS, threads("writer", Urgency.SOON));
  private final ExecutorService packer =
      Executors.newSingleThreadExecutor(threads("packer", Urgency.SOON));
  private final ExecutorService merger =
      Executors.newSingleThreadExecutor(threads("merger", Urgency.LATER));
  private final ExecutorService viewer =
      Executors.newSingleThreadExecutor(threads("viewer", Urgency.SHORTLY));
  private final RightOfWay way = new RightOfWay();

  private final Rooms written = new Rooms();
  private final Rooms shown = new Rooms();

  private final Metrics.Counter merged;
  private final Metrics.Counter mergesFailed;
  private final Metrics.Counter cut;

  Workers(Metrics metrics) {
    merged = metrics.counter("marsad_index_merged_events", "Events written anew in merges.");
    cut =
        metrics.counter(
            "marsad_index_cut_terms",
            "Values and words too long to be whole terms; questions about them are verified.");
    metrics.gauge(
        "marsad_index_gave_way_seconds",
        "How long threads that write have stood still for searches.",
        () -> way.waited() / 1e9);
    mergesFailed = metrics.counter("marsad_index_failed_merges", "Merges that came to nothing.");
  }

  private static ThreadFactory threads(String what, Urgency urgency) {
    return task -> {
      var thread = new BackgroundThread(urgency, "marsad-segment-" + what, task);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** For what one shard does, one after the other, while another does the same. */
  Line line() {
    return new Line(writer);
  }

  /** Does what waits for the shards. */
  ExecutorService writer() {
    return writer;
  }

  /** Puts events into blocks beside the writer. */
  ExecutorService packer() {
    return packer;
  }

  /** Memory for those who write segments. */
  Rooms written() {
    return written;
  }

  /** Memory for those who show events before their segment is written. */
  Rooms shown() {
    return shown;
  }

  /** A segment was written. */
  void wrote() {
    written.age();
    shown.age();
  }

  /** There is nothing to write: lets go of the memory that is kept for it. */
  void rest() {
    written.clear();
    shown.clear();
  }

  /** Searches have it. */
  RightOfWay way() {
    return way;
  }

  /** Shows new events to those who will search next. */
  ExecutorService viewer() {
    return viewer;
  }

  /** Does things when there is time. */
  ExecutorService merger() {
    return merger;
  }

  void merged(long events) {
    merged.add(events);
  }

  void cut(long terms) {
    cut.add(terms);
  }

  void mergeFailed() {
    mergesFailed.add(1);
  }

  /** Waits for something; what went wrong there goes wrong here. */
  static void await(Future<?> done) throws IOException {
    Waiting.on(done, "a segment cannot be written");
  }

  @Override
  public void close() {
    viewer.shutdownNow();
    writer.shutdown();
    packer.shutdown();
    merger.shutdown();
    try {
      boolean ended = writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ended &= packer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ended &= merger.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        writer.shutdownNow();
        packer.shutdownNow();
        merger.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
