package org.marsad.rules;

import org.jspecify.annotations.Nullable;
import org.marsad.rules.incident.Recorded;
import org.marsad.rules.signal.Signal;

/** What the lane needs of a batch: the times of all rows, the signals of some. */
final class Work {
  final boolean tick;
  final long clock;
  final long[] ids;
  final long[] times;
  final long[] received;
  final int[] groups;
  final @Nullable Signal[] signals;
  private @Nullable Recorded @Nullable [] actions;
  int size;

  private Work(boolean tick, int capacity, long clock) {
    this.tick = tick;
    this.clock = clock;
    ids = new long[capacity];
    times = new long[capacity];
    received = new long[capacity];
    groups = new int[capacity];
    signals = new Signal[capacity];
  }

  /** Room for a batch. */
  static Work of(int capacity, long clock) {
    return new Work(false, capacity, clock);
  }

  /** The log pauses. */
  static Work tick(long clock) {
    return new Work(true, 0, clock);
  }

  /** The row added last is an action. */
  void act(@Nullable Recorded action) {
    if (action != null) {
      if (actions == null) {
        actions = new Recorded[ids.length];
      }
      actions[size - 1] = action;
    }
  }

  @Nullable Recorded action(int row) {
    return actions == null ? null : actions[row];
  }

  void add(long id, long time, long receivedAt, int group, @Nullable Signal signal) {
    ids[size] = id;
    times[size] = time;
    received[size] = receivedAt;
    groups[size] = group;
    signals[size++] = signal;
  }
}
