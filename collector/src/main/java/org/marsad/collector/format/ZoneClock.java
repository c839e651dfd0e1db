package org.marsad.collector.format;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.TimeZone;

/** How far a zone is ahead of UTC; remembers the hour it was asked for last. One thread. */
final class ZoneClock {
  private static final long HOUR_SECONDS = 3_600;

  private final ZoneId zone;
  private final boolean fixed;
  private long cachedHour = Long.MIN_VALUE;
  private int cachedOffset;
  private final long standardName;
  private final long summerName;

  ZoneClock(ZoneId zone) {
    this.zone = zone;
    TimeZone names = TimeZone.getTimeZone(zone);
    this.standardName = ZoneNames.key(names.getDisplayName(false, TimeZone.SHORT, Locale.US));
    this.summerName = ZoneNames.key(names.getDisplayName(true, TimeZone.SHORT, Locale.US));
    this.fixed = zone.getRules().isFixedOffset();
    if (fixed) {
      cachedOffset = zone.getRules().getOffset(LocalDateTime.MIN).getTotalSeconds();
    }
  }

  /** Whether an abbreviation, as {@link ZoneNames#key} makes it, is one of this zone. */
  boolean isNamed(long key) {
    return key != 0 && (key == standardName || key == summerName);
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
