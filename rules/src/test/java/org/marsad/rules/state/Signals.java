package org.marsad.rules.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.marsad.rules.signal.Signal;

/** Signals for tests, and what a checkpoint does to tables. */
final class Signals {
  static final long SECOND = 1_000_000_000L;

  private Signals() {}

  static Signal at(long id, long seconds) {
    long time = seconds * SECOND;
    return new Signal(id, time, time, Map.of("user.name", "alice"), List.of(), "line " + id);
  }

  static Budget roomy() {
    return new Budget(1L << 30);
  }

  static Trail trail() {
    return new Trail(1L << 24);
  }

  static void carry(Write from, Read to) throws IOException {
    var bytes = new ByteArrayOutputStream();
    from.write(new DataOutputStream(bytes));
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    to.read(in);
    if (in.read() >= 0) {
      throw new IOException("more was written than was read");
    }
  }

  interface Write {
    void write(DataOutput out) throws IOException;
  }

  interface Read {
    void read(DataInput in) throws IOException;
  }
}
