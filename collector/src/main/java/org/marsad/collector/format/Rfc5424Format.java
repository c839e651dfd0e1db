package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

/**
 * Syslog of RFC 5424, with the priority or without. Reads on where the grammar is broken: what can
 * be understood becomes fields, and the first byte that breaks it is told. More forgiving than the
 * grammar, without a word, where real senders are: several blanks, times of other shapes, any bytes
 * in the message, structured data as {@link StructuredData} reads it.
 */
final class Rfc5424Format implements LogFormat {
  private static final int MAX_VERSION_DIGITS = 3;
  private static final int EPOCH_DIGITS = 10;

  /** Of {@code yyyy-mm-ddThh:mm:ss}, and with a point and nine digits. */
  private static final int SECONDS_LENGTH = 19;

  private static final int NANOS_LENGTH = 29;
  private static final String TIME_EXPECTED = "expecting a time like 2026-01-02T03:04:05.678Z";

  private final Cursor in = new Cursor();
  private final Cursor claim = new Cursor();
  private final Times times;
  private final HeaderTimes stamps;
  private final ClaimedTime time;
  private final StructuredData data = new StructuredData(in);
  private @Nullable Misfit flaw;

  Rfc5424Format(Times times, ClaimedTime time) {
    this.times = times;
    this.stamps = new HeaderTimes(times);
    this.time = time;
  }

  @Override
  public String name() {
    return "syslog-5424";
  }

  @Override
  public boolean claims(byte[] bytes, int offset, int length) {
    return isHere(claim.over(bytes, offset, length));
  }

  /** Whether a frame is of this kind. The cursor is moved. */
  static boolean isHere(Cursor in) {
    int first = in.peek();
    if (first != '<' && !Cursor.isDigit(first)) {
      SyslogHeader.start(in);
    }
    boolean priority = SyslogHeader.isPriority(in);
    if (priority) {
      int digits = in.at + 1;
      while (in.at < digits + 3 && Cursor.isDigit(in.peek(1))) {
        in.at++;
      }
      in.at++;
      if (!in.skip('>')) {
        return false;
      }
    }
    return priority ? isVersion(in) : isVersionAlone(in);
  }

  /** A version and a blank; a version that is cut or has a letter behind it, and nothing else. */
  private static boolean isVersion(Cursor in) {
    int digits = in.countDigits(MAX_VERSION_DIGITS);
    if (digits == 0) {
      return isWordBeforeDate(in);
    }
    if (in.peek() == '0') {
      return false;
    }
    int after = in.peek(digits);
    if (after == ' ') {
      return !isEpoch(in, digits + 1) && !isMonth(in, digits + 1) && !isUptime(in, digits + 1);
    }
    boolean letter = (after | 0x20) >= 'a' && (after | 0x20) <= 'z';
    int next = in.peek(digits + (letter ? 1 : 0));
    return (after == -1 || letter) && (next == -1 || next == ' ' && in.left() <= digits + 2);
  }

  /** Where there is no priority, a time or its nil value must follow. */
  private static boolean isVersionAlone(Cursor in) {
    int digits = in.countDigits(MAX_VERSION_DIGITS);
    if (digits == 0 || in.peek() == '0' || in.peek(digits) != ' ') {
      return false;
    }
    return isDate(in, digits + 1)
        || in.peek(digits + 1) == '-' && in.peek(digits + 2) == ' ' && in.peek(digits + 3) == '-';
  }

  /** A short word where the version should be, and a date. */
  private static boolean isWordBeforeDate(Cursor in) {
    int length = 0;
    while (length < 4 && in.peek(length) > ' ') {
      length++;
    }
    return length > 0 && in.peek(length) == ' ' && isDate(in, length + 1);
  }

  private static boolean isDate(Cursor in, int ahead) {
    for (int i = 0; i < 4; i++) {
      if (!Cursor.isDigit(in.peek(ahead + i))) {
        return false;
      }
    }
    return in.peek(ahead + 4) == '-';
  }

  /** Cisco Meraki writes seconds since 1970 and goes on in the old form. */
  private static boolean isEpoch(Cursor in, int ahead) {
    for (int i = 0; i < EPOCH_DIGITS; i++) {
      if (!Cursor.isDigit(in.peek(ahead + i))) {
        return false;
      }
    }
    return true;
  }

  /** How long a Cisco device is up, in two numbers and a colon. */
  private static boolean isUptime(Cursor in, int ahead) {
    int i = ahead;
    while (Cursor.isDigit(in.peek(i))) {
      i++;
    }
    return i > ahead && in.peek(i) == ':';
  }

  /** A day in front of its month. */
  private static boolean isMonth(Cursor in, int ahead) {
    int back = in.at;
    in.at += ahead;
    boolean month = Times.month(in) > 0 && in.peek() == ' ';
    in.at = back;
    return month;
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    if (in.peek() != '<') {
      SyslogHeader.start(in);
    }
    flaw = SyslogHeader.priority(in, event);
    if (flaw != null && !flaw.kept()) {
      flaw = Misfit.flaw(flaw.position(), flaw.code(), flaw.message());
    }
    if (!version(event)) {
      return new Misfit(in.position(), "syslog.version", "expecting a version and a blank");
    }
    if (!time(event)) {
      return new Misfit(wrongTime(in.at) - in.start, "syslog.timestamp", TIME_EXPECTED);
    }
    in.bytes = event.bytes();
    if (!words(event)) {
      flaw(in.end, "syslog.header", "the header is cut off");
    }
    structuredData(event);
    SyslogHeader.message(in, event);
    return flaw;
  }

