package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Keys of which something was told, and which are silent for one span from then on. What comes
 * while a key is silent does not make it silent for longer. One thread.
 */
public final class QuietTable extends SlotTable<QuietTable.Told> {
  private final long span;
  private long silenced;

  /**
   * An empty table.
   *
   * @param span how long a key is silent, in nanoseconds
   */
  public QuietTable(long span, Budget budget) {
    Bounds.check(span, 1, 1);
    this.span = span;
    super(Keys.byBegin(budget, Told::new));
  }

  /**
   * Whether something may be told of a key at a time, which makes it silent; times never go back.
   */
  public boolean mayTell(String key, long time) {
    keys.forget(time - span);
    if (keys.find(key) != null) {
      silenced++;
      return false;
    }
    keys.settle(keys.touch(key, time));
    return true;
  }

  /** How often something was not told. */
  public long silenced() {
    return silenced;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(silenced);
    super.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    silenced = in.readLong();
    super.read(in);
  }

  /** Nothing but the time it was told. */
  static final class Told extends Slot {
    @Override
    int bytes() {
      return 0;
    }

    @Override
    void write(DataOutput out) {}

    @Override
    void read(DataInput in) {}
  }
}
