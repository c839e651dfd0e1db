package org.marsad.rules.clock;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The latest event time of a group of sources as it was a moment ago on the clock of the log, in
 * steps. Event time that runs ahead of that clock is of events which waited somewhere and now come
 * as fast as they can, mostly over several connections at once; what was sent earlier over another
 * one comes within the moment. One thread.
 */
final class MomentAgo {
  private static final int STEPS = 8;
  private static final long NEVER = Long.MIN_VALUE;

  private final long moment;
  private final long step;
  private final long[] clocks;
  private final long[] times;
  private int count;
  private long settledClock = NEVER;
  private long settledTime = NEVER;

  MomentAgo(long moment) {
    this(moment, new long[STEPS], new long[STEPS]);
  }

  private MomentAgo(long moment, long[] clocks, long[] times) {
    this.moment = moment;
    this.step = moment / (STEPS - 1) + 1;
    this.clocks = clocks;
    this.times = times;
  }

  /** The latest event time is this now. */
  void observe(long latest, long clock) {
    if (settledClock == NEVER) {
      settledClock = clock;
      settledTime = latest;
    }
    int passed = 0;
    while (passed < count && clocks[passed] <= clock - moment) {
      passed++;
    }
    if (passed > 0) {
      settledClock = clocks[passed - 1];
      settledTime = times[passed - 1];
      count -= passed;
      System.arraycopy(clocks, passed, clocks, 0, count);
      System.arraycopy(times, passed, times, 0, count);
    }
    if (count == 0 || clock - clocks[count - 1] >= step) {
      clocks[count] = clock;
      times[count] = latest;
      count++;
    }
  }

  /**
   * Nothing at all came for so long, and no tick said that the log pauses. Where event time runs
   * ahead of the clock, senders were kept waiting then, and with them what was sent earlier: of
   * such a gap half a moment counts.
   */
  void gap(long length) {
    long more = length - moment / 2;
    if (more > 0 && isAhead()) {
      for (int i = 0; i < count; i++) {
        clocks[i] += more;
      }
    }
  }

  private boolean isAhead() {
    int last = count - 1;
    return last >= 0 && times[last] - settledTime > clocks[last] - settledClock + moment;
  }

  /** How far event time has come, as far as the clock of the log explains it. */
  long explained(long clock) {
    return settledTime + (clock - settledClock);
  }

  /** As it is now. */
  MomentAgo copy() {
    var copy = new MomentAgo(moment, clocks.clone(), times.clone());
    copy.count = count;
    copy.settledClock = settledClock;
    copy.settledTime = settledTime;
    return copy;
  }

  /** For checkpoints. */
  void write(DataOutput out) throws IOException {
    out.writeLong(settledClock);
    out.writeLong(settledTime);
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeLong(clocks[i]);
      out.writeLong(times[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(DataInput in) throws IOException {
    settledClock = in.readLong();
    settledTime = in.readLong();
    int steps = in.readInt();
    if (steps < 0 || steps > STEPS) {
      throw new IOException(steps + " steps of a moment");
    }
    for (int i = 0; i < steps; i++) {
      clocks[i] = in.readLong();
      times[i] = in.readLong();
    }
    count = steps;
  }
}
