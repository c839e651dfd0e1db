package org.marsad.collector.format;

import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Hosts where only the makers of devices and programs put them: in brackets, in columns, behind the
 * name of the program, twice; and beginnings of lines that have no host at all. Each reads what it
 * knows and says whether it was there; the cursor stays if not. One thread.
 */
final class DeviceHosts {
  private static final String[] FORWARDED = {"Message forwarded from ", "Forwarded from "};
  private static final String DEVICE = "[Device: ";
  private static final String SERVICE = "svm_service: ";
  private static final String STDOUT = "stdout ";
  private static final String STDERR = "stderr ";
  private static final int MAC_DIGITS = 12;
  private static final Constant PARTIAL = Constant.of("partial");

  private final Cursor in;
  private final HeaderTimes stamps;
  private final HeaderWords words;
  private final OldHeader header;

  DeviceHosts(Cursor in, HeaderTimes stamps, HeaderWords words, OldHeader header) {
    this.in = in;
    this.stamps = stamps;
    this.words = words;
    this.header = header;
  }

  /** What may stand behind the time in place of a host. */
  boolean behindTime(EventBatch.Builder event) {
    return switch (in.peek()) {
      case 's' -> stream(event) || service(event);
      case '[' -> nodeInBrackets(event);
      case ',' -> in.peek(1) == ' ' && hostBeforeComma();
      case 'M', 'F' -> forwarded();
      default -> false;
    };
  }

  /** What may stand at the start of a line without a time. */
  boolean withoutTime() {
    return in.peek() == '[' && (uptimeOfJournal() || device());
  }

  /**
   * {@code stdout F } and {@code stderr P } behind the time, as the runtimes of containers write
   * their files (CRI): the stream, and whether the line is full or a part of one.
   */
  private boolean stream(EventBatch.Builder event) {
    boolean here =
        (words.isText(STDOUT) || words.isText(STDERR))
            && (in.peek(7) == 'F' || in.peek(7) == 'P')
            && (in.peek(8) == ' ' || in.left() == 8);
    int field = here ? event.schema().id("stream") : Schema.NONE;
    if (field == Schema.NONE) {
      return false;
    }
    event.add(field, ValueKind.TEXT, in.at, STDOUT.length() - 1);
    if (in.peek(7) == 'P') {
      event.add(Fields.TAGS, PARTIAL);
    }
    in.bytes = event.bytes();
    in.at = Math.min(in.end, in.at + 9);
    header.printed = true;
    return true;
  }

  /** NetScaler SDX: {@code svm_service: HOST DD/MM/YYYY:03:04:05 GMT }. */
  private boolean service(EventBatch.Builder event) {
    if (!words.isText(SERVICE)) {
      return false;
    }
    int tag = in.at;
    in.at += SERVICE.length();
    in.skipBlanks();
    int from = in.at;
    int end = in.wordEnd();
    boolean host = end > from && words.isPlainHost(from, end);
    in.at = end;
    in.skipBlanks();
    int stamp = in.at;
    long inner = host ? stamps.read(in, event.received()) : Times.NONE;
    if (inner == Times.NONE) {
      in.at = tag;
      return false;
    }
    header.claimed = inner;
    header.stampAt = stamp;
    header.stampEnd = in.at;
    header.takeHost(from, end);
    header.printed = true;
    SyslogHeader.process(event, tag, SERVICE.length() - 2, 0, 0);
    in.bytes = event.bytes();
    in.skipBlanks();
    return true;
  }

  /** {@code TIME, HOST, }: lines in columns of RSA's products. */
  private boolean hostBeforeComma() {
    int from = in.at + 2;
    int end = from;
    while (end < in.end && in.bytes[end] != ',' && in.bytes[end] != ' ') {
      end++;
    }
    boolean here =
        end > from
            && end + 1 < in.end
            && in.bytes[end] == ','
            && in.bytes[end + 1] == ' '
            && words.isPlainHost(from, end);
    if (here) {
      header.takeHost(from, end);
      header.printed = true;
      in.at = end + 2;
    }
    return here;
  }

  /** {@code [HOST:EVENT.NAME:LEVEL]: } of NetApp ONTAP. */
  private boolean nodeInBrackets(EventBatch.Builder event) {
    int end = in.wordEnd();
    if (end - in.at < 8 || in.bytes[end - 1] != ':' || in.bytes[end - 2] != ']') {
      return false;
    }
    int from = in.at + 1;
    int first = colon(from, end - 2);
    int second = colon(first + 1, end - 2);
    boolean here =
        second > first + 1
            && colon(second + 1, end - 2) == end - 2
            && end - 2 > second + 1
            && words.isPlainHost(from, first);
    if (here) {
      event.add(Fields.SYSLOG_MSGID, first + 1, second - first - 1);
      in.bytes = event.bytes();
      header.takeHost(from, first);
      header.printed = true;
      in.at = end;
      in.skipBlanks();
    }
    return here;
  }

