package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.marsad.model.config.ByteSize;
import org.marsad.model.store.LogFullException;

/**
 * Keeps the journal off the reserve of the disk. Asks the disk at most every {@link #LOOK_AGAIN},
 * and otherwise counts down what it answered. One thread.
 */
final class FreeSpace {
  private static final long LOOK_AGAIN = 100_000_000;
  private static final long LOOK_ANYWAY = 1_000_000_000;

  private final Disk disk;
  private final Path folder;
  private final ByteSize reserve;
  private long left;
  private long lookedAt;
  private boolean looked;

  FreeSpace(Disk disk, Path folder, ByteSize reserve) {
    this.disk = disk;
    this.folder = folder;
    this.reserve = reserve;
  }

  /**
   * Requires room for so many bytes.
   *
   * @param now nanoseconds of some clock that goes forward
   * @throws LogFullException if there is none
   */
  void require(long bytes, long now) throws LogFullException {
    long age = now - lookedAt;
    if (!looked || age >= LOOK_ANYWAY || bytes > left && age >= LOOK_AGAIN) {
      look(now);
    }
    if (bytes > left) {
      throw new LogFullException(
          "%s has %d bytes left, of which %s are reserved"
              .formatted(folder, left + reserve.bytes(), reserve));
    }
  }

  /** So many bytes were written. */
  void used(long bytes) {
    left -= bytes;
  }

  /** The disk was full all the same; it is asked again before the next write. */
  void exhausted(long now) {
    left = -reserve.bytes();
    lookedAt = now;
  }

  private void look(long now) throws LogFullException {
    looked = true;
    lookedAt = now;
    left = -reserve.bytes();
    try {
      left = disk.usable(folder) - reserve.bytes();
    } catch (IOException e) {
      throw new LogFullException("cannot ask for free space: " + e);
    }
  }
}
