package org.marsad.index.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.marsad.index.IndexConfig;
import org.marsad.model.event.Nanos;

/**
 * Which shards are to go, and why: those that are too old, then the oldest while all take too much
 * room, then the oldest while the disk has too little left. The newest shard always stays. Decides
 * from what it is told, and does nothing itself.
 */
final class Retention {
  private final long keepFor;
  private final long keep;
  private final long keepFree;

  Retention(IndexConfig config) {
    keepFor = Nanos.of(config.keepFor());
    keep = config.keep().bytes();
    keepFree = config.keepFree().bytes();
  }

  /** Whether anything can ever be due. */
  boolean isOn() {
    return keepFor > 0 || keep > 0 || keepFree > 0;
  }

  /**
   * The shards that are to go, the oldest first.
   *
   * @param now in nanoseconds since 1970
   * @param free bytes that can still be written to the disk
   */
  List<Due> due(List<Held> all, long now, long free) {
    List<Held> byAge =
        all.stream().sorted(Comparator.comparingLong(Held::end).thenComparing(Held::name)).toList();
    long room = byAge.stream().mapToLong(Held::bytes).sum();
    long left = free;
    var due = new ArrayList<Due>();
    for (int i = 0; i < byAge.size() - 1; i++) {
      Held oldest = byAge.get(i);
      String reason = reason(oldest, now, room, left);
      if (reason.isEmpty()) {
        return due;
      }
      due.add(new Due(oldest, reason));
      room -= oldest.bytes();
      left += oldest.bytes();
    }
    return due;
  }

  private String reason(Held shard, long now, long room, long free) {
    if (keepFor > 0 && now - shard.end() > keepFor) {
      return "it is older than " + Duration.ofNanos(keepFor).toHours() + " h";
    }
    if (keep > 0 && room > keep) {
      return "all shards take " + mebibytes(room) + ", of " + mebibytes(keep) + " allowed";
    }
    if (keepFree > 0 && free < keepFree) {
      return "the disk has " + mebibytes(free) + " left, of " + mebibytes(keepFree) + " wanted";
    }
    return "";
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  /**
   * A shard.
   *
   * @param end when the time it covers ends
   */
  record Held(String name, long end, long bytes) {}

  /** A shard that is to go. */
  record Due(Held shard, String reason) {}
}
