package org.marsad.rules.signal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts of any length in checkpoints: length and UTF-8. */
public final class Texts {
  private static final int MAX = 64 << 20;

  private Texts() {}

  /** Writes a text. */
  public static void write(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(out, bytes, 0, bytes.length);
  }

  /** Writes a text that is there as UTF-8. */
  static void write(DataOutput out, byte[] bytes, int offset, int length) throws IOException {
    out.writeInt(length);
    out.write(bytes, offset, length);
  }

  /** Reads a text. */
  public static String read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX) {
      throw new IOException("a text of " + length + " bytes in a checkpoint");
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
