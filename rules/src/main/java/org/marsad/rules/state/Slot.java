package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is kept for one key. */
abstract class Slot {
  /** When it was touched last, or began, as its table says; the order of its table. */
  long time;

  /** Bytes of its key, and of what leads to it, as estimated. */
  int head;

  /** What the budget was told of it; nothing before it was, and after it was dropped. */
  int charged;

  /** Bytes it holds beside its key, as estimated. */
  abstract int bytes();

  abstract void write(DataOutput out) throws IOException;

  abstract void read(DataInput in) throws IOException;
}
