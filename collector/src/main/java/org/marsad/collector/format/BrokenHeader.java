package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * What can be wrong with an old syslog header: no priority where one begins, nothing behind it, a
 * time that is cut off or that nobody can read. Tells it and goes over it. One thread.
 */
final class BrokenHeader {
  /** A longer text behind the priority is a message. */
  private static final int MAX_SCANT = 3;

  /** How long {@code Jan 02 03:04:05} is. */
  private static final int STAMP = 15;

  private final Cursor in;
  private final HeaderTimes stamps;
  private final OldHeader header;

  BrokenHeader(Cursor in, HeaderTimes stamps, OldHeader header) {
    this.in = in;
    this.stamps = stamps;
    this.header = header;
  }

  /** Reads the priority; answers only if nothing behind it looks like a header either. */
  LogFormat.@Nullable Misfit priority(EventBatch.Builder event) {
    int start = in.at;
    boolean digits = SyslogHeader.isPriority(in);
    LogFormat.Misfit misfit = SyslogHeader.priority(in, event);
    if (misfit == null || misfit.kept()) {
      header.flaw = misfit;
      return null;
    }
    int behind = in.at;
    in.skipBlanks();
    boolean whole = behind > start && stamps.read(in, event.received()) != Times.NONE;
    boolean number = behind > start && Cursor.isDigit(in.peek());
    boolean alone = isBracketAlone(start);
    in.at = whole ? behind : start;
    if (whole) {
      header.flaw = LogFormat.Misfit.flaw(misfit.position(), misfit.code(), misfit.message());
      return null;
    }
    // Other text in brackets may begin any line.
    return digits || number || alone ? misfit : null;
  }

  /** {@code <} or {@code <>}, and nothing else. */
  private boolean isBracketAlone(int start) {
    int left = in.end - start;
    return left == 1 || left == 2 && in.bytes[start + 1] == '>';
  }

  /** {@code (13>} and the like. */
  LogFormat.@Nullable Misfit strayPriority() {
    int c = in.peek();
    boolean sign = c > ' ' && c < '0' && c != '*' && c != '.' && c != '%' && c != '"';
    int digits = 0;
    while (sign && digits < 3 && Cursor.isDigit(in.peek(1 + digits))) {
      digits++;
    }
    return digits > 0 && in.peek(1 + digits) == '>'
        ? new LogFormat.Misfit(in.position(), "syslog.priority", "expecting < before the priority")
        : null;
  }

  /** Nothing behind the priority, or what is left of a version, or a part of a time. */
  void scant(int behind) {
    int left = in.left();
    if (left >= STAMP) {
      return;
    }
    if (left == 0 || isStampCutOff()) {
      header.flaw(in.end, "syslog.header", "the header is cut off");
    } else if (isDateAlone()) {
      header.flaw(behind, "syslog.version", "expecting a version and a blank");
    } else if (left <= MAX_SCANT && in.countDigits(1) + digitBehindLetter() + nil() > 0) {
      header.flaw(in.at, "syslog.version", "expecting a version and a blank");
    }
  }

  /** A month, and at most a part of what follows a month in a time. */
  private boolean isStampCutOff() {
    if (in.left() < 3 || !Times.isMonth(in.bytes, in.at)) {
      return false;
    }
    for (int i = in.at + 3; i < in.end; i++) {
      byte b = in.bytes[i];
      if (b != ' ' && b != ':' && !Cursor.isDigit(b)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDateAlone() {
    return in.left() == 10
        && in.peek(4) == '-'
        && in.peek(7) == '-'
        && in.countDigits(5) == 4
        && Cursor.isDigit(in.peek(9));
  }

  private int digitBehindLetter() {
    return in.left() > 1 && Cursor.isDigit(in.peek(1)) ? 1 : 0;
  }

  private int nil() {
    return in.peek() == '-' ? 1 : 0;
  }

  /** A time with a month that is none, or a day that its month has not: told and gone over. */
  void unreadableTime() {
    int back = in.at;
    int letters = 0;
    while ((in.peek() | 0x20) >= 'a' && (in.peek() | 0x20) <= 'z' && letters < 4) {
      in.at++;
      letters++;
    }
    boolean clock = letters == 3 && Times.blanks(in);
    if (clock) {
      in.at += in.countDigits(2);
      clock =
          Times.blanks(in)
              && in.left() >= 8
              && in.countDigits(3) == 2
              && in.peek(2) == ':'
              && in.peek(5) == ':';
    }
    in.at = clock ? in.at + 8 : back;
    if (clock) {
      header.flaw(back, "syslog.timestamp", "expecting a time like Jan  2 03:04:05");
      in.skipBlanks();
    }
  }
}
