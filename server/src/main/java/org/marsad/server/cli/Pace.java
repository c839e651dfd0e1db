package org.marsad.server.cli;

import java.util.concurrent.locks.LockSupport;

/** Lets a given number of lines a second pass, evenly. One thread. */
final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final long rate;
  private final long begin = System.nanoTime();
  private long taken;

  Pace(long rate) {
    this.rate = rate;
  }

  /** Waits until the next line may pass. */
  void take() {
    if (rate <= 0) {
      return;
    }
    long due = begin + taken++ / rate * SECOND + (taken % rate) * SECOND / rate;
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
