package org.marsad.collector.intake;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.Formats;
import org.marsad.collector.format.LogFormat;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the log to its consumers, on the one thread {@code marsad-pipeline}: follows the log from
 * where the slowest consumer stands, decodes, and hands over. Several batches that are there
 * already become one, so that consumers see some hundred events at a time; that is what the copy of
 * the bytes into the batch pays for. A tick is always handed over by itself, behind what came
 * before it.
 *
 * <p>A consumer that throws stops the pipeline for good: {@link #problem()} says so, and the log
 * keeps what waits.
 */
public final class Pipeline implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final int BATCH_ROWS = 512;
  private static final int BATCH_BYTES = 256 << 10;
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final long COMMIT_NANOS = 1_000_000_000L;

  private final EventLog log;
  private final Formats formats;
  private final SourceBooks books;
  private final List<EventConsumer> consumers;
  private final EventBatch.Builder builder;
  private final Metrics.Counter events;
  private final Metrics.Counter quarantined;
  private final Thread thread = new Thread(this::run, "marsad-pipeline");
  private final long endAtStart;
  private final Object progress = new Object();

  private volatile boolean closing;
  private volatile long delivered;
  private volatile @Nullable Throwable failure;
  private long committedAt = System.nanoTime();

  /** A pipeline that stands still until {@link #start}. */
  public Pipeline(
      EventLog log,
      Formats formats,
      Schema schema,
      SourceBooks books,
      List<EventConsumer> consumers,
      Metrics metrics) {
    this.log = log;
    this.formats = formats;
    this.books = books;
    this.consumers = List.copyOf(consumers);
    this.builder = EventBatch.builder(schema);
    this.endAtStart = log.end();
    this.delivered =
        Math.clamp(
            consumers.stream().mapToLong(EventConsumer::position).min().orElse(log.end()),
            log.start(),
            log.end());
    events = metrics.counter("marsad_collector_events", "Events handed to the consumers.");
    quarantined =
        metrics.counter(
            "marsad_collector_quarantined", "Events that no format understood, kept as they are.");
    metrics.gauge(
        "marsad_collector_backlog",
        "Events in the journal that were not handed over yet.",
        () -> log.end() - delivered);
  }

  public void start() {
    thread.start();
  }

  /** Why nothing is handed over any more, if that is so. */
  public Optional<String> problem() {
    return Optional.ofNullable(failure).map(why -> "the pipeline has stopped: " + why.getMessage());
  }

  /** Waits until everything durable was handed over; false if it was not within the time. */
  public boolean awaitDrained(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (progress) {
      while (delivered < log.end()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || failure != null) {
          return false;
        }
        progress.wait(left);
      }
    }
    return true;
  }

  private void run() {
    try (EventLog.Reader reader = log.read(delivered)) {
      while (!closing) {
        RawBatch batch = reader.poll(PATIENCE);
        if (batch != null) {
          gather(batch, reader);
        }
        commit(false);
      }
      commit(true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the pipeline has stopped; the journal keeps what waits", e);
      failure = e;
    } finally {
      synchronized (progress) {
        progress.notifyAll();
      }
    }
  }

  private void gather(RawBatch first, EventLog.Reader reader)
      throws IOException, InterruptedException {
    RawBatch next = first;
    while (next != null) {
      if (next.isTick()) {
        deliver();
        builder.tick(next.received());
        hand(builder.build());
      } else {
        decode(next);
      }
      boolean enough = builder.size() >= BATCH_ROWS || builder.length() >= BATCH_BYTES;
      next = enough ? null : reader.poll(Duration.ZERO);
    }
    deliver();
  }

  private void decode(RawBatch batch) {
    Origin origin = batch.origin();
    SourceBook book = books.of(origin);
    if (batch.firstId() < endAtStart) {
      book.received(batch.size(), batch.length(), batch.received());
    }
    int base = builder.append(batch.bytes(), 0, batch.length());
    int bad = 0;
    int run = 0;
    LogFormat runFormat = null;
    for (int frame = 0; frame < batch.size(); frame++) {
      int offset = base + batch.offset(frame);
      int length = batch.length(frame);
      builder.begin(batch.firstId() + frame, batch.received(), origin, offset, length);
      LogFormat format = formats.decode(builder, offset, length, batch.flags(frame));
      builder.end();
      if (format == null) {
        bad++;
        continue;
      }
      if (runFormat != null && !format.name().equals(runFormat.name())) {
        book.stored(runFormat.name(), run, 0);
        run = 0;
      }
      runFormat = format;
      run++;
    }
    book.stored(runFormat == null ? "" : runFormat.name(), run, bad);
    quarantined.add(bad);
  }

  private void deliver() throws InterruptedException {
    if (builder.size() > 0) {
      events.add(builder.size());
      hand(builder.build());
    }
  }

  private void hand(EventBatch batch) throws InterruptedException {
    for (EventConsumer consumer : consumers) {
      consumer.accept(batch);
    }
    if (!batch.isTick()) {
      delivered = batch.id(batch.size() - 1) + 1;
      synchronized (progress) {
        progress.notifyAll();
      }
    }
  }

  private void commit(boolean now) {
    if (now || System.nanoTime() - committedAt >= COMMIT_NANOS) {
      committedAt = System.nanoTime();
      for (EventConsumer consumer : consumers) {
        log.commit(consumer.name(), consumer.position());
      }
    }
  }

  /** Stops after the batch in hand. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
