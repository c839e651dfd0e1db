package org.marsad.collector.journal;

import java.nio.file.Path;
import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * Settings of the journal.
 *
 * @param folder where its files are
 * @param fsyncEvery how long an append waits at most for others to share its fsync
 * @param fsyncBytes how many bytes may wait at most
 * @param segmentSize when the next file is begun, 1 MiB to 1 GiB
 * @param reserve free space on the disk below which nothing is taken, so that the rest of the
 *     system goes on
 * @param keep how many bytes stay though no consumer needs them any more
 * @param tail how many bytes of durable batches stay in memory for readers that keep up
 */
public record JournalConfig(
    Path folder,
    Duration fsyncEvery,
    ByteSize fsyncBytes,
    ByteSize segmentSize,
    ByteSize reserve,
    ByteSize keep,
    ByteSize tail) {

  public JournalConfig {
    if (fsyncEvery.isNegative() || fsyncEvery.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException("fsync_every must be in 0s..10s: " + fsyncEvery);
    }
    if (fsyncBytes.bytes() < 1) {
      throw new IllegalArgumentException("fsync_bytes must be positive");
    }
    if (segmentSize.bytes() < 1 << 20 || segmentSize.bytes() > 1 << 30) {
      throw new IllegalArgumentException("segment_size must be in 1MiB..1GiB: " + segmentSize);
    }
  }

  public static JournalConfig defaults(Path folder) {
    return new JournalConfig(
        folder,
        Duration.ofMillis(5),
        ByteSize.ofMiB(1),
        ByteSize.ofMiB(128),
        ByteSize.ofMiB(512),
        new ByteSize(0),
        ByteSize.ofMiB(32));
  }
}
