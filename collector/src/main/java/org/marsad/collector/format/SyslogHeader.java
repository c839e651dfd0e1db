package org.marsad.collector.format;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/** What both forms of syslog have: the priority (RFC 5424 section 6.2.1), and repaired times. */
final class SyslogHeader {
  private static final int MAX_PRIORITY = 191;
  private static final Constant[] FACILITIES =
      words(
          "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert"
              + " clock local0 local1 local2 local3 local4 local5 local6 local7");
  private static final Constant[] SEVERITIES =
      words("emergency alert critical error warning notice informational debug");

  private static final Constant[] NUMBERS = numbers();
  private static final Constant TIME_MISSING = Constant.of("time-missing");
  private static final Constant TIME_FUTURE = Constant.of("time-future");

  /** A claimed time may be so far ahead of the receive time, in nanoseconds: clocks differ. */
  private static final long AHEAD = 120_000_000_000L;

  private SyslogHeader() {}

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

  /**
   * Sets the time of the event to what it claims, unless that lies in the future: then the claim is
   * kept beside it.
   *
   * @param from where the claim is written
   */
  static void time(EventBatch.Builder event, long claimed, int from, int length) {
    if (claimed == Times.NONE) {
      event.add(Fields.TAGS, TIME_MISSING);
    } else if (claimed - event.received() > AHEAD) {
      event.add(Fields.EVENT_CLAIMED, from, length);
      event.add(Fields.TAGS, TIME_FUTURE);
    } else {
      event.timestamp(claimed);
    }
  }

  private static Constant[] words(String line) {
    return Arrays.stream(line.split(" ", -1)).map(Constant::of).toArray(Constant[]::new);
  }

  private static Constant[] numbers() {
    return IntStream.range(0, 24).mapToObj(Constant::of).toArray(Constant[]::new);
  }
}
