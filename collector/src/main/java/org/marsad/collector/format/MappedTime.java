package org.marsad.collector.format;

import org.marsad.collector.mapping.EventTime;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.ValueKind;

/**
 * Times that stand in fields only a mapping knows: of ISO 8601, or seconds, milli-, micro- or
 * nanoseconds since 1970, as a number or in quotes; and those of {@link Stamps}, which do not take
 * the place of a header's better one. One thread.
 */
final class MappedTime implements EventTime {
  private static final int MAX_DIGITS = 30;

  private final Cursor stamp = new Cursor();
  private final Times times;
  private final ClaimedTime time;
  private final Stamps stamps;
  private boolean headerComplete;

  MappedTime(Times times, ClaimedTime time) {
    this.times = times;
    this.time = time;
    this.stamps = new Stamps(times);
  }

  /** Says of the next event whether its header has named a year and a zone. */
  void header(boolean complete) {
    headerComplete = complete;
  }

  @Override
  public boolean take(EventBatch.Builder event, ValueKind kind, int offset, int length) {
    long claimed = read(event.bytes(), offset, length);
    if (claimed == Times.NONE) {
      claimed = stamps.read(event.bytes(), offset, offset + length, event.received());
      boolean better = stamps.isComplete() || !headerComplete || !ClaimedTime.isSound(event);
      if (claimed == Times.NONE || !better) {
        return false;
      }
    }
    ClaimedTime.retract(event);
    time.enter(event, claimed, offset, length);
    return true;
  }

  private long read(byte[] bytes, int offset, int length) {
    if (isNumber(bytes, offset, length)) {
      return Times.epoch(bytes, offset, length);
    }
    stamp.over(bytes, offset, length);
    long claimed = times.iso(stamp);
    return stamp.atEnd() ? claimed : Times.NONE;
  }

  private static boolean isNumber(byte[] bytes, int offset, int length) {
    int points = 0;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '.') {
        points++;
      } else if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return length - points > 8 && points < 2 && length <= MAX_DIGITS;
  }
}
