package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What all tables by key have in common, whatever they keep of a key. One thread. */
public interface KeyedTable {
  /** Keys now. */
  int size();

  /** Keys forgotten because there was no room. */
  long evicted();

  /** For checkpoints. */
  void write(DataOutput out) throws IOException;

  /** Takes over what {@link #write} wrote. */
  void read(DataInput in) throws IOException;
}
