package org.marsad.collector.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.config.ByteSize;

/**
 * Settings of the journal.
 *
 * @param folder where its files are
 * @param fsyncEvery the time between two fsyncs; after a pause of that length the first append is
 *     made durable at once
 * @param fsyncBytes how many bytes of frames make an fsync due before that
 * @param segmentSize when the next file is begun
 * @param compress whether blocks are packed with zstd: a third to a tenth of the bytes for more
 *     work of the writer; for slow disks, and where much is kept
 * @param reserve free space on the disk below which nothing is taken, so that the rest of the
 *     system goes on
 * @param keep how many bytes stay though no consumer needs them any more
 * @param keepFor how long segments stay though no consumer needs them any more
 * @param tail how many bytes of durable batches stay in memory for readers that keep up
 * @param verify how many of the newest bytes are read and checked at the start; of what is older
 *     only both ends of each file, the rest when it is read
 */
public record JournalConfig(
    Path folder,
    Duration fsyncEvery,
    ByteSize fsyncBytes,
    ByteSize segmentSize,
    boolean compress,
    ByteSize reserve,
    ByteSize keep,
    Duration keepFor,
    ByteSize tail,
    ByteSize verify) {

  private static final Duration MAX_FSYNC_EVERY = Duration.ofSeconds(10);
  private static final ByteSize MAX_FSYNC_BYTES = ByteSize.ofMiB(64);
  private static final ByteSize MIN_SEGMENT = new ByteSize(4096);
  private static final ByteSize MAX_SEGMENT = ByteSize.ofMiB(1024);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public JournalConfig {
    var problems = new ArrayList<String>();
    if (fsyncEvery.isNegative() || fsyncEvery.compareTo(MAX_FSYNC_EVERY) > 0) {
      problems.add("fsync_every must be in 0s..10s: " + fsyncEvery);
    }
    within(problems, "fsync_bytes", fsyncBytes, new ByteSize(1), MAX_FSYNC_BYTES);
    within(problems, "segment_size", segmentSize, MIN_SEGMENT, MAX_SEGMENT);
    if (keepFor.isNegative()) {
      problems.add("keep_for must not be negative: " + keepFor);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  public static JournalConfig defaults(Path folder) {
    return new JournalConfig(
        folder,
        Duration.ofMillis(5),
        ByteSize.ofMiB(1),
        ByteSize.ofMiB(256),
        false,
        ByteSize.ofMiB(1024),
        new ByteSize(0),
        Duration.ZERO,
        ByteSize.ofMiB(64),
        ByteSize.ofMiB(8192));
  }

  private static void within(
      List<String> problems, String name, ByteSize value, ByteSize least, ByteSize most) {
    if (value.bytes() < least.bytes() || value.bytes() > most.bytes()) {
      problems.add(name + " must be in " + least + ".." + most + ": " + value);
    }
  }
}
