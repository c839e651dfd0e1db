package org.marsad.model.event;

/**
 * How the bytes of one slice are to be read. Codes are written to disk: a kind keeps its code for
 * ever.
 */
public enum ValueKind {
  /** UTF-8 text as received; may hold bytes that are no UTF-8. */
  TEXT(0),
  /** A JSON number literal in ASCII. */
  NUMBER(1),
  /** {@code true} or {@code false} in ASCII. */
  BOOLEAN(2);

  private final int code;

  ValueKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /**
   * The kind of a code.
   *
   * @throws IllegalArgumentException if no kind has it
   */
  public static ValueKind of(int code) {
    return switch (code) {
      case 0 -> TEXT;
      case 1 -> NUMBER;
      case 2 -> BOOLEAN;
      default -> throw new IllegalArgumentException("unknown value kind " + code);
    };
  }
}
