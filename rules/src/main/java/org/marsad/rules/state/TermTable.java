package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which values were seen, and when last. A value is new if it was not seen for the whole history.
 * One thread.
 */
public final class TermTable {
  private final long history;
  private final Keys<Term> keys;
  private long latest = Long.MIN_VALUE;

  /**
   * An empty table.
   *
   * @param history how long a value is remembered, in nanoseconds
   */
  public TermTable(long history, Budget budget) {
    Bounds.check(history, 1, 1);
    this.history = history;
    this.keys = Keys.byTouch(budget, Term::new);
  }

  /** A value was seen, whenever; whether it is new. */
  public boolean add(String value, long time) {
    long now = Math.max(time, latest);
    latest = now;
    keys.forget(now - history);
    Term term = keys.touch(value, now);
    keys.settle(term);
    boolean isNew = !term.isKnown;
    term.isKnown = true;
    return isNew;
  }

  /** Values now. */
  public int size() {
    return keys.size();
  }

  /** Values forgotten because there was no room. */
  public long evicted() {
    return keys.evicted();
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(latest);
    keys.write(out);
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    latest = in.readLong();
    keys.read(in);
  }

  private static final class Term extends Slot {
    boolean isKnown;

    @Override
    int bytes() {
      return 8;
    }

    @Override
    void write(DataOutput out) {}

    @Override
    void read(DataInput in) {
      isKnown = true;
    }
  }
}
