package org.marsad.collector.format;

/**
 * The members of one JSON object, without going into their values: for formats that wrap events.
 * Names with escapes are passed on as they are written. Whether the values are sound is not its
 * business. Linear in the length; one thread.
 */
final class JsonMembers {
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  int nameAt;
  int nameLength;
  int valueAt;
  int valueLength;

  /** Stands in front of the first member of the object in [offset, offset + length). */
  boolean over(byte[] block, int offset, int length) {
    bytes = block;
    at = offset;
    end = offset + length;
    blanks();
    if (at >= end || bytes[at] != '{') {
      return false;
    }
    at++;
    return true;
  }

  /** Goes to the next member; false behind the last, or where there is none that can be read. */
  boolean next() {
    blanks();
    if (at < end && bytes[at] == ',') {
      at++;
      blanks();
    }
    if (at >= end || bytes[at] != '"') {
      return false;
    }
    nameAt = at + 1;
    if (!string()) {
      return false;
    }
    nameLength = at - 1 - nameAt;
    blanks();
    if (at >= end || bytes[at] != ':') {
      return false;
    }
    at++;
    blanks();
    valueAt = at;
    if (!value()) {
      return false;
    }
    valueLength = at - valueAt;
    return valueLength > 0;
  }

  /** Whether the object ends behind the member read last, with nothing behind it. */
  boolean isClosed() {
    blanks();
    if (at >= end || bytes[at] != '}') {
      return false;
    }
    at++;
    blanks();
    return at >= end;
  }

  /** Bytes from the start of a frame to where it stands. */
  int position(int start) {
    return Math.min(at, end) - start;
  }

  boolean isName(String name) {
    if (name.length() != nameLength) {
      return false;
    }
    for (int i = 0; i < nameLength; i++) {
      if (bytes[nameAt + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first byte of the value. */
  byte first() {
    return bytes[valueAt];
  }

  /** Goes over a value. */
  private boolean value() {
    int depth = 0;
    while (at < end) {
      switch (bytes[at]) {
        case '"' -> {
          if (!string()) {
            return false;
          }
          if (depth == 0) {
            return true;
          }
        }
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          if (depth == 0) {
            return true;
          }
          at++;
          if (--depth == 0) {
            return true;
          }
        }
        case ',', ' ', '\t', '\r', '\n' -> {
          if (depth == 0) {
            return true;
          }
          at++;
        }
        default -> at++;
      }
    }
    return false;
  }

  /** Goes over a string; false if it is never closed. */
  private boolean string() {
    at++;
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    at++;
    return at <= end;
  }

  private void blanks() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }
}
