package org.marsad.collector.input;

import org.marsad.model.event.FrameFlag;

/**
 * Finds the events in a body: the elements of an array, or the values that follow each other with
 * blanks or line ends between. Looks at brackets and strings only; what is inside is for the format
 * to understand. Text that begins no JSON value runs to the end of its line and is an event too, so
 * that nothing is lost. One pass, whatever the bytes.
 */
final class JsonSplitter {
  private final byte[] bytes;
  private final int maxEvent;
  private int at;
  private boolean started;
  private boolean inArray;
  private int offset;
  private int length;
  private int flags;
  private long count;
  private long notJson;
  private int notJsonAt = -1;
  private long oversize;

  JsonSplitter(byte[] bytes, int maxEvent) {
    this.bytes = bytes;
    this.maxEvent = maxEvent;
  }

  /** Goes to the next event. */
  boolean next() {
    while (true) {
      skipBlanks();
      if (!started) {
        started = true;
        if (at < bytes.length && bytes[at] == '[') {
          inArray = true;
          at++;
          continue;
        }
      }
      if (inArray && at < bytes.length && (bytes[at] == ',' || bytes[at] == ']')) {
        inArray = bytes[at] == ',';
        at++;
        continue;
      }
      if (at >= bytes.length) {
        return false;
      }
      int end = bytes[at] == '{' ? objectEnd(at) : -1;
      take(at, end < 0 ? lineEnd(at) : end, end >= 0);
      return true;
    }
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  int flags() {
    return flags;
  }

  /** Events found so far. */
  long count() {
    return count;
  }

  /** Those of them that are no JSON objects. */
  long notJson() {
    return notJson;
  }

  /** Where the first of those begins in the body. */
  int notJsonAt() {
    return notJsonAt;
  }

  /** Those that were longer than the limit. */
  long oversize() {
    return oversize;
  }

  private void take(int from, int to, boolean object) {
    count++;
    if (!object) {
      notJson++;
      notJsonAt = notJsonAt < 0 ? from : notJsonAt;
    }
    offset = from;
    length = Math.min(to - from, maxEvent);
    flags = to - from > maxEvent ? FrameFlag.OVERSIZE : 0;
    oversize += flags == 0 ? 0 : 1;
    at = to;
  }

  /** One past the bracket that closes the object, or -1 if none does. */
  private int objectEnd(int from) {
    int depth = 0;
    boolean inString = false;
    for (int i = from; i < bytes.length; i++) {
      byte b = bytes[i];
      if (inString) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          inString = false;
        }
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if ((b == '}' || b == ']') && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private int lineEnd(int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i > from && bytes[i - 1] == '\r' ? i - 1 : i;
      }
    }
    return bytes.length;
  }

  private void skipBlanks() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }
}
