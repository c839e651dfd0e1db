package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.marsad.model.event.EventId;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in segment files of one folder. {@link JournalWriter} writes and makes durable, {@link
 * TailRing} hands durable batches to readers that keep up, the others read the files.
 *
 * <p>Thread-safe as {@link EventLog} asks. When the disk is full appends are refused until there is
 * room; when it fails, the log has failed for good.
 */
public final class LocalEventLog implements EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(LocalEventLog.class);
  private static final String LOCK_FILE = "journal.lock";

  private final JournalConfig config;
  private final Disk disk;
  private final SegmentTable table;
  private final TailRing tail;
  private final JournalWriter writer;
  private final Map<String, Long> committed = new HashMap<>();
  private final FileChannel lockChannel;
  private final Optional<String> recovery;

  private LocalEventLog(
      JournalConfig config,
      Disk disk,
      List<String> consumers,
      Metrics metrics,
      InstantSource clock,
      FileChannel lockChannel)
      throws IOException {
    this.config = config;
    this.disk = disk;
    this.lockChannel = lockChannel;
    this.table = new SegmentTable();
    var found = new Recovery(disk, table);
    List<Path> files =
        disk.list(config.folder()).stream().filter(SegmentHeader::isSegment).sorted().toList();
    found.run(files);
    this.recovery = Optional.ofNullable(found.cut()).map(LocalEventLog::describe);
    recovery.ifPresent(LOG::warn);
    consumers.forEach(name -> committed.put(name, -1L));
    SegmentFiles segments = SegmentFiles.open(config.folder(), disk, table, found.nextId());
    this.tail = new TailRing(config.tail().bytes(), segments.active().end(), found.nextId());
    this.writer = new JournalWriter(config, segments, tail, metrics, clock);
    Recovery.Cut cut = found.cut();
    metrics
        .counter("marsad_journal_cut_bytes", "Bytes of a torn tail cut off at the start.")
        .add(cut == null ? 0 : cut.bytes());
    metrics.gauge("marsad_journal_segments", "Segment files.", table::count);
    metrics.gauge("marsad_journal_size_bytes", "Bytes of all segment files.", table::bytes);
    metrics.gauge("marsad_journal_end", "Id the next durable event will have.", tail::endId);
  }

  /**
   * Opens the log of a folder, made if it is not there.
   *
   * @param consumers who will commit; the log keeps what one of them still needs
   * @throws CorruptJournalException if acknowledged events cannot be read
   * @throws IOException if the folder cannot be used, or another process uses it
   */
  public static LocalEventLog open(
      JournalConfig config, List<String> consumers, Metrics metrics, InstantSource clock)
      throws IOException {
    return open(config, new LocalDisk(), consumers, metrics, clock);
  }

  static LocalEventLog open(
      JournalConfig config, Disk disk, List<String> consumers, Metrics metrics, InstantSource clock)
      throws IOException {
    FileChannel channel = lock(config.folder());
    try {
      var log = new LocalEventLog(config, disk, consumers, metrics, clock, channel);
      log.writer.start();
      return log;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static FileChannel lock(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // this process has it open already
    }
    channel.close();
    throw new IOException("journal " + folder + " is in use by another process");
  }

  @Override
  public CompletionStage<Long> append(RawBatch batch) {
    return writer.append(batch);
  }

  @Override
  public Reader read(long id) throws IOException {
    if (id < start() || id > end()) {
      throw new IOException(
          "event " + id + " is not in the journal, which has " + start() + " to " + end());
    }
    return LogReader.open(disk, table, tail, id);
  }

  @Override
  public long start() {
    return table.firstId();
  }

  @Override
  public long end() {
    return tail.endId();
  }

  @Override
  public void commit(String consumer, long id) {
    if (id < 0 || id > EventId.MAX_OFFSET) {
      throw new IllegalArgumentException("not an id: " + id);
    }
    long slowest;
    synchronized (committed) {
      Long before = committed.get(consumer);
      if (before == null) {
        throw new IllegalArgumentException("the journal knows no consumer \"" + consumer + "\"");
      }
      committed.put(consumer, Math.max(before, id));
      slowest = committed.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
    forget(slowest);
  }

  private void forget(long id) {
    Segment segment = table.removeFirstBefore(id, config.keep().bytes());
    while (segment != null) {
      try {
        disk.delete(segment.path());
      } catch (IOException e) {
        LOG.warn("cannot delete journal segment {}: {}", segment.path(), e.toString());
      }
      segment = table.removeFirstBefore(id, config.keep().bytes());
    }
  }

  /** What was repaired at the start, if anything. */
  public Optional<String> recovery() {
    return recovery;
  }

  /** Why nothing is taken at the moment: a full disk, a failed one. */
  public Optional<String> problem() {
    return writer.problem();
  }

  private static String describe(Recovery.Cut cut) {
    return "journal segment "
        + cut.file()
        + ": cut off "
        + cut.bytes()
        + " bytes at byte "
        + cut.position()
        + " that a crash left unfinished ("
        + cut.why()
        + "); they were never acknowledged";
  }

  @Override
  public void close() throws IOException {
    try (lockChannel) {
      writer.close();
    } finally {
      tail.close();
    }
  }
}
