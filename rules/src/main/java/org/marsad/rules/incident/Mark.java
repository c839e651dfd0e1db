package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * By which a state of the rules and the incidents that were there with it know each other.
 *
 * @param lineage the same from the first state on, and another in every other data folder
 * @param number counts states
 */
public record Mark(long lineage, long number) {
  /** What older versions have. */
  public static final Mark NONE = new Mark(0, 0);

  /** That of the next state. */
  Mark next() {
    return new Mark(lineage == 0 ? new SecureRandom().nextLong() | 1 : lineage, number + 1);
  }

  /** Writes it. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(lineage);
    out.writeLong(number);
  }

  /** Reads what {@link #write} wrote. */
  public static Mark read(DataInput in) throws IOException {
    return new Mark(in.readLong(), in.readLong());
  }
}
