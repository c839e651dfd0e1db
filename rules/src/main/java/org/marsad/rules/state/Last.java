package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/** The latest event of a key. */
final class Last extends Slot {
  @Nullable Signal signal;

  @Override
  int bytes() {
    return signal == null ? 0 : (int) signal.bytes();
  }

  @Override
  void write(DataOutput out) throws IOException {
    if (signal == null) {
      throw new IllegalStateException("a key without an event");
    }
    signal.write(out);
  }

  @Override
  void read(DataInput in) throws IOException {
    signal = Signal.read(in);
  }
}
