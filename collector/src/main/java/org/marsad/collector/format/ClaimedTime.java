package org.marsad.collector.format;

import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;

/**
 * Decides which time an event gets: the one it claims, unless that lies beyond the bounds. Then the
 * claim is kept beside it and flagged, and the event stays at its reception, so that no broken
 * clock opens a shard for 1970 or 2106. One thread.
 */
final class ClaimedTime {
  private static final Constant MISSING = Constant.of("time-missing");
  private static final Constant FUTURE = Constant.of("time-future");
  private static final Constant ANCIENT = Constant.of("time-ancient");

  private final long ahead;
  private final long age;

  ClaimedTime(TimeBounds bounds) {
    ahead = Nanos.of(bounds.maxAhead());
    age = Nanos.of(bounds.maxAge());
  }

  /**
   * Sets the time of the open row. To be called once an event.
   *
   * @param claimed nanoseconds since 1970, or {@link Times#NONE}
   * @param from where the claim is written in the builder's block
   */
  void enter(EventBatch.Builder event, long claimed, int from, int length) {
    long received = event.received();
    if (claimed == Times.NONE) {
      event.add(Fields.TAGS, MISSING);
    } else if (claimed > received && isFar(claimed - received, ahead)) {
      keep(event, FUTURE, from, length);
    } else if (claimed < received && isFar(received - claimed, age)) {
      keep(event, ANCIENT, from, length);
    } else {
      event.timestamp(claimed);
    }
  }

  /** Whether a tag is one of those that are given here. */
  static boolean isFlag(EventBatch.Builder event, int slice) {
    return is(event, slice, MISSING) || is(event, slice, FUTURE) || is(event, slice, ANCIENT);
  }

  private static boolean is(EventBatch.Builder event, int slice, Constant flag) {
    String text = flag.toString();
    if (event.length(slice) != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (event.bytes()[event.offset(slice) + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A distance that overflows is far. */
  private static boolean isFar(long distance, long bound) {
    return distance < 0 || distance > bound;
  }

  private static void keep(EventBatch.Builder event, Constant flag, int from, int length) {
    event.add(Fields.EVENT_CLAIMED, from, length);
    event.add(Fields.TAGS, flag);
  }
}
