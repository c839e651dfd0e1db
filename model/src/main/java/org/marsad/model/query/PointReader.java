package org.marsad.model.query;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;

/** Makes points in time, as people write them, absolute. One thread. */
final class PointReader {
  private static final Set<String> CLOCKS =
      Set.of(Fields.TIMESTAMP.name(), Fields.RECEIVED.name(), Fields.INDEXED.name());

  private final Source in;
  private final Instant now;
  private final ZoneId zone;

  PointReader(Source in, Instant now, ZoneId zone) {
    this.in = in;
    this.now = now;
    this.zone = zone;
  }

  /** Whether a field holds one of the clocks of an event. */
  static boolean isClock(String field) {
    return CLOCKS.contains(field);
  }

  /** The bound of a field; where the field is a clock, as an absolute time. */
  String bound(String field, String text, int from) {
    return isClock(field) ? Nanos.format(point(text, from)) : text;
  }

  /** A moment, or the whole of a day that was given without a time. */
  Query moment(String field, String text, int from) {
    String start = bound(field, text, from);
    String end = endOfDay(text);
    return end == null
        ? new Query.Term(field, start, false)
        : new Query.Range(field, new Query.Bound(start, true), new Query.Bound(end, false));
  }

  /** Where a day ends that was given without a time; null for anything else. */
  @Nullable String endOfDay(String text) {
    return TimePoint.endOfDay(text, zone);
  }

  /** The point that the text from {@code from} to here says; 0, and told, if it is none. */
  long point(String text, int from) {
    if (text.isEmpty() || text.equals("-")) {
      return 0;
    }
    try {
      return TimePoint.parse(text, now, zone);
    } catch (IllegalArgumentException e) {
      in.problem("SQ120", from, in.at(), String.valueOf(e.getMessage()), TimePoint.EXAMPLES);
      return 0;
    }
  }
}
