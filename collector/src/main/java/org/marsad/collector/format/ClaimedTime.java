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
  private static final Constant CORRECTED = Constant.of("clock-offset-applied");
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
    if (claimed != Times.NONE) {
      event.claimed(claimed);
    }
    if (claimed != Times.NONE && event.clockOffset() != 0) {
      corrected(event, claimed, from, length);
    } else {
      judge(event, claimed, from, length);
    }
  }

  /** Enters a claim if there is nothing to say of it but the time; false if nothing was entered. */
  boolean enterSound(EventBatch.Builder event, long claimed) {
    long received = event.received();
    boolean sound =
        event.clockOffset() == 0
            && (claimed > received
                ? !isFar(claimed - received, ahead)
                : !isFar(received - claimed, age));
    if (sound) {
      event.claimed(claimed).timestamp(claimed);
    }
    return sound;
  }

  /** The clock of the source is known to be off: the claim is kept beside the time it means. */
  private void corrected(EventBatch.Builder event, long claimed, int from, int length) {
    long meant = claimed + event.clockOffset();
    if (isFar(Math.abs(meant - event.received()), Math.min(ahead, age))
        && isFar(event.received() - meant, age)) {
      judge(event, claimed, from, length);
      return;
    }
    event.add(Fields.EVENT_CLAIMED, from, length);
    event.add(Fields.TAGS, CORRECTED);
    event.add(Fields.CLOCK_OFFSET, event.clockOffset());
    event.timestamp(Math.min(meant, event.received()));
  }

  private void judge(EventBatch.Builder event, long claimed, int from, int length) {
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

  /** Takes back what {@link #enter} did: a better claim is known. */
  static void retract(EventBatch.Builder event) {
    for (int slice = event.endSlice() - 1; slice >= event.firstSlice(); slice--) {
      int field = event.field(slice);
      if (field == Fields.EVENT_CLAIMED.id()
          || (field == Fields.TAGS.id() && isFlag(event, slice))) {
        event.remove(slice);
      }
    }
    event.timestamp(event.received());
  }

  /** Whether the open row has a time that {@link #enter} found no fault with. */
  static boolean isSound(EventBatch.Builder event) {
    for (int slice = event.firstSlice(); slice < event.endSlice(); slice++) {
      if (event.field(slice) == Fields.TAGS.id() && isFlag(event, slice)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a tag is one of those that are given here. */
  private static boolean isFlag(EventBatch.Builder event, int slice) {
    return MISSING.isAt(event.bytes(), event.offset(slice), event.length(slice))
        || FUTURE.isAt(event.bytes(), event.offset(slice), event.length(slice))
        || ANCIENT.isAt(event.bytes(), event.offset(slice), event.length(slice));
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
