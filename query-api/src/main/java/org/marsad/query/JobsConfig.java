package org.marsad.query;

import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * Searches that run by themselves.
 *
 * @param concurrent how many run at a time; further ones wait in line
 * @param perUser how many somebody may have, done or not
 * @param timeout the longest that one may run
 * @param keep how long one is kept that nobody asks for
 * @param rows rows of a result at most
 * @param disk bytes of all results on disk at most
 * @param diskPerUser bytes of the results of one user at most
 */
public record JobsConfig(
    int concurrent,
    int perUser,
    Duration timeout,
    Duration keep,
    int rows,
    ByteSize disk,
    ByteSize diskPerUser) {
  public JobsConfig {
    if (concurrent < 1 || perUser < 1 || rows < 1) {
      throw new IllegalArgumentException("concurrent, per_user and rows must be positive");
    }
    if (timeout.toMillis() < 1 || keep.toMillis() < 1) {
      throw new IllegalArgumentException("timeout and keep must be positive");
    }
  }

  public static JobsConfig defaults() {
    return new JobsConfig(
        4,
        20,
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        1_000_000,
        ByteSize.ofMiB(4096),
        ByteSize.ofMiB(1024));
  }
}
