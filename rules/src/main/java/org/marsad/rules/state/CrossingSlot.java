package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is kept for a key that crosses once and is then silent for one window. */
abstract class CrossingSlot extends Slot {
  /** Bytes of this class. */
  static final int HEAD = 24;

  private long silentUntil = Long.MIN_VALUE;

  boolean isSilent(long now) {
    return now < silentUntil;
  }

  void crossed(long now, long within) {
    silentUntil = now + within;
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeLong(silentUntil);
  }

  @Override
  void read(DataInput in) throws IOException {
    silentUntil = in.readLong();
  }
}
