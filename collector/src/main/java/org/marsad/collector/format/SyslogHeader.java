package org.marsad.collector.format;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Constants;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/** What both forms of syslog have: priority (RFC 5424 section 6.2.1), host, process, message. */
final class SyslogHeader {
  private static final int MAX_PRIORITY = 191;
  private static final int MAX_BAD_PRIORITY = 8;
  private static final String EXPECTED = "expecting <0> to <191> at the start of the frame";
  static final Constant LATIN_1 = Constant.of("not-utf8");
  private static final String FACILITY_LINE =
      "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert"
          + " clock local0 local1 local2 local3 local4 local5 local6 local7";
  private static final String SEVERITY_LINE =
      "emergency alert critical error warning notice informational debug";
  private static final Constant[] FACILITIES = words(FACILITY_LINE);
  private static final Constant[] SEVERITIES = words(SEVERITY_LINE);
  private static final byte[][] FACILITY_WORDS = ascii(FACILITY_LINE);
  private static final byte[][] LEVEL_WORDS =
      ascii(SEVERITY_LINE + " emerg panic crit err warn info");

  private static final Constant[] NUMBERS = numbers();

  /** What each priority says. */
  private static final Constants[] PRIORITIES = priorities();

  private SyslogHeader() {}

  /**
   * Goes over what may stand before a header and means nothing: blanks, line ends, the byte order
   * mark.
   */
  static void start(Cursor in) {
    if (in.peek() == 0xef && in.peek(1) == 0xbb && in.peek(2) == 0xbf) {
      in.at += 3;
    }
    for (int c = in.peek(); c == ' ' || c >= '\t' && c <= '\r' || c == 0; c = in.peek()) {
      in.at++;
    }
  }

  /** Whether a frame begins with a priority, or with the time of RFC 3164 where that is missing. */
  static boolean begins(byte[] bytes, int offset, int end) {
    if (end - offset < 5) {
      return false;
    }
    if (bytes[offset] == '<') {
      return Cursor.isDigit(bytes[offset + 1]);
    }
    return bytes[offset + 3] == ' '
        && (Cursor.isDigit(bytes[offset + 4]) || bytes[offset + 4] == ' ')
        && Times.isMonth(bytes, offset);
  }

  /** Whether a word is the short name of a facility. */
  static boolean isFacility(byte[] bytes, int from, int to) {
    return isOneOf(FACILITY_WORDS, bytes, from, to);
  }

  /** Whether a word is the name of a severity, short or in full. */
  static boolean isLevel(byte[] bytes, int from, int to) {
    return isOneOf(LEVEL_WORDS, bytes, from, to);
  }

