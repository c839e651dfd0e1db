package org.marsad.model.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A value that many events share, such as the name of a severity: a batch holds its bytes once, and
 * its events point at them. Made once and kept; two constants of the same text are two.
 *
 * <p>Immutable and safe to share.
 */
public final class Constant {
  private final byte[] bytes;
  private final ValueKind kind;
  private final int hash;

  private Constant(byte[] bytes, ValueKind kind) {
    this.bytes = bytes;
    this.kind = kind;
    int mixed = Objects.hash(new String(bytes, StandardCharsets.ISO_8859_1), kind) * 0x9E3779B9;
    this.hash = mixed ^ mixed >>> 16;
  }

  public static Constant of(String text) {
    return new Constant(text.getBytes(StandardCharsets.UTF_8), ValueKind.TEXT);
  }

  /** Text that is bytes already. */
  static Constant of(byte[] text) {
    return new Constant(text, ValueKind.TEXT);
  }

  public static Constant of(long number) {
    return new Constant(
        Long.toString(number).getBytes(StandardCharsets.US_ASCII), ValueKind.NUMBER);
  }

  public ValueKind kind() {
    return kind;
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** Whether this text stands in a block. */
  public boolean isAt(byte[] block, int offset, int length) {
    return length == bytes.length
        && Arrays.equals(block, offset, offset + length, bytes, 0, bytes.length);
  }

  void copyTo(byte[] block, int at) {
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  /** Spread over all bits; not {@link #hashCode}, for constants are equal only to themselves. */
  int slot() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
