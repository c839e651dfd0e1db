package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

/**
 * Syslog of RFC 5424, with the priority or without. Reads on where the grammar is broken: what can
 * be understood becomes fields, and the first byte that breaks it is told. More forgiving than the
 * grammar, without a word, where it costs nothing: any bytes in the message, a Z behind an offset.
 */
final class Rfc5424Format implements LogFormat {
  private static final int MAX_VERSION_DIGITS = 3;
  private static final int EPOCH_DIGITS = 10;

  /** Of {@code yyyy-mm-ddThh:mm:ss}. */
  private static final int SECONDS_LENGTH = 19;

  private static final int MAX_FRACTION = 6;

  /** What must follow a word in place of the time that looks like none. */
  private static final int LEAST_WORDS = 5;

  /** Longer words in place of the version belong to another kind of frame. */
  private static final int MAX_WORD = 8;

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
    if (digits == 0 || in.peek() == '0') {
      return isWordBeforeTime(in);
    }
    int after = in.peek(digits);
    if (after == ' ') {
      return !isEpoch(in, digits + 1) && !isMonth(in, digits + 1) && !isUptime(in, digits + 1);
    }
    boolean letter = (after | 0x20) >= 'a' && (after | 0x20) <= 'z';
    int next = in.peek(digits + (letter ? 1 : 0));
    boolean cut = (after == -1 || letter) && (next == -1 || next == ' ' && in.left() <= digits + 2);
    return cut || isWordBeforeTime(in);
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

  /** A short word where the version should be, and a date or two nil values. */
  private static boolean isWordBeforeTime(Cursor in) {
    int length = 0;
    while (length < MAX_WORD && in.peek(length) > ' ') {
      length++;
    }
    if (length == 0 || in.peek(length) != ' ') {
      return false;
    }
    boolean nil = in.peek(length + 1) == '-' && in.peek(length + 2) == ' ';
    return nil
        ? in.peek(length + 3) == '-' && in.peek(length + 4) == ' '
        : length <= 4 && isDate(in, length + 1);
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
      return flaw != null
          ? new Misfit(flaw.position(), flaw.code(), flaw.message())
          : new Misfit(wrongTime(in.at) - in.start, "syslog.timestamp", TIME_EXPECTED);
    }
    in.bytes = event.bytes();
    if (!words(event)) {
      flaw(in.end, "syslog.header", "the header is cut off");
    }
    structuredData(event);
    markedText();
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
      blanks("syslog.timestamp");
      return true;
    }
    int word = in.wordEnd() - from;
    if (in.left() > word + 1 && isWordBeforeTime(in)) {
      boolean number = digits > 0 && in.peek() != '0';
      flaw(number ? from + digits : from, "syslog.version", "expecting a version of 1 to 999");
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
    } else if (stop - from > 1 && !isStrict(from, stop)) {
      flaw(wrongTime(from), "syslog.timestamp", TIME_EXPECTED);
    }
    blanks("syslog.hostname");
    return true;
  }

  /**
   * Whether a time that could be read is as section 6.2.3 has it: a T, no leap second, six digits
   * of a fraction at most, a Z or an offset with a colon.
   */
  private boolean isStrict(int from, int stop) {
    byte[] bytes = in.bytes;
    int at = from + SECONDS_LENGTH;
    if (at >= stop || bytes[from + 4] != '-' || bytes[from + 10] != 'T' || bytes[at - 2] > '5') {
      return false;
    }
    if (bytes[at] == '.') {
      int first = ++at;
      while (at < stop && Cursor.isDigit(bytes[at])) {
        at++;
      }
      if (at == first || at - first > MAX_FRACTION) {
        return false;
      }
    }
    boolean utc = at + 1 == stop && bytes[at] == 'Z';
    int left = bytes[stop - 1] == 'Z' ? stop - 1 - at : stop - at;
    return utc || left == 6 && bytes[at + 3] == ':';
  }

  /** Goes over blanks of which there should be none. */
  private void blanks(String code) {
    if (in.peek() == ' ') {
      flaw(in.at, code, "expecting one blank");
      in.skipBlanks();
    }
  }

  /** A word that stands for a time, so that what follows it is the header. */
  private boolean isNearTime() {
    int end = in.wordEnd();
    return end < in.end && (Cursor.isDigit(in.peek()) || wordsBehind(end) >= LEAST_WORDS);
  }

  private int wordsBehind(int from) {
    int words = 0;
    for (int i = from; i + 1 < in.end && words < LEAST_WORDS; i++) {
      words += in.bytes[i] == ' ' && in.bytes[i + 1] != ' ' ? 1 : 0;
    }
    return words;
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
    from = next(to, "syslog.appname");
    if (isPayload(from)) {
      return true;
    }
    to = word(48, "syslog.appname");
    if (!isNil(from, to)) {
      event.add(Fields.SYSLOG_APPNAME, from, to - from);
      event.add(Fields.PROCESS_NAME, from, to - from);
    }
    from = next(to, "syslog.procid");
    if (isPayload(from)) {
      return true;
    }
    to = word(128, "syslog.procid");
    if (!isNil(from, to)) {
      SyslogHeader.processId(event, from, to - from);
    }
    from = next(to, "syslog.msgid");
    if (isPayload(from)) {
      return true;
    }
    to = word(32, "syslog.msgid");
    if (!isNil(from, to)) {
      event.add(Fields.SYSLOG_MSGID, from, to - from);
    }
    next(to, "syslog.structured_data");
    return !in.atEnd();
  }

  /** CEF or LEEF where the header should go on: some products write no more of it. */
  private boolean isPayload(int from) {
    byte first = from + 6 < in.end ? in.bytes[from] : 0;
    int colon = from + (first == 'C' ? 3 : 4);
    return (first == 'C' || first == 'L')
        && in.bytes[colon] == ':'
        && Cursor.isDigit(in.bytes[colon + 1])
        && Payloads.isStart(in.bytes, from, colon);
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

  /** Goes behind a word and its blank. */
  private int next(int wordEnd, String code) {
    in.at = Math.min(in.end, wordEnd + 1);
    blanks(code);
    return in.at;
  }

  private boolean isNil(int from, int to) {
    return to == from || to == from + 1 && in.bytes[from] == '-';
  }

  private void structuredData(EventBatch.Builder event) {
    in.bytes = event.bytes();
    if (in.atEnd() || isPayload(in.at)) {
      return;
    }
    if (in.peek() == '[') {
      int from = in.at;
      Misfit wrong = data.read(event, true);
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

  /** Section 6.4: behind the byte order mark all is UTF-8. */
  private void markedText() {
    if (in.peek() == 0xef && in.peek(1) == 0xbb && in.peek(2) == 0xbf) {
      int wrong = Utf8.firstWrong(in.bytes, in.at, in.end);
      if (wrong < in.end || !Utf8.isValid(in.bytes, in.at, in.end)) {
        flaw(wrong, "syslog.message", "expecting UTF-8 behind the byte order mark");
      }
    }
  }

  private void flaw(int at, String code, String message) {
    if (flaw == null) {
      flaw = Misfit.flaw(at - in.start, code, message);
    }
  }
}