  private static boolean isOneOf(byte[][] words, byte[] bytes, int from, int to) {
    for (byte[] word : words) {
      if (Arrays.equals(word, 0, word.length, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** The name of a severity from 0 to 7. */
  static Constant severity(int code) {
    return SEVERITIES[code];
  }

  /** What a priority says of facility and severity; null if there is none such. */
  static @Nullable Constants priority(int value) {
    return value >= 0 && value <= MAX_PRIORITY ? PRIORITIES[value] : null;
  }

  /** Whether {@code <} and a digit stand here. */
  static boolean isPriority(Cursor in) {
    return in.peek() == '<' && Cursor.isDigit(in.peek(1));
  }

  /**
   * Reads {@code <PRI>} if it is here. Where it is wrong the cursor stands behind its bracket, or
   * stays if it has none.
   */
  static @Nullable Misfit priority(Cursor in, EventBatch.Builder event) {
    int start = in.at;
    if (!in.skip('<')) {
      return null;
    }
    int from = in.at;
    int value = 0;
    int wrong = -1;
    for (int c = in.peek(); Cursor.isDigit(c) && in.at - from < 3; c = in.peek()) {
      value = value * 10 + c - '0';
      if (wrong < 0 && (value > MAX_PRIORITY || in.at > from && in.bytes[from] == '0')) {
        wrong = in.at;
      }
      in.at++;
    }
    if (wrong < 0 && (in.at == from || in.peek() != '>')) {
      wrong = in.at;
    }
    if (wrong >= 0 && value > MAX_PRIORITY || in.at == from || in.peek() != '>') {
      behindBracket(in, start);
      return new Misfit(wrong - in.start, "syslog.priority", EXPECTED);
    }
    event.add(Fields.SYSLOG_PRIORITY.id(), ValueKind.NUMBER, from, in.at - from);
    in.at++;
    event.add(Fields.SYSLOG_FACILITY_CODE, NUMBERS[value >> 3]);
    event.add(Fields.SYSLOG_FACILITY_NAME, FACILITIES[value >> 3]);
    event.add(Fields.SYSLOG_SEVERITY_CODE, NUMBERS[value & 7]);
    event.add(Fields.SYSLOG_SEVERITY_NAME, SEVERITIES[value & 7]);
    in.bytes = event.bytes();
    return wrong < 0 ? null : Misfit.flaw(wrong - in.start, "syslog.priority", EXPECTED);
  }

  /** To behind the next closing bracket, if one is near. */
  private static void behindBracket(Cursor in, int start) {
    in.at = start;
    for (int i = 1; i <= MAX_BAD_PRIORITY; i++) {
      if (in.peek(i) == '>') {
        in.at = start + i + 1;
        return;
      }
    }
  }

  /** Enters the host, as a part of the header and as the machine that the event is of. */
  static void host(EventBatch.Builder event, int from, int length) {
    event.add(Fields.SYSLOG_HOSTNAME, from, length);
    event.add(Fields.HOST_NAME, from, length);
  }

  /** Enters the program and its process id, if they are more than nothing. */
  static void process(EventBatch.Builder event, int from, int length, int pid, int pidLength) {
    event.add(Fields.SYSLOG_APPNAME, from, length);
    event.add(Fields.PROCESS_NAME, from, length);
    processId(event, pid, pidLength);
  }

  static void processId(EventBatch.Builder event, int from, int length) {
    if (length <= 0) {
      return;
    }
    event.add(Fields.SYSLOG_PROCID, from, length);
    if (isNumber(event.bytes(), from, from + length)) {
      event.add(Fields.PROCESS_PID.id(), ValueKind.NUMBER, from, length);
    }
  }

  /** Whether the id of a process is a number that can be kept as one. */
  static boolean isNumber(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return to - from < 19;
  }

  /**
   * Enters what is left as the message: without the byte order mark (section 6.4), without the line
   * end or NUL that was sent with it. Bytes that are no UTF-8 are taken for Latin-1, so that the
   * text can be read and found; the original has them as they are.
   */
  static void message(Cursor in, EventBatch.Builder event) {
    in.bytes = event.bytes();
    if (in.peek() == 0xef && in.peek(1) == 0xbb && in.peek(2) == 0xbf) {
      in.at += 3;
    }
    int end = textEnd(in);
    if (end == in.at) {
      return;
    }
    if (Utf8.isValid(in.bytes, in.at, end)) {
      event.add(Fields.MESSAGE, in.at, end - in.at);
    } else {
      int room = 2 * (end - in.at);
      int to = event.claim(room);
      int count = Utf8.repair(event.bytes(), in.at, end, to);
      event.release(room - count);
      event.add(Fields.MESSAGE, to, count);
      event.add(Fields.TAGS, LATIN_1);
      in.bytes = event.bytes();
    }
  }

  /** Where the text ends: before line ends and NUL, and the blanks around those. */
  private static int textEnd(Cursor in) {
    int end = in.end;
    int last = end > in.at ? in.bytes[end - 1] : 'x';
    if (last > ' ') {
      return end;
    }
    boolean ended = false;
    while (end > in.at && isSpace(in.bytes[end - 1])) {
      ended |= in.bytes[--end] != ' ' && in.bytes[end] != '\t';
    }
    return ended ? end : in.end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
  }

  private static Constant[] words(String line) {
    return Arrays.stream(line.split(" ", -1)).map(Constant::of).toArray(Constant[]::new);
  }

  private static byte[][] ascii(String line) {
    return Arrays.stream(line.split(" ", -1)).map(Entries::ascii).toArray(byte[][]::new);
  }

  private static Constants[] priorities() {
    var all = new Constants[MAX_PRIORITY + 1];
    for (int value = 0; value < all.length; value++) {
      all[value] =
          Constants.builder()
              .add(Fields.SYSLOG_FACILITY_CODE, NUMBERS[value >> 3])
              .add(Fields.SYSLOG_FACILITY_NAME, FACILITIES[value >> 3])
              .add(Fields.SYSLOG_SEVERITY_CODE, NUMBERS[value & 7])
              .add(Fields.SYSLOG_SEVERITY_NAME, SEVERITIES[value & 7])
              .build();
    }
    return all;
  }

  private static Constant[] numbers() {
    return IntStream.range(0, 24).mapToObj(Constant::of).toArray(Constant[]::new);
  }
}
