package org.marsad.collector.format;

import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.Origin;

/**
 * What is known of a source before its first frame arrives.
 *
 * @param zone of its time stamps that name none
 * @param format the name of the format that reads all of its frames, or {@link Origin#AUTO}
 * @param labels go into each of its events, as {@code labels.NAME}
 */
public record SourceProfile(ZoneId zone, String format, Map<String, String> labels) {
  public SourceProfile {
    if (!format.equals(Origin.AUTO) && !Formats.NAMES.contains(format)) {
      throw new IllegalArgumentException(
          "no format is called \"" + format + "\"; expecting auto or one of " + Formats.NAMES);
    }
    labels = Map.copyOf(new TreeMap<>(labels));
  }

  /** A source of which only the zone is known. */
  public static SourceProfile of(ZoneId zone) {
    return new SourceProfile(zone, Origin.AUTO, Map.of());
  }
}
