package org.marsad.model.pipe;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.store.Aggregation;

/**
 * What the rows in front of a command are, where they are events as they were found but for some
 * fields that were set to the start of the span of time their event lies in.
 *
 * @param spans the length of the span, by the name of the field
 */
public record Shape(Map<String, Long> spans) {
  /** Events as they were found. */
  public static final Shape EVENTS = new Shape(Map.of());

  public Shape {
    spans = Map.copyOf(spans);
  }

  /** The name that events have for what rows have under this one. */
  public static String field(String name) {
    return Row.ALIASES.getOrDefault(name, name);
  }

  /** The shape after a field was set to the span of the event's time. */
  public Shape with(String name, long nanos) {
    var more = new HashMap<>(spans);
    more.put(field(name), nanos);
    return new Shape(more);
  }

  /** Whether a name is still what the event has. */
  public boolean isEvents(String name) {
    return !spans.containsKey(field(name));
  }

  /** What groups by a field are groups by. */
  public Aggregation.Key whole(String name, ZoneId zone) {
    @Nullable Long nanos = spans.get(field(name));
    return nanos == null ? new Aggregation.Whole(field(name)) : new Aggregation.Span(nanos, zone);
  }
}
