package org.marsad.collector.format;

import org.marsad.model.event.Constants;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.SliceList;
import org.marsad.model.event.ValueKind;

/**
 * Frames of RFC 5424 as most senders write them, read in one pass: a header without a flaw, one
 * blank between its words, a time in UTC in the minute of the one read last, no structured data, a
 * message in UTF-8 without a mark or a line end. Nothing else is looked at here: it is left to
 * {@link Rfc5424Format}, which reads these frames just the same. One thread.
 */
final class UsualHeader {
  /** {@code <1>1 2026-01-02T03:04:05Z - - - - - x}. */
  private static final int SHORTEST = 37;

  private static final int T = 10;

  /** Of a time in UTC with six digits of a fraction, the most that section 6.2.3 allows. */
  private static final int LONGEST_STAMP = 27;

  private static final int MOST_FIELDS = 16;

  private final Times times;
  private final ClaimedTime time;
  private final SliceList fields = new SliceList(MOST_FIELDS);

  UsualHeader(Times times, ClaimedTime time) {
    this.times = times;
    this.time = time;
  }

  /**
   * Enters the fields of a frame if it is such a one; its message is the last of them.
   *
   * @return false if it is not, and nothing was entered
   */
  boolean read(EventBatch.Builder event, int offset, int size) {
    byte[] bytes = event.bytes();
    int end = offset + size;
    if (size < SHORTEST || bytes[offset] != '<' || !Cursor.isDigit(bytes[offset + 1])) {
      return false;
    }
    int close = offset + 2;
    int value = bytes[offset + 1] - '0';
    while (close < offset + 4 && Cursor.isDigit(bytes[close]) && value > 0) {
      value = value * 10 + bytes[close++] - '0';
    }
    Constants priority = bytes[close] == '>' ? SyslogHeader.priority(value) : null;
    int version = close + 1;
    int stamp = version + 2;
    if (priority == null
        || bytes[version] < '1'
        || bytes[version] > '9'
        || bytes[version + 1] != ' '
        || bytes[stamp + T] != 'T') {
      return false;
    }
    long claimed = times.inLastMinute(bytes, stamp, end);
    if (claimed == Times.NONE) {
      return false;
    }
    int stampEnd = times.stampEnd();
    if (stampEnd - stamp > LONGEST_STAMP) {
      return false;
    }
    int host = stampEnd + 1;
    int hostEnd = word(bytes, stampEnd, end, 255);
    int app = hostEnd + 1;
    int appEnd = word(bytes, hostEnd, end, 48);
    int process = appEnd + 1;
    int processEnd = word(bytes, appEnd, end, 128);
    int id = processEnd + 1;
    int idEnd = word(bytes, processEnd, end, 32);
    int message = idEnd + 3;
    if (idEnd < 0
        || message >= end
        || bytes[idEnd] != ' '
        || bytes[idEnd + 1] != '-'
        || bytes[idEnd + 2] != ' '
        || !isPlain(bytes[message], bytes[end - 1])
        || !Utf8.isValid(bytes, message, end)
        || !time.enterSound(event, claimed)) {
      return false;
    }
    times.complete();
    int base = event.place(priority);
    int number = offset + 1;
    int n = fields.put(0, Fields.SYSLOG_PRIORITY, ValueKind.NUMBER, number, close - number);
    n = fields.put(n, priority, base);
    n = fields.put(n, Fields.SYSLOG_VERSION, version, 1);
    if (!isNil(bytes, host, hostEnd)) {
      n = fields.put(n, Fields.SYSLOG_HOSTNAME, host, hostEnd - host);
      n = fields.put(n, Fields.HOST_NAME, host, hostEnd - host);
    }
    if (!isNil(bytes, app, appEnd)) {
      n = fields.put(n, Fields.SYSLOG_APPNAME, app, appEnd - app);
      n = fields.put(n, Fields.PROCESS_NAME, app, appEnd - app);
    }
    if (!isNil(bytes, process, processEnd)) {
      int length = processEnd - process;
      n = fields.put(n, Fields.SYSLOG_PROCID, process, length);
      if (SyslogHeader.isNumber(bytes, process, processEnd)) {
        n = fields.put(n, Fields.PROCESS_PID, ValueKind.NUMBER, process, length);
      }
    }
    if (!isNil(bytes, id, idEnd)) {
      n = fields.put(n, Fields.SYSLOG_MSGID, id, idEnd - id);
    }
    n = fields.put(n, Fields.MESSAGE, message, end - message);
    event.add(fields, n);
    return true;
  }

  /**
   * Where the word behind one blank at {@code before} ends, which must be a blank; -1 if not so.
   */
  private static int word(byte[] bytes, int before, int end, int most) {
    if (before < 0 || before >= end || bytes[before] != ' ') {
      return -1;
    }
    int from = before + 1;
    int to = Words.printable(bytes, from, end);
    return to == from || to - from > most || to == end ? -1 : to;
  }

  /** Whether a message that begins and ends so has no byte order mark and nothing to be cut off. */
  private static boolean isPlain(byte first, byte last) {
    return (first & 0xff) != 0xef && (last < 0 || last > ' ');
  }

  private static boolean isNil(byte[] bytes, int from, int to) {
    return to == from + 1 && bytes[from] == '-';
  }
}
