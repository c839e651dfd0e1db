package org.marsad.query.route;

import java.util.HashMap;
import java.util.Map;
import org.marsad.model.config.ByteSize;

/** The disk that the rows of jobs may take, in all and of one user. Thread-safe. */
final class JobRoom {
  private final long all;
  private final long each;
  private final Map<String, Long> used = new HashMap<>();
  private long sum;

  JobRoom(ByteSize all, ByteSize each) {
    this.all = all.bytes();
    this.each = each.bytes();
  }

  /** Takes so many bytes; false if there is no more, and then they are taken all the same. */
  synchronized boolean take(String owner, long bytes) {
    sum += bytes;
    return used.merge(owner, bytes, Long::sum) <= each && sum <= all;
  }

  synchronized void give(String owner, long bytes) {
    sum -= bytes;
    used.computeIfPresent(owner, (_, old) -> old > bytes ? old - bytes : null);
  }

  /** Bytes in use. */
  synchronized long bytes() {
    return sum;
  }
}