  private boolean version(EventBatch.Builder event) {
    int from = in.at;
    int digits = in.countDigits(MAX_VERSION_DIGITS);
    if (digits > 0 && in.peek(digits) == ' ' && in.peek() != '0') {
      if (in.start == from && in.peek(digits + 1) == '-') {
        flaw(from, "syslog.priority", "expecting <0> to <191> at the start of the frame");
      }
      event.add(Fields.SYSLOG_VERSION, from, digits);
      in.at += digits + 1;
      in.skipBlanks();
      return true;
    }
    int word = in.wordEnd() - from;
    if (digits == 0 && word > 0 && word <= 4 && word < in.left()) {
      flaw(from, "syslog.version", "expecting a version");
      in.at += word + 1;
      return true;
    }
    in.at += digits;
    return false;
  }

  /** The time or the nil value; false if what stands here cannot even be gone over. */
  private boolean time(EventBatch.Builder event) {
    int from = in.at;
    if (in.peek() == '-' && (in.peek(1) == ' ' || in.peek(1) == -1)) {
      in.at++;
      time.enter(event, Times.NONE, from, 1);
    } else {
      long claimed = times.iso(in);
      if (claimed == Times.NONE) {
        claimed = stamps.read(in, event.received());
      }
      if (claimed == Times.NONE && !isNearTime()) {
        return false;
      }
      if (claimed == Times.NONE) {
        flaw(wrongTime(from), "syslog.timestamp", TIME_EXPECTED);
        in.at = in.wordEnd();
      }
      time.enter(event, claimed, from, in.at - from);
      in.bytes = event.bytes();
    }
    int stop = in.at;
    if (!in.skip(' ') && !in.atEnd()) {
      flaw(Math.max(stop, wrongTime(from)), "syslog.timestamp", TIME_EXPECTED);
      in.at = in.wordEnd();
    } else if (stop - from > SECONDS_LENGTH && isStrange(from, stop)) {
      flaw(wrongTime(from), "syslog.timestamp", TIME_EXPECTED);
    }
    in.skipBlanks();
    return true;
  }

  /** RFC 3339 in letters of lower case, or with more digits of a second than nine. */
  private boolean isStrange(int from, int stop) {
    return in.bytes[from + 4] == '-'
        && (in.bytes[from + 10] == 't'
            || in.bytes[stop - 1] == 'z'
            || stop - from > NANOS_LENGTH && isFraction(from + SECONDS_LENGTH + 1, 10));
  }

  private boolean isFraction(int at, int digits) {
    for (int i = at; i < at + digits; i++) {
      if (i >= in.end || !Cursor.isDigit(in.bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** A word that stands for a time, so that what follows it is the header. */
  private boolean isNearTime() {
    return Cursor.isDigit(in.peek()) && in.wordEnd() < in.end;
  }

  /** The first byte at which what begins at {@code from} is no time, and not the nil value. */
  private int wrongTime(int from) {
    int back = in.at;
    in.at = from;
    int wrong = in.peek() == '-' ? from + 1 : StrictTime.firstWrong(in);
    in.at = back;
    return wrong;
  }

  /** The four words of the header; each may be the nil value. False if some are missing. */
  private boolean words(EventBatch.Builder event) {
    int from = in.at;
    int to = word(255, "syslog.hostname");
    if (!isNil(from, to)) {
      SyslogHeader.host(event, from, to - from);
    }
    from = next(to);
    to = word(48, "syslog.appname");
    if (!isNil(from, to)) {
      event.add(Fields.SYSLOG_APPNAME, from, to - from);
      event.add(Fields.PROCESS_NAME, from, to - from);
    }
    from = next(to);
    to = word(128, "syslog.procid");
    if (!isNil(from, to)) {
      SyslogHeader.processId(event, from, to - from);
    }
    from = next(to);
    to = word(32, "syslog.msgid");
    if (!isNil(from, to)) {
      event.add(Fields.SYSLOG_MSGID, from, to - from);
    }
    next(to);
    return !in.atEnd();
  }

  /** Where the word here ends; tells if it is longer or other than section 6 allows. */
  private int word(int most, String code) {
    byte[] bytes = in.bytes;
    int from = in.at;
    int end = in.end;
    int printable = Words.printable(bytes, from, end);
    int at = Words.blank(bytes, printable, end);
    if (printable - from > most) {
      flaw(from + most, code, "expecting at most " + most + " bytes");
    } else if (printable < at) {
      flaw(printable, code, "expecting printable ASCII");
    }
    return at;
  }

  /** Goes behind a word and its blanks. */
  private int next(int wordEnd) {
    int at = wordEnd;
    while (at < in.end && in.bytes[at] == ' ') {
      at++;
    }
    in.at = at;
    return at;
  }

  private boolean isNil(int from, int to) {
    return to == from || to == from + 1 && in.bytes[from] == '-';
  }

  private void structuredData(EventBatch.Builder event) {
    in.bytes = event.bytes();
    if (in.atEnd()) {
      return;
    }
    if (in.peek() == '[') {
      int from = in.at;
      Misfit wrong = data.read(event);
      if (flaw == null) {
        flaw = wrong;
      }
      if (in.at == from) {
        return;
      }
    } else if (in.peek() == '-' && (in.peek(1) <= ' ')) {
      in.at++;
    } else {
      flaw(in.at, "syslog.structured_data", "expecting [ or - for the structured data");
      return;
    }
    if (!in.skip(' ') && !in.atEnd()) {
      flaw(in.at, "syslog.structured_data", "expecting a blank in front of the message");
    }
  }

  private void flaw(int at, String code, String message) {
    if (flaw == null) {
      flaw = Misfit.flaw(at - in.start, code, message);
    }
  }
}