  private int colon(int from, int end) {
    int at = from;
    while (at < end && in.bytes[at] != ':') {
      at++;
    }
    return at;
  }

  /** AIX: the host that a message comes from, with a colon. */
  private boolean forwarded() {
    for (String phrase : FORWARDED) {
      if (words.isText(phrase)) {
        in.at += phrase.length();
        int end = in.wordEnd();
        int length = end - in.at - (end > in.at && in.bytes[end - 1] == ':' ? 1 : 0);
        if (length > 0 && length <= HeaderWords.MAX_HOST) {
          header.hostAt = in.at;
          header.hostLength = length;
          in.at = end;
          in.skipBlanks();
        }
        return true;
      }
    }
    return false;
  }

  /**
   * A word in which a comma ends the host: {@code NAME,001122334455,VERSION} of access points and
   * switches of Ubiquiti, with or without a colon, and {@code NAME,name=value,...} of F5's iRules.
   */
  boolean hostInColumns(int end) {
    int comma = comma(in.at, end);
    if (comma == end || comma == in.at || !words.isHost(in.at, comma)) {
      return false;
    }
    if (isMac(comma + 1, end) && in.bytes[comma + 1 + MAC_DIGITS] == ',') {
      header.takeHost(in.at, comma);
      in.at = end;
      in.skipBlanks();
      return true;
    }
    if (isNameOfPair(comma + 1)) {
      header.takeHost(in.at, comma);
      header.printed = true;
      in.at = comma + 1;
      return true;
    }
    return false;
  }

  /** Ubiquiti: goes over {@code 001122334455,VERSION:}, which stands before the tag. */
  boolean skipMac() {
    if (in.peek(MAC_DIGITS) != ',') {
      return false;
    }
    int end = in.wordEnd();
    if (end + 1 >= in.end || in.bytes[end - 1] != ':' || !isMac(in.at, end)) {
      return false;
    }
    in.at = end;
    in.skipBlanks();
    return true;
  }

  private int comma(int from, int end) {
    int at = from;
    while (at < end && in.bytes[at] != ',') {
      at++;
    }
    return at;
  }

  /** Whether twelve hexadecimal digits stand here, and more behind them. */
  private boolean isMac(int from, int end) {
    if (from + MAC_DIGITS >= end) {
      return false;
    }
    for (int i = from; i < from + MAC_DIGITS; i++) {
      int lower = in.bytes[i] | 0x20;
      if (!Cursor.isDigit(in.bytes[i]) && (lower < 'a' || lower > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Letters, digits and underscores before a sign of equality. */
  private boolean isNameOfPair(int from) {
    int at = from;
    while (at < in.end && (in.bytes[at] == '_' || isLetterOrDigit(in.bytes[at]))) {
      at++;
    }
    return at > from && at < in.end && in.bytes[at] == '=';
  }

  private static boolean isLetterOrDigit(byte b) {
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z' || Cursor.isDigit(b);
  }

  /**
   * {@code [12345.678901] host name[1]:}, as journalctl shows the time since the start. Lines of
   * the kernel's own buffer begin alike but name no host, so one must be beyond doubt.
   */
  private boolean uptimeOfJournal() {
    int back = in.at++;
    in.skipBlanks();
    int digits = in.countDigits(12);
    in.at += digits;
    boolean clock = digits > 0 && in.skip('.') && in.countDigits(7) == 6;
    in.at += clock ? 6 : 0;
    if (clock && in.skip(']') && in.peek() == ' ') {
      int stamp = in.at;
      in.skipBlanks();
      int host = in.at;
      int end = in.wordEnd();
      if (end < in.end
          && words.isPlainHost(host, end)
          && (words.isNumberedTag(end) || words.isKernelAt(end + 1))) {
        header.stampAt = back;
        header.stampEnd = stamp;
        header.mark = OldHeader.SINCE_START;
        header.takeHost(host, end);
        in.at = end;
        in.skipBlanks();
        return true;
      }
    }
    in.at = back;
    return false;
  }

  /** {@code [Device: HOST ADDRESS] } of Radware. */
  private boolean device() {
    if (!words.isText(DEVICE)) {
      return false;
    }
    int from = in.at + DEVICE.length();
    int end = from;
    while (end < in.end && in.bytes[end] != ' ' && in.bytes[end] != ']') {
      end++;
    }
    int close = end;
    while (close < in.end && in.bytes[close] != ']') {
      close++;
    }
    if (close + 1 >= in.end || !words.isPlainHost(from, end)) {
      return false;
    }
    header.takeHost(from, end);
    if (close > end + 1 && words.isAddress(end + 1, close)) {
      header.addressAt = end + 1;
      header.addressLength = close - end - 1;
    }
    in.at = close + 1;
    in.skipBlanks();
    return true;
  }
}
