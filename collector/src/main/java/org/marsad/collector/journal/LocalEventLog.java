package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in segment files of one folder, which it locks. {@link JournalWriter} makes durable,
 * {@link TailRing} hands over to readers that keep up, the others read the files.
 *
 * <p>Thread-safe as {@link EventLog} asks. A batch of more than 64 MiB or 4 Mi frames is refused
 * with an {@link IllegalArgumentException}. After the log was closed its readers throw.
 *
 * <p>When the disk is full or down to its reserve, appends are refused until there is room. When a
 * write or an fsync fails, the log has failed for good: what is durable can still be read, nothing
 * is taken any more, and only a restart tells what is on the disk.
 */
public final class LocalEventLog implements EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(LocalEventLog.class);
  private static final String LOCK_FILE = "journal.lock";

  private final Disk disk;
  private final Closeable lock;
  private final SegmentTable table;
  private final Recovery recovery;
  private final ActiveSegment active;
  private final TailRing tail;
  private final RecordEncoder encoder;
  private final JournalWriter writer;
  private final Retention retention;
  private final Path folder;
  private final long reserve;
  private @Nullable Thread thread;
  private boolean closed;

  private LocalEventLog(
      JournalConfig config,
      Disk disk,
      List<String> consumers,
      Metrics metrics,
      InstantSource clock,
      RandomGenerator random,
      Closeable lock)
      throws IOException {
    this.disk = disk;
    this.lock = lock;
    folder = config.folder();
    reserve = config.reserve().bytes();
    var opening = new Opening(disk, config);
    table = opening.run();
    recovery = opening.recovery();
    tell(recovery);
    long size = config.segmentSize().bytes();
    active = ActiveSegment.open(disk, config.folder(), clock, table, size, random);
    Segment last = active.segment();
    tail = new TailRing(config.tail().bytes(), last.end(), last.endId());
    encoder = new RecordEncoder(last.header().marker(), config.compress());
    var queue = new AppendQueue();
    var space = new FreeSpace(disk, config.folder(), config.reserve());
    var counters = new JournalMetrics(metrics);
    writer = new JournalWriter(config, queue, active, tail, space, encoder, counters);
    retention = new Retention(config, disk, table, consumers, clock, counters);
    counters.opened(table, tail, queue, recovery);
  }

  /**
   * Opens the log of a folder, which is made if it is not there.
   *
   * @param consumers who will commit; the log keeps what one of them still needs
   * @throws CorruptJournalException if something that was durable cannot be read
   * @throws IOException if the folder cannot be used, or is in use
   */
  public static LocalEventLog open(
      JournalConfig config, List<String> consumers, Metrics metrics, InstantSource clock)
      throws IOException {
    LocalEventLog log =
        open(config, new LocalDisk(), consumers, metrics, clock, new SecureRandom());
    log.begin();
    return log;
  }

  /**
   * As the other, on any disk, and without a thread: {@link JournalWriter#work} has to be called.
   */
  static LocalEventLog open(
      JournalConfig config,
      Disk disk,
      List<String> consumers,
      Metrics metrics,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    Closeable lock = lock(disk, config.folder());
    try {
      return new LocalEventLog(config, disk, consumers, metrics, clock, random, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Begins to write in a thread of its own. */
  void begin() {
    var started = new Thread(writer, "marsad-journal");
    started.start();
    thread = started;
  }

  JournalWriter writer() {
    return writer;
  }

  @Override
  public CompletionStage<Long> append(RawBatch batch) {
    return writer.append(batch, false);
  }

  @Override
  public CompletionStage<Long> appendAwaited(RawBatch batch) {
    return writer.append(batch, true);
  }

  @Override
  public Reader read(long id) throws IOException {
    if (tail.isClosed()) {
      throw new IOException("the journal is closed");
    }
    if (id < start() || id > end()) {
      throw new IOException(
          "event " + id + " is not in the journal, which holds " + start() + " to " + end());
    }
    return LogReader.open(disk, table, tail, id);
  }

  @Override
  public long start() {
    return table.startId();
  }

  @Override
  public long end() {
    return tail.endId();
  }

  @Override
  public long room() {
    try {
      return disk.usable(folder) - reserve;
    } catch (IOException _) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void commit(String consumer, long id) {
    retention.commit(consumer, id);
  }

  /** What the start found that is not as it was written. */
  public Recovery recovery() {
    return recovery;
  }

  /** Why nothing is taken at the moment: a full disk, or a failed one. */
  public Optional<String> problem() {
    return writer.problem();
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    writer.stop();
    boolean interrupted = finish();
    tail.close();
    encoder.close();
    try (lock) {
      active.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the writer come to its end; whether this thread was interrupted meanwhile. */
  private boolean finish() {
    boolean interrupted = false;
    Thread writing = thread;
    if (writing == null) {
      writer.run();
    }
    while (writing != null && writing.isAlive()) {
      try {
        writing.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  static Closeable lock(Disk disk, Path folder) throws IOException {
    disk.list(folder);
    return disk.lock(folder.resolve(LOCK_FILE));
  }

  private static void tell(Recovery recovery) {
    recovery.cuts().forEach(cut -> LOG.warn("{}", cut));
    recovery.gaps().forEach(gap -> LOG.warn("{}", gap));
  }
}
