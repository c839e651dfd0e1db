package org.marsad.collector.format;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/** What both forms of syslog have: the priority (RFC 5424 section 6.2.1). */
final class SyslogHeader {
  private static final int MAX_PRIORITY = 191;
  private static final Constant[] FACILITIES =
      words(
          "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert"
              + " clock local0 local1 local2 local3 local4 local5 local6 local7");
  private static final Constant[] SEVERITIES =
      words("emergency alert critical error warning notice informational debug");

  private static final Constant[] NUMBERS = numbers();

  private SyslogHeader() {}

  /** Whether a frame begins with {@code <PRI>1} and a blank. */
  static boolean isVersioned(byte[] bytes, int offset, int end) {
    if (end - offset < 5 || bytes[offset] != '<') {
      return false;
    }
    for (int i = offset + 1; i < Math.min(end - 2, offset + 5); i++) {
      if (bytes[i] == '>') {
        return bytes[i + 1] == '1' && bytes[i + 2] == ' ';
      }
    }
    return false;
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

  /** Reads {@code <PRI>} if the frame begins with {@code <}. */
  static @Nullable Misfit priority(Cursor in, EventBatch.Builder event) {
    int from = in.at + 1;
    if (!in.skip('<')) {
      return null;
    }
    int value = 0;
    while (Cursor.isDigit(in.peek()) && in.at - from < 3) {
      value = value * 10 + in.peek() - '0';
      in.at++;
    }
    if (in.at == from || in.peek() != '>' || value > MAX_PRIORITY) {
      return new Misfit(
          in.position(), "syslog.priority", "expecting <0> to <191> at the start of the frame");
    }
    event.add(Fields.SYSLOG_PRIORITY.id(), ValueKind.NUMBER, from, in.at - from);
    in.at++;
    event.add(Fields.SYSLOG_FACILITY_CODE, NUMBERS[value >> 3]);
    event.add(Fields.SYSLOG_FACILITY_NAME, FACILITIES[value >> 3]);
    event.add(Fields.SYSLOG_SEVERITY_CODE, NUMBERS[value & 7]);
    event.add(Fields.SYSLOG_SEVERITY_NAME, SEVERITIES[value & 7]);
    return null;
  }

  /** The name of a severity from 0 to 7. */
  static Constant severity(int code) {
    return SEVERITIES[code];
  }

  private static Constant[] words(String line) {
    return Arrays.stream(line.split(" ", -1)).map(Constant::of).toArray(Constant[]::new);
  }

  private static Constant[] numbers() {
    return IntStream.range(0, 24).mapToObj(Constant::of).toArray(Constant[]::new);
  }
}
