package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A table that keeps a slot of each key. One thread. */
abstract class SlotTable<S extends Slot> implements KeyedTable {
  final Keys<S> keys;

  SlotTable(Keys<S> keys) {
    this.keys = keys;
  }

  @Override
  public final int size() {
    return keys.size();
  }

  @Override
  public final long evicted() {
    return keys.evicted();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    keys.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    keys.read(in);
  }
}
