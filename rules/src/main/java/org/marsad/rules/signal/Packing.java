package org.marsad.rules.signal;

/**
 * Makes a {@link Packed}: a line, then a value for each of the names, in their order. One thread.
 */
public final class Packing {
  private final Names names;
  private final byte[] from;
  private final int line;
  private final int lineLength;
  private final byte[] bytes;
  private final boolean isNarrow;
  private final int lineAt;
  private int end;
  private int entries;

  private Packing(Names names, byte[] from, int line, int lineLength, int more) {
    this.names = names;
    this.from = from;
    this.line = line;
    this.lineLength = lineLength;
    int numbers = (names.own() + 1) * 2;
    int narrow = numbers * Short.BYTES + lineLength + more;
    isNarrow = narrow <= Packed.NARROW;
    lineAt = numbers * (isNarrow ? Short.BYTES : Integer.BYTES);
    bytes = new byte[lineAt + lineLength + more];
    System.arraycopy(from, line, bytes, lineAt, lineLength);
    enter(lineAt, lineLength);
    end = lineAt + lineLength;
  }

  /**
   * Begins with a line.
   *
   * @param line where it lies in an array
   * @param more how many bytes the values have that do not lie in it
   */
  public static Packing of(Names names, byte[] from, int line, int lineLength, int more) {
    return new Packing(names, from, line, lineLength, more);
  }

  /** Whether what lies there in an array lies in the line. */
  public static boolean isInside(int line, int lineLength, int offset, int length) {
    return offset >= line && offset + length <= line + lineLength;
  }

  /** The next value, which lies in some array. */
  @SuppressWarnings("ReferenceEquality") // whether it lies in the array that has the line
  public void add(byte[] in, int offset, int length) {
    if (in == from && isInside(line, lineLength, offset, length)) {
      enter(lineAt + offset - line, length);
    } else {
      System.arraycopy(in, offset, bytes, end, length);
      enter(end, length);
      end += length;
    }
  }

  private void enter(int offset, int length) {
    int at = entries++ * 2;
    if (isNarrow) {
      Packed.SHORTS.set(bytes, at * Short.BYTES, (short) offset);
      Packed.SHORTS.set(bytes, (at + 1) * Short.BYTES, (short) length);
    } else {
      Packed.INTS.set(bytes, at * Integer.BYTES, offset);
      Packed.INTS.set(bytes, (at + 1) * Integer.BYTES, length);
    }
  }

  /** All of it. */
  public Packed end() {
    if (entries != names.own() + 1 || end != bytes.length) {
      throw new IllegalStateException("a value is missing, or is longer than was said");
    }
    return new Packed(names, bytes);
  }
}
