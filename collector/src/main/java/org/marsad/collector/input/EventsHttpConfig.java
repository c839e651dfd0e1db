package org.marsad.collector.input;

import org.marsad.model.config.ByteSize;

/**
 * Settings of {@code POST /api/v1/events}.
 *
 * @param maxBody the largest body, as sent
 * @param maxExpanded the largest body after decompression
 * @param maxEvent the longest single event
 */
public record EventsHttpConfig(ByteSize maxBody, ByteSize maxExpanded, ByteSize maxEvent) {
  public EventsHttpConfig {
    if (maxBody.bytes() < 1 || maxExpanded.bytes() > 1 << 30 || maxEvent.bytes() < 1) {
      throw new IllegalArgumentException(
          "events_http: max_body and max_event must be positive, max_expanded at most 1GiB");
    }
  }

  public static EventsHttpConfig defaults() {
    return new EventsHttpConfig(ByteSize.ofMiB(32), ByteSize.ofMiB(128), ByteSize.ofMiB(1));
  }
}
