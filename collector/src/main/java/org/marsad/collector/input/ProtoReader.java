package org.marsad.collector.input;

/**
 * Reads the wire format of Protocol Buffers (protobuf.dev, "Encoding"): tags, varints, fixed
 * numbers and what has a length. A message inside is {@linkplain #enter entered} and left, so one
 * reader does for all. Bad input ends in {@link Malformed}, never outside of the bytes.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  private final byte[] bytes;
  private int at;
  private int end;
  private int field;
  private int type;

  /** Reads a message in [from, to). */
  ProtoReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (field == 0 || tag >>> 3 > Integer.MAX_VALUE) {
      throw new Malformed(at, "expecting the number of a field");
    }
    return true;
  }

  /**
   * Whether the field is this one and of this type; others are to be {@linkplain #skip skipped}.
   */
  boolean is(int number, int wireType) {
    return field == number && type == wireType;
  }

  /** The bytes that are read; for {@link #position()} and {@link #end()}. */
  byte[] bytes() {
    return bytes;
  }

  int position() {
    return at;
  }

  /** Goes back to where {@link #position()} was in this message. */
  void back(int position) {
    at = position;
  }

  /** Where the message ends. */
  int end() {
    return end;
  }

  /** Goes into the message or text of the field; what {@link #leave} wants. */
  int enter() {
    int length = length();
    int outer = end;
    end = at + length;
    return outer;
  }

  /** Goes behind what was entered, wherever it is in it. */
  void leave(int outer) {
    at = end;
    end = outer;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new Malformed(at, "a number is cut off");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new Malformed(at, "a number of more than ten bytes");
  }

  long fixed64() {
    need(8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    at += 8;
    return value;
  }

  /** Goes over the value of the field. */
  void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        at += 8;
      }
      case LENGTH -> {
        int length = length();
        at += length;
      }
      case FIXED32 -> {
        need(4);
        at += 4;
      }
      default -> throw new Malformed(at, "unknown wire type " + type);
    }
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new Malformed(at, "a length of " + Long.toUnsignedString(length) + " in " + (end - at));
    }
    return (int) length;
  }

  private void need(int count) {
    if (end - at < count) {
      throw new Malformed(at, "a number is cut off");
    }
  }

  /** The bytes are no message. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(int position, String what) {
      super("byte " + position + ": " + what, null, false, false);
    }
  }
}
