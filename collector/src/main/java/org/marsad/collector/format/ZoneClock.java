package org.marsad.collector.format;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** How far a zone is ahead of UTC; remembers the hour it was asked for last. One thread. */
final class ZoneClock {
  private static final long HOUR_SECONDS = 3_600;

  private final ZoneId zone;
  private final boolean fixed;
  private long cachedHour = Long.MIN_VALUE;
  private int cachedOffset;

  ZoneClock(ZoneId zone) {
    this.zone = zone;
    this.fixed = zone.getRules().isFixedOffset();
    if (fixed) {
      cachedOffset = zone.getRules().getOffset(LocalDateTime.MIN).getTotalSeconds();
    }
  }

  ZoneId zone() {
    return zone;
  }

  /** Seconds ahead of UTC at a local time, given in seconds as if it were UTC. */
  int offset(long localSeconds) {
    if (fixed) {
      return cachedOffset;
    }
    long hour = Math.floorDiv(localSeconds, HOUR_SECONDS);
    if (hour != cachedHour) {
      cachedHour = hour;
      LocalDateTime time = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
      cachedOffset = zone.getRules().getOffset(time).getTotalSeconds();
    }
    return cachedOffset;
  }
}
