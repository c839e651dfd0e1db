package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/** What both forms of syslog have: the priority (RFC 5424 section 6.2.1), and repaired times. */
final class SyslogHeader {
  private static final int MAX_PRIORITY = 191;
  private static final byte[][] FACILITIES =
      words(
          "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert"
              + " clock local0 local1 local2 local3 local4 local5 local6 local7");
  private static final byte[][] SEVERITIES =
      words("emergency alert critical error warning notice informational debug");

  private static final byte[][] NUMBERS = numbers();
  private static final byte[] TIME_MISSING = "time-missing".getBytes(US_ASCII);
  private static final byte[] TIME_FUTURE = "time-future".getBytes(US_ASCII);

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
    number(event, Fields.SYSLOG_FACILITY_CODE.id(), value >> 3);
    event.add(Fields.SYSLOG_FACILITY_NAME, FACILITIES[value >> 3]);
    number(event, Fields.SYSLOG_SEVERITY_CODE.id(), value & 7);
    event.add(Fields.SYSLOG_SEVERITY_NAME, SEVERITIES[value & 7]);
    return null;
  }

  private static void number(EventBatch.Builder event, int field, int value) {
    byte[] digits = NUMBERS[value];
    event.add(field, ValueKind.NUMBER, event.append(digits, 0, digits.length), digits.length);
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

  private static byte[][] words(String line) {
    String[] words = line.split(" ", -1);
    var bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(US_ASCII);
    }
    return bytes;
  }

  private static byte[][] numbers() {
    var bytes = new byte[24][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Integer.toString(i).getBytes(US_ASCII);
    }
    return bytes;
  }
}
