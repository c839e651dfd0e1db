package org.marsad.collector.format;

/**
 * What Cisco devices write before the facility: sequence numbers, the host, the task, each with a
 * colon; then the clock with its mark, or how long the device is up. One thread.
 */
final class DevicePrelude {
  /** What was found. */
  enum Found {
    NONE,

    /** Numbers and a time; what stands behind a time follows. */
    TIME,

    /** All up to the tag or the facility. */
    WHOLE
  }

  private static final int MAX_PARTS = 5;

  private final Cursor in;
  private final HeaderTimes stamps;
  private final HeaderWords words;
  private final OldHeader header;

  DevicePrelude(Cursor in, HeaderTimes stamps, HeaderWords words, OldHeader header) {
    this.in = in;
    this.stamps = stamps;
    this.words = words;
    this.header = header;
  }

  /** Reads it; the cursor stays if it is something else. */
  Found read(long received) {
    int start = in.at;
    boolean named = false;
    for (int part = 0; part < MAX_PARTS; part++) {
      while (in.peek() == ':' || in.peek() == ' ') {
        in.at++;
      }
      if (clock(received)) {
        if (isFacility() || hostBeforeFacility()) {
          return Found.WHOLE;
        }
        if (!named && part > 0) {
          return Found.TIME;
        }
        break;
      }
      if (part > 0 && isFacilitySign()) {
        return Found.WHOLE;
      }
      int end = in.wordEnd();
      int length = end - in.at;
      int digits = in.countDigits(12);
      if (digits > 0 && (digits == length - 1 && in.bytes[end - 1] == ':')) {
        header.countAt = header.sequenceAt;
        header.countLength = header.sequenceLength;
        header.sequenceAt = in.at;
        header.sequenceLength = digits;
      } else if (digits > 0 && digits == length && part == 0 && isTimeBehind(end, received)) {
        header.flaw(in.at, "syslog.priority", "expecting <0> to <191> at the start of the frame");
      } else if (length > 1 && in.bytes[end - 1] == ':' && end < in.end) {
        if (in.peek() != '*' && in.peek() != '.') {
          if (header.hostLength > 0 || !words.isHost(in.at, end - 1)) {
            break;
          }
          header.takeHost(in.at, end - 1);
        }
        named = true;
      } else if (part == 0 && isHostBefore(end)) {
        header.takeHost(in.at, end);
        named = true;
      } else if (!node()) {
        break;
      } else {
        continue;
      }
      in.at = end;
    }
    in.at = start;
    header.claimed = Times.NONE;
    header.hostLength = 0;
    header.sequenceLength = 0;
    header.countLength = 0;
    header.mark = 0;
    return Found.NONE;
  }

  /** A host with a colon behind a blank, or with a sequence number behind it. */
  private boolean isHostBefore(int end) {
    int back = in.at;
    if (header.hostLength > 0 || end == back || !words.isPlainHost(back, end)) {
      return false;
    }
    in.at = end;
    in.skipBlanks();
    int digits = in.countDigits(12);
    boolean found = in.peek(digits) == ':' && in.peek(digits + 1) == ' ';
    in.at = back;
    return found;
  }

  /** Whether the sign of a facility is here; older controllers of wireless networks write #. */
  private boolean isFacilitySign() {
    int next = in.peek(1);
    return in.peek() == '%' || in.peek() == '#' && next >= 'A' && next <= 'Z';
  }

  /** NX-OS: the host with its colon between the time and the facility. */
  private boolean hostBeforeFacility() {
    int back = in.at;
    in.skipBlanks();
    int end = in.wordEnd();
    boolean host =
        header.hostLength == 0
            && end > in.at + 1
            && in.bytes[end - 1] == ':'
            && words.isHostWithColon(end)
            && words.isHost(in.at, end - 1);
    if (!host) {
      in.at = back;
      return false;
    }
    header.takeHost(in.at, end - 1);
    in.at = end;
    in.skipBlanks();
    return true;
  }

  /** IOS XR: {@code RP/0/RSP0/CPU0:} right before the time. */
  private boolean node() {
    int colon = in.at;
    while (colon < in.end && in.bytes[colon] != ':' && in.bytes[colon] != ' ') {
      colon++;
    }
    if (header.sequenceLength == 0 || colon >= in.end || in.bytes[colon] != ':') {
      return false;
    }
    int back = in.at;
    in.at = colon + 1;
    boolean time = in.countDigits(5) == 4 && in.peek(4) == ' ' || Times.month(in) > 0;
    in.at = time ? colon + 1 : back;
    return time;
  }

  private boolean isTimeBehind(int end, long received) {
    int back = in.at;
    in.at = end;
    in.skipBlanks();
    boolean found = stamps.read(in, received) != Times.NONE;
    in.at = back;
    return found;
  }

  /** The time with its mark, or the time since the start. */
  private boolean clock(long received) {
    int back = in.at;
    int sign = in.peek();
    boolean marked = sign == '*' || sign == '.' || sign == ';';
    if (marked) {
      in.at++;
    }
    header.stampAt = in.at;
    long found = stamps.read(in, received);
    if (found != Times.NONE) {
      header.claimed = found;
      header.stampEnd = in.at;
      header.mark = marked ? sign : 0;
      return true;
    }
    in.at = header.stampAt;
    if (uptime()) {
      header.stampEnd = in.at;
      header.mark = OldHeader.SINCE_START;
      return true;
    }
    in.at = back;
    return false;
  }

  /** {@code 00:01:02}, {@code 3d04h}, {@code 1w2d}, {@code 1y2w}, or weeks and days in numbers. */
  private boolean uptime() {
    int at = in.wordEnd();
    int from = in.at;
    if (at == from || in.bytes[at - 1] != ':' || !Cursor.isDigit(in.peek())) {
      return isTwoNumbers();
    }
    boolean unit = false;
    for (int i = from; i < at - 1; i++) {
      byte b = in.bytes[i];
      unit |= b == ':' || b == 'd' || b == 'h' || b == 'w' || b == 'y';
      if (!Cursor.isDigit(b) && b != ':' && b != 'd' && b != 'h' && b != 'w' && b != 'y') {
        return false;
      }
    }
    in.at = unit ? at - 1 : from;
    return unit;
  }

  private boolean isTwoNumbers() {
    int first = in.countDigits(5);
    if (first == 0 || in.peek(first) != ' ') {
      return false;
    }
    int back = in.at;
    in.at += first + 1;
    int second = in.countDigits(5);
    boolean found = second > 0 && in.peek(second) == ':' && in.peek(second + 2) == '%';
    in.at = found ? in.at + second : back;
    return found;
  }

  /** Whether the facility follows, at once or behind a tag; goes in front of it or of the tag. */
  private boolean isFacility() {
    int back = in.at;
    if (in.peek() == ' ' && in.peek(1) >= 'A' && in.peek(1) <= 'Z') {
      int end = back + 1;
      while (end < in.end && in.bytes[end] >= 'A' && in.bytes[end] <= 'Z') {
        end++;
      }
      in.at = end < in.end && in.bytes[end] == ':' && end - back <= 6 ? end : back;
    }
    while (in.peek() == ':' || in.peek() == ' ') {
      in.at++;
    }
    if (isFacilitySign()) {
      return true;
    }
    int end = in.wordEnd();
    boolean behind =
        end + 1 < in.end
            && in.bytes[end] == ' '
            && in.bytes[end + 1] == '%'
            && words.isTag(in.at, end);
    if (!behind) {
      in.at = back;
    }
    return behind;
  }
}
