package org.marsad.index.column;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How long and with how much memory a search may go on; shared by the threads that work on it. What
 * was the first to be over is told.
 */
public final class Patience {
  private final long deadline;
  private final BooleanSupplier gone;
  private final long room;
  private final AtomicLong used = new AtomicLong();
  private volatile End end = End.NONE;

  /** What ended a search before it was through. */
  public enum End {
    NONE,
    TIME,
    MEMORY,
    GONE
  }

  /**
   * A search that begins now.
   *
   * @param deadline by {@link System#nanoTime()}
   * @param gone whether nobody waits any more
   * @param room bytes
   */
  public Patience(long deadline, BooleanSupplier gone, long room) {
    this.deadline = deadline;
    this.gone = gone;
    this.room = room;
  }

  /** Whether to stop. */
  public boolean isOver() {
    if (end == End.NONE) {
      if (gone.getAsBoolean()) {
        end = End.GONE;
      } else if (System.nanoTime() - deadline >= 0) {
        end = End.TIME;
      }
    }
    return end != End.NONE;
  }

  /** Accounts for bytes that are held for a while, or given back where negative. */
  public void hold(long bytes) {
    if (used.addAndGet(bytes) > room && end == End.NONE) {
      end = End.MEMORY;
    }
  }

  /** Stops: the asker has enough. */
  public void stop() {
    end = end == End.NONE ? End.GONE : end;
  }

  public End end() {
    return end;
  }
}
