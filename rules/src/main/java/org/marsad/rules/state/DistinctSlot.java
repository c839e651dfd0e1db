package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The distinct values of a key, some of which may still wait to be entered. */
final class DistinctSlot extends CrossingSlot {
  final Distinct distinct = new Distinct();

  /**
   * Whether one more value may wait: looking it up would take long, and nothing can be told of it,
   * since the key is silent or there would be too few values even if all that wait were new.
   */
  boolean mayWait(long now, int atLeast) {
    return distinct.isFar()
        && (distinct.size() + distinct.waiting() + 1 < atLeast || isSilent(now));
  }

  @Override
  int bytes() {
    return HEAD + Long.BYTES + distinct.bytes();
  }

  @Override
  void write(DataOutput out) throws IOException {
    super.write(out);
    distinct.write(out);
  }

  @Override
  void read(DataInput in) throws IOException {
    super.read(in);
    distinct.read(in);
  }
}
