package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of the zones that events name in words of their own, such as {@code Asia/Qatar}; those
 * of the database of zones and no others, so there are never more. One thread.
 */
final class NamedZones {
  private static final int MAX_NAME = 40;
  private static final Set<String> KNOWN = Set.copyOf(ZoneId.getAvailableZoneIds());

  private final Map<String, ZoneClock> clocks = new HashMap<>();

  /** The clock of the zone that is named at [from, to); null if there is no such zone. */
  @Nullable ZoneClock find(byte[] bytes, int from, int to) {
    if (to - from > MAX_NAME) {
      return null;
    }
    String name = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return KNOWN.contains(name)
        ? clocks.computeIfAbsent(name, key -> new ZoneClock(ZoneId.of(key)))
        : null;
  }
}
