package org.marsad.index;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.marsad.model.config.ByteSize;

/**
 * Settings of the event store.
 *
 * @param folder where its shards are
 * @param shardPeriod how much time a shard covers; a day or a part of one. Fixed when the store is
 *     made
 * @param shardSize how large a shard becomes before another of the same time follows it; 0 for any
 * @param openWriters shards that are written to at a time
 * @param openReaders shards that are kept open for searches
 * @param ramBuffer memory for events that are not in a segment yet, of all shards together
 * @param refreshEvery how old the view of a search may be
 * @param commitEvery how often what was accepted is made durable; a restart replays what came later
 * @param keepFor how long events are kept, by the time of their shard; 0 for ever
 * @param keep how much room all shards may take; the oldest go first; 0 for any
 * @param keepFree how much room is left free on the disk, by letting the oldest shards go; 0 for
 *     none, then a full disk stops the intake instead
 * @param keepLabel the field whose value says which of the classes an event belongs to
 * @param keepClasses classes of events that are kept for a time or in a room of their own
 * @param remember memory for what was found out about segments that are searched as a whole
 */
public record IndexConfig(
    Path folder,
    Duration shardPeriod,
    ByteSize shardSize,
    int openWriters,
    int openReaders,
    ByteSize ramBuffer,
    Duration refreshEvery,
    Duration commitEvery,
    Duration keepFor,
    ByteSize keep,
    ByteSize keepFree,
    String keepLabel,
    List<KeepClass> keepClasses,
    ByteSize remember) {

  /** Each class has a shard of its own for the same time. */
  private static final int MOST_CLASSES = 16;

  public IndexConfig {
    boolean fits = shardPeriod.toMillis() >= 60_000 && 86_400_000 % shardPeriod.toMillis() == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "shard_period must divide a day and be at least 1m: " + shardPeriod);
    }
    if (shardSize.bytes() != 0 && shardSize.bytes() < 1 << 20) {
      throw new IllegalArgumentException("shard_size must be 0 or at least 1MiB: " + shardSize);
    }
    if (openWriters < 1 || openReaders < 1) {
      throw new IllegalArgumentException("open_writers and open_readers must be positive");
    }
    if (ramBuffer.bytes() < 1 << 20 || ramBuffer.bytes() > 1 << 30) {
      throw new IllegalArgumentException("ram_buffer must be in 1MiB..1GiB: " + ramBuffer);
    }
    if (commitEvery.toMillis() < 1) {
      throw new IllegalArgumentException("commit_every must be at least 1ms: " + commitEvery);
    }
    if (keepFor.isNegative() || (!keepFor.isZero() && keepFor.compareTo(shardPeriod) < 0)) {
      throw new IllegalArgumentException(
          "keep_for must be 0 or at least shard_period (" + shardPeriod + "): " + keepFor);
    }
    keepClasses = List.copyOf(keepClasses);
    if (keepClasses.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "keep_classes may be " + MOST_CLASSES + " at most: " + keepClasses.size());
    }
    var names = new HashSet<String>();
    for (KeepClass each : keepClasses) {
      if (!names.add(each.name())) {
        throw new IllegalArgumentException("keep_classes has " + each.name() + " twice");
      }
      if (!each.keepFor().isZero() && each.keepFor().compareTo(shardPeriod) < 0) {
        throw new IllegalArgumentException(
            "keep_classes: keep_for of "
                + each.name()
                + " must be 0 or at least shard_period ("
                + shardPeriod
                + "): "
                + each.keepFor());
      }
    }
    if (!keepClasses.isEmpty() && keepLabel.isEmpty()) {
      throw new IllegalArgumentException(
          "keep_label must name a field where there are keep_classes");
    }
    if (remember.bytes() < 1 << 20) {
      throw new IllegalArgumentException("remember must be at least 1MiB: " + remember);
    }
  }

  public static IndexConfig defaults(Path folder) {
    return new IndexConfig(
        folder,
        Duration.ofDays(1),
        ByteSize.ofMiB(16 << 10),
        4,
        64,
        ByteSize.ofMiB(128),
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ZERO,
        new ByteSize(0),
        new ByteSize(0),
        "labels.retention",
        List.of(),
        ByteSize.ofMiB(112));
  }
}
