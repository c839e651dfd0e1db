package org.marsad.collector.intake;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;
import org.marsad.model.store.EventLog;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the log to its consumers, on the one thread {@code marsad-pipeline}: follows the log from
 * where the slowest consumer stands, decodes, and hands over. Small batches that are there already
 * are copied into one and very large ones are parted, so that consumers see some hundred events at
 * a time; but for the small ones, frames are decoded where they lie. A tick is always handed over
 * by itself, behind what came before it.
 *
 * <p>A consumer that throws stops the pipeline for good: {@link #problem()} says so, and the log
 * keeps what waits.
 */
public final class Pipeline implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final int BATCH_ROWS = 512;
  private static final int BATCH_BYTES = 256 << 10;

  /** From so many frames on a batch is decoded where it lies, and stays whole up to so many. */
  private static final int WHOLE_ROWS = 128;

  private static final int MAX_ROWS = 2048;

  /** Larger ones are parted without a copy up to so many bytes, which all parts hold together. */
  private static final int PARTED_BYTES = 8 << 20;

  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final long COMMIT_NANOS = 1_000_000_000L;
  private static final long CLOSE_MILLIS = 2_000;

  private final InstantSource clock;
  private final EventLog log;
  private final SourceBooks books;
  private final List<EventConsumer> consumers;
  private final EventBatch.Builder builder;
  private final Metrics.Counter events;
  private final Metrics.Counter quarantined;
  private final Thread thread = new BackgroundThread(Urgency.SOON, "marsad-pipeline", this::run);
  private final long endAtStart;
  private final Object progress = new Object();

  /** What the books will say about the rows in the builder once they are handed over. */
  private final List<Entry> entries = new ArrayList<>();

  private volatile Reading reading;

  /** Takes the place of the others before the next batch. */
  private volatile @Nullable Reading nextReading;

  private volatile boolean closing;
  private volatile long delivered;

  /** When that was received which was handed over last. */
  private volatile long deliveredReceived;

  private volatile @Nullable Throwable failure;
  private long committedAt = System.nanoTime();

  private Pipeline(
      EventLog log,
      Reading reading,
      Schema schema,
      SourceBooks books,
      List<EventConsumer> consumers,
      Metrics metrics,
      InstantSource clock) {
    this.clock = clock;
    this.log = log;
    this.reading = reading;
    this.books = books;
    this.consumers = List.copyOf(consumers);
    this.builder = EventBatch.builder(schema);
    this.endAtStart = log.end();
    this.delivered = endAtStart;
    this.deliveredReceived = Nanos.of(clock.instant());
    events = metrics.counter("marsad_collector_events", "Events handed to the consumers.");
    quarantined =
        metrics.counter(
            "marsad_collector_quarantined", "Events that no format understood, kept as they are.");
    metrics.gauge(
        "marsad_collector_backlog",
        "Events in the journal that were not handed over yet.",
        this::backlog);
    metrics.gauge(
        "marsad_collector_lag_seconds",
        "How far what was handed over lies behind what is durable.",
        () -> lag() / 1e9);
    metrics.gauge(
        "marsad_collector_audit_forgotten",
        "Linux audit events whose records were too far apart to be brought together.",
        () -> this.reading.forgottenAudits());
    metrics.gauge(
        "marsad_collector_audit_left_out",
        "Values of Linux audit events over what is remembered of one event.",
        () -> this.reading.leftOutOfAudits());
  }

  /** Events in the journal that were not handed over yet; any thread may ask. */
  public long backlog() {
    return log.end() - delivered;
  }

  /**
   * A pipeline that stands still until {@link #start}.
   *
   * @throws IOException if a consumer knows events that the log does not: it belongs to another one
   */
  public static Pipeline open(
      EventLog log,
      Reading reading,
      Schema schema,
      SourceBooks books,
      List<EventConsumer> consumers,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    var pipeline = new Pipeline(log, reading, schema, books, consumers, metrics, clock);
    for (EventConsumer consumer : consumers) {
      pipeline.join(consumer);
    }
    return pipeline;
  }

  private void join(EventConsumer consumer) throws IOException {
    long position = consumer.position();
    if (position > endAtStart) {
      throw new IOException(
          consumer.name()
              + " has taken events up to "
              + position
              + ", but the journal ends at "
              + endAtStart
              + ": they do not belong together; restore the journal, or move the data of "
              + consumer.name()
              + " away");
    }
    if (position < log.start()) {
      LOG.warn(
          "{} misses the events from {} to {}: the journal has forgotten them",
          consumer.name(),
          position,
          log.start());
    }
    delivered = Math.clamp(position, log.start(), delivered);
  }

  /** Begins. */
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

  /** Reads in another way from the next batch on. It must not be used by anybody else. */
  public void use(Reading other) {
    nextReading = other;
  }

  /** Whether all that is in the log was handed over. */
  public boolean isDrained() {
    return delivered == log.end();
  }

  /**
   * How far behind the log it is, in nanoseconds of reception; 0 if all was handed over, and once
   * it has stopped: then it is no use to wait for it.
   */
  public long lag() {
    boolean over = isDrained() || failure != null;
    return over ? 0 : Math.max(0, Nanos.of(clock.instant()) - deliveredReceived);
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

  /** Hands over a batch and those that are there already, as far as they make one. */
  private void gather(RawBatch first, EventLog.Reader reader)
      throws IOException, InterruptedException {
    Reading other = nextReading;
    if (other != null) {
      nextReading = null;
      reading = other;
    }
    RawBatch next = first;
    while (next != null) {
      if (next.isTick()) {
        deliver();
        builder.tick(next.received());
        hand(builder.build());
      } else {
        add(next);
      }
      next = isEnough() ? null : reader.poll(Duration.ZERO);
    }
    deliver();
  }

  private void add(RawBatch batch) throws InterruptedException {
    SourceBook book = books.of(batch.origin());
    // What comes over an input is in its books already.
    if (batch.firstId() < endAtStart || batch.origin().transport() == Transport.INTERNAL) {
      book.readBack(batch);
    }
    boolean isWhole = batch.size() <= MAX_ROWS;
    if (batch.size() >= WHOLE_ROWS && (isWhole || batch.bytes().length <= PARTED_BYTES)) {
      deliver();
      if (builder.adopt(batch)) {
        decodeInPlace(batch, isWhole ? batch.size() : BATCH_ROWS, book);
        return;
      }
    }
    int from = 0;
    while (from < batch.size()) {
      if (isEnough()) {
        deliver();
      }
      from = add(batch, from, book);
    }
  }

  /** Decodes the frames where they lie, so many at a time; hands over all but the last of these. */
  private void decodeInPlace(RawBatch batch, int rows, SourceBook book)
      throws InterruptedException {
    int last = (batch.size() - 1) / rows * rows;
    for (int from = 0; from < last; from += rows) {
      decode(batch, from, from + rows, 0, book);
      EventBatch part = builder.build();
      deliver(part);
      builder.goOnIn(part);
    }
    decode(batch, last, batch.size(), 0, book);
  }

  /** Copies and decodes the frames from {@code from} on that still fit; where the next begin. */
  private int add(RawBatch batch, int from, SourceBook book) {
    int to = from;
    int begin = batch.offset(from);
    int end = begin;
    int rows = BATCH_ROWS - builder.size();
    while (to < batch.size() && to - from < rows && end - begin < BATCH_BYTES) {
      begin = Math.min(begin, batch.offset(to));
      end = Math.max(end, batch.offset(to) + batch.length(to));
      to++;
    }
    int base = builder.append(batch.bytes(), begin, end - begin) - begin;
    decode(batch, from, to, base, book);
    return to;
  }

  /**
   * Makes rows of some frames.
   *
   * @param base where the block of the batch begins in that of the builder
   */
  private void decode(RawBatch batch, int from, int to, int base, SourceBook book) {
    boolean claimed = false;
    Origin origin = RequestKey.plain(batch.origin());
    String identity = batch.origin().identity();
    long received = batch.received();
    LogFormat last = null;
    int alike = 0;
    for (int frame = from; frame < to; frame++) {
      int offset = base + batch.offset(frame);
      int length = batch.length(frame);
      builder.begin(batch.firstId() + frame, received, origin, offset, length);
      if (!identity.isEmpty()) {
        builder.add(Fields.TLS_CLIENT_SUBJECT, identity);
      }
      builder.clockOffset(batch.clockOffset());
      LogFormat format = reading.read(builder, offset, length, batch.flags(frame));
      if (!claimed && builder.claimed() != EventBatch.NO_CLAIM) {
        claimed = true;
        book.claimed(builder.claimed(), received);
      }
      builder.end();
      if (alike > 0 && !Objects.equals(format, last)) {
        enter(book, last, alike, received);
        alike = 0;
      }
      last = format;
      alike++;
    }
    if (alike > 0) {
      enter(book, last, alike, received);
    }
  }

  private void enter(SourceBook book, @Nullable LogFormat read, int frames, long received) {
    String format = read == null ? null : read.name();
    Entry last = entries.isEmpty() ? null : entries.getLast();
    if (last == null || last.book != book || !Objects.equals(last.format, format)) {
      last = new Entry(book, format);
      entries.add(last);
    }
    last.frames += frames;
    last.received = received;
  }

  private boolean isEnough() {
    return builder.size() >= BATCH_ROWS || builder.length() >= BATCH_BYTES;
  }

  private void deliver() throws InterruptedException {
    if (builder.size() > 0) {
      deliver(builder.build());
    }
  }

  private void deliver(EventBatch batch) throws InterruptedException {
    hand(batch);
    events.add(batch.size());
    long now = Nanos.of(clock.instant());
    for (Entry entry : entries) {
      long lag = Math.max(0, now - entry.received);
      if (entry.format == null) {
        entry.book.quarantined(entry.frames, lag);
        quarantined.add(entry.frames);
      } else {
        entry.book.stored(entry.format, entry.frames, lag);
      }
    }
    deliveredReceived = entries.getLast().received;
    entries.clear();
    delivered = batch.id(batch.size() - 1) + 1;
    synchronized (progress) {
      progress.notifyAll();
    }
  }

  private void hand(EventBatch batch) throws InterruptedException {
    for (EventConsumer consumer : consumers) {
      consumer.accept(batch);
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

  /** Stops after the batch in hand; a consumer that has no room for it is not waited for long. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_MILLIS);
      thread.interrupt();
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Frames of one source, one after the other, that the same format read, or none. */
  private static final class Entry {
    final SourceBook book;
    final @Nullable String format;
    long frames;
    long received;

    Entry(SourceBook book, @Nullable String format) {
      this.book = book;
      this.format = format;
    }
  }
}
