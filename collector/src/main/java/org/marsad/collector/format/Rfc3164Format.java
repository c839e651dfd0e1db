package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Syslog as RFC 3164 found it, and as devices made it since: every part may be missing. A time of
 * any shape {@link HeaderTimes} knows, a host, a tag with or without a process id, and the message.
 * What has no priority and no time either is a plain line, whose message is all of it.
 *
 * <p>A word is the host only if hosts can look so, and a tag only with its colon or brackets: a
 * word more in the message does less harm than a host that is none.
 */
final class Rfc3164Format implements LogFormat {
  private static final String[] FORWARDED = {"Message forwarded from ", "Forwarded from "};
  private static final String REPEATED = "last message repeated ";
  private static final String DEVICE = "[Device: ";
  private static final String SEVERITY = "Severity: ";
  private static final String NO_HOST = "(none) ";
  private static final String STDOUT = "stdout ";
  private static final String STDERR = "stderr ";
  private static final String[] LEVELS = {
    "emerg ", "alert ", "crit ", "err ", "warning ", "notice ", "info ", "debug "
  };

  /** A longer text behind the priority is a message. */
  private static final int MAX_SCANT = 3;

  private static final Constant PARTIAL = Constant.of("partial");

  private final Cursor in = new Cursor();
  private final HeaderTimes stamps;
  private final HeaderWords words = new HeaderWords(in);
  private final StructuredData data = new StructuredData(in);
  private final OldHeader header;
  private final DevicePrelude prelude;
  private final DeviceDate pairs;
  private boolean bare;

  Rfc3164Format(Times times, ClaimedTime time) {
    this.stamps = new HeaderTimes(times);
    this.header = new OldHeader(in, time);
    this.prelude = new DevicePrelude(in, stamps, words, header);
    this.pairs = new DeviceDate(times);
  }

  @Override
  public String name() {
    return "syslog-3164";
  }

  @Override
  public boolean claims(byte[] bytes, int offset, int length) {
    in.over(bytes, offset, length);
    if (in.peek() != '<') {
      SyslogHeader.start(in);
    }
    if (!SyslogHeader.isPriority(in)) {
      return false;
    }
    return !Rfc5424Format.isHere(in);
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    header.reset();
    bare = false;
    if (in.peek() != '<') {
      SyslogHeader.start(in);
      if (in.atEnd()) {
        return new Misfit(0, "syslog.empty", "expecting more than blanks");
      }
    }
    boolean priority = in.peek() == '<';
    Misfit misfit = priority ? priority(event) : strayPriority();
    if (misfit != null) {
      return misfit;
    }
    meraki(event);
    int behind = in.at;
    in.skipBlanks();
    if (priority) {
      scant(behind);
    }
    header.stampAt = in.at;
    boolean brackets = in.peek() == '[' && bracketed(event.received());
    if (!brackets) {
      header.claimed = stamps.read(in, event.received());
    }
    header.stampEnd = in.at;
    if (brackets) {
      in.skipBlanks();
      withoutTime(priority);
    } else if (header.claimed != Times.NONE) {
      behindTime(event);
    } else {
      switch (prelude.read(event.received())) {
        case NONE -> withoutTime(priority);
        case TIME -> behindTime(event);
        case WHOLE -> {}
      }
    }
    pairs(event);
    header.enter(event);
    int text = in.at;
    if (!header.printed) {
      tag(event);
    }
    bare = !priority && header.claimed == Times.NONE && header.mark == 0 && in.at == text;
    SyslogHeader.message(in, event);
    return header.flaw;
  }

  /** Whether the frame read last had neither priority nor time nor tag: text alone. */
  boolean isBare() {
    return bare;
  }

  /** Nothing behind the priority, or what is left of a version, or nothing but a date. */
  private void scant(int behind) {
    int left = in.left();
    if (left == 0) {
      header.flaw(in.at, "syslog.header", "the header is cut off");
    } else if (isDateAlone()) {
      header.flaw(behind, "syslog.version", "expecting a version and a blank");
    } else if (left <= MAX_SCANT && in.countDigits(1) + digitBehindLetter() + nil() > 0) {
      header.flaw(in.at, "syslog.version", "expecting a version and a blank");
    }
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

  /** A time in brackets, as unbound and many applications begin their lines. */
  private boolean bracketed(long received) {
    int back = in.at++;
    header.stampAt = in.at;
    header.claimed = stamps.read(in, received);
    if (header.claimed != Times.NONE && in.skip(']')) {
      return true;
    }
    header.claimed = Times.NONE;
    in.at = back;
    header.stampAt = back;
    return false;
  }

  /** Reads the priority; answers only if nothing behind it looks like a header either. */
  private @Nullable Misfit priority(EventBatch.Builder event) {
    int start = in.at;
    boolean digits = SyslogHeader.isPriority(in);
    Misfit misfit = SyslogHeader.priority(in, event);
    if (misfit == null || misfit.kept()) {
      header.flaw = misfit;
      return null;
    }
    int behind = in.at;
    in.skipBlanks();
    boolean whole = behind > start && stamps.read(in, event.received()) != Times.NONE;
    boolean number = behind > start && Cursor.isDigit(in.peek());
    in.at = whole ? behind : start;
    if (whole) {
      header.flaw = Misfit.flaw(misfit.position(), misfit.code(), misfit.message());
      return null;
    }
    // Other text in brackets may begin any line.
    return digits || number ? misfit : null;
  }

  /** {@code (13>} and the like. */
  private @Nullable Misfit strayPriority() {
    int c = in.peek();
    boolean sign = c > ' ' && c < '0' && c != '*' && c != '.' && c != '%' && c != '"';
    int digits = 0;
    while (sign && digits < 3 && Cursor.isDigit(in.peek(1 + digits))) {
      digits++;
    }
    return digits > 0 && in.peek(1 + digits) == '>'
        ? new Misfit(in.position(), "syslog.priority", "expecting < before the priority")
        : null;
  }

  /** The version of RFC 5424 in front of seconds since 1970, as Cisco Meraki writes it. */
  private void meraki(EventBatch.Builder event) {
    if (in.peek() == '1' && in.peek(1) == ' ' && in.before() == '>') {
      int back = in.at;
      in.at += 2;
      boolean epoch = in.countDigits(10) == 10;
      in.at = epoch ? in.at : back;
      if (epoch) {
        event.add(Fields.SYSLOG_VERSION, back, 1);
      }
    }
  }

  /** The host and what may stand around it. */
  private void behindTime(EventBatch.Builder event) {
    in.bytes = event.bytes();
    in.skip(':');
    in.skipBlanks();
    if (in.peek() == ':' && in.peek(1) == ' ') {
      in.at += 2;
      return;
    }
    if (in.peek() == 's' && stream(event) || in.peek() == '[' && nodeInBrackets(event)) {
      return;
    }
    if (in.peek() == ',' && in.peek(1) == ' ' && hostBeforeComma()) {
      return;
    }
    if (words.isText(NO_HOST)) {
      in.at += NO_HOST.length();
      return;
    }
    if (words.isZoneBeforeFacility()) {
      in.at = in.wordEnd();
      in.skipBlanks();
    }
    for (String phrase : FORWARDED) {
      if (words.isText(phrase)) {
        in.at += phrase.length();
        forwarded();
        return;
      }
    }
    if (words.isText(REPEATED)) {
      return;
    }
    if (words.isLevelBeforeHost()) {
      in.at = in.wordEnd();
      in.skipBlanks();
    }
    if (host()) {
      behindHost(event);
    }
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
  private void forwarded() {
    int end = in.wordEnd();
    int length = end - in.at - (end > in.at && in.bytes[end - 1] == ':' ? 1 : 0);
    if (length > 0 && length <= HeaderWords.MAX_HOST) {
      header.hostAt = in.at;
      header.hostLength = length;
      in.at = end;
      in.skipBlanks();
    }
  }

  /** The word here, if it can be a host and is no tag. */
  private boolean host() {
    if (in.peek() == '-' && in.peek(1) == ' ') {
      in.at++;
      in.skipBlanks();
      return false;
    }
    int end = in.wordEnd();
    int length = end - in.at;
    if (length == 0 || end == in.end) {
      return false;
    }
    if (in.bytes[in.start] != '<' && words.isLoggedLevel(in.at, end)) {
      header.levelAt = in.at;
      header.levelLength = length;
      header.printed = length == 1;
      return false;
    }
    if (in.bytes[in.start] != '<' && words.isLoggedClass(in.at, end)) {
      header.printed = true;
      return false;
    }
    int comma = words.commaBeforeMac(end);
    if (comma > 0) {
      header.takeHost(in.at, comma);
      in.at = end;
      in.skipBlanks();
      return true;
    }
    boolean colon = in.bytes[end - 1] == ':';
    int name = colon ? end - 1 : end;
    if (!words.isHost(in.at, name)
        || colon && !words.isHostWithColon(end)
        || words.isTag(in.at, end)
        || words.isMailId(in.at, end)) {
      return false;
    }
    if (length > HeaderWords.MAX_HOST) {
      header.flaw(
          in.at + HeaderWords.MAX_HOST,
          "syslog.hostname",
          "expecting at most " + HeaderWords.MAX_HOST + " bytes");
      return false;
    }
    header.takeHost(in.at, name);
    in.at = end;
    in.skipBlanks();
    return true;
  }

  /** What relays and devices put between the host and the tag. */
  private void behindHost(EventBatch.Builder event) {
    if (in.peek() == ':' && (in.peek(1) == ' ' || in.peek(1) == -1)) {
      in.at++;
      in.skipBlanks();
      if (Cursor.isDigit(in.peek()) || in.peek() == '*' || in.peek() == '.' || isMonth()) {
        numbered(event);
      }
      return;
    }
    if (in.peek() == '-' && in.peek(1) == ' ') {
      in.at++;
      in.skipBlanks();
      return;
    }
    int c = in.peek();
    boolean capital = c >= 'A' && c <= 'Z';
    boolean number = Cursor.isDigit(c) || c == '*' || c == '.';
    boolean relayed = (capital || number) && relayed(event);
    if (!relayed && number && numbered(event)) {
      return;
    }
    if (!levelAlone()) {
      secondHost();
      level();
    }
  }

  private boolean isMonth() {
    int c = in.peek();
    return c >= 'A' && c <= 'S' && in.left() > 3 && Times.isMonth(in.bytes, in.at);
  }

  /** BIG-IP: the severity in a word, which the priority has said already, before the tag. */
  private boolean levelAlone() {
    for (int severity = 0; severity < LEVELS.length; severity++) {
      if (words.isText(LEVELS[severity])) {
        int back = in.at;
        in.at += LEVELS[severity].length();
        if (words.isBracketTag() || severity == severity() && words.tagEnd() >= 0) {
          return true;
        }
        in.at = back;
      }
    }
    return false;
  }

  /** The severity that the priority says, or -1. */
  private int severity() {
    int value = -1;
    if (in.bytes[in.start] == '<') {
      value = 0;
      for (int i = in.start + 1; i < in.end && Cursor.isDigit(in.bytes[i]); i++) {
        value = (value * 10 + in.bytes[i] - '0') & 0xfff;
      }
    }
    return value < 0 ? value : value & 7;
  }

  /** AIX: facility and severity in words, which the priority has said already, before the tag. */
  private void level() {
    int colon = in.at;
    while (colon < in.end && (in.bytes[colon] == '|' || isLevelByte(in.bytes[colon]))) {
      colon++;
    }
    int i = colon + 1;
    while (i < in.end && isLevelByte(in.bytes[i])) {
      i++;
    }
    boolean level = colon > in.at && i > colon + 2 && i < in.end;
    if (!level || in.bytes[colon] != ':' || in.bytes[i] != ' ') {
      return;
    }
    int back = in.at;
    in.at = colon + 1;
    boolean known = false;
    for (String word : LEVELS) {
      known |= words.isText(word);
    }
    in.at = i + 1;
    if (!words.isBracketTag() && (!known || words.tagEnd() < 0)) {
      in.at = back;
    }
  }

  private static boolean isLevelByte(byte b) {
    return b >= 'a' && b <= 'z' || Cursor.isDigit(b);
  }

  /** A whole header behind the host of the relay: that is where the message comes from. */
  private boolean relayed(EventBatch.Builder event) {
    int back = in.at;
    long inner = stamps.read(in, event.received());
    if (inner == Times.NONE || in.peek() != ' ') {
      in.at = back;
      return false;
    }
    int end = in.at;
    in.skipBlanks();
    int relayAt = header.hostAt;
    int relayLength = header.hostLength;
    if (!host()) {
      in.at = back;
      header.hostAt = relayAt;
      header.hostLength = relayLength;
      return false;
    }
    header.claimed = inner;
    header.stampAt = back;
    header.stampEnd = end;
    return true;
  }

  /** The sequence number and clock of a Cisco device behind a host that a relay wrote. */
  private boolean numbered(EventBatch.Builder event) {
    int back = in.at;
    int relayAt = header.hostAt;
    int relayLength = header.hostLength;
    long outer = header.claimed;
    int outerAt = header.stampAt;
    int outerEnd = header.stampEnd;
    int number = header.sequenceAt;
    int numberLength = header.sequenceLength;
    DevicePrelude.Found read = prelude.read(event.received());
    if (read == DevicePrelude.Found.TIME) {
      behindTime(event);
    }
    boolean found = read != DevicePrelude.Found.NONE;
    if (header.sequenceLength == 0) {
      header.sequenceAt = number;
      header.sequenceLength = numberLength;
    }
    header.hostAt = relayAt;
    header.hostLength = relayLength;
    header.claimed = outer;
    header.stampAt = outerAt;
    header.stampEnd = outerEnd;
    header.mark = 0;
    if (!found) {
      in.at = back;
    }
    return found;
  }

  /** RFC 3164 section 5.4 has an address behind the host. */
  private void secondHost() {
    int end = in.wordEnd();
    if (end == in.end || !words.isAddress(in.at, end)) {
      return;
    }
    int back = in.at;
    in.at = end;
    in.skipBlanks();
    if (words.tagEnd() < 0) {
      in.at = back;
      return;
    }
    header.addressAt = back;
    header.addressLength = end - back;
  }

  /**
   * A host may stand before a tag even where the time is missing, or before it a time that nobody
   * can read: capitals and digits.
   */
  private void withoutTime(boolean priority) {
    if (uptimeOfJournal() || device()) {
      return;
    }
    int start = in.at;
    unreadable();
    int end = in.wordEnd();
    if (end == in.end || end == in.at) {
      return;
    }
    boolean mangled = words.isMangled(in.at, end);
    if (mangled) {
      int back = in.at;
      in.at = end;
      in.skipBlanks();
      int hostEnd = in.wordEnd();
      if (hostEnd < in.end && words.isPlainHost(in.at, hostEnd)) {
        boolean named = words.isFirmHost(in.at, hostEnd) && priority;
        int from = in.at;
        in.at = hostEnd;
        in.skipBlanks();
        if (named || words.isBracketTag()) {
          header.takeHost(from, hostEnd);
          return;
        }
      }
      in.at = back;
    }
    if (!words.isPlainHost(in.at, end) || !priority && !words.isHostAlone(in.at, end)) {
      in.at = header.flaw == null ? start : in.at;
      return;
    }
    int from = in.at;
    in.at = end;
    in.skipBlanks();
    if (in.peek() == '%' && words.tagEnd() >= 0
        || words.isBracketTag()
        || words.isFirmHost(from, end) && words.tagEnd() >= 0) {
      header.takeHost(from, end);
    } else {
      in.at = from;
    }
  }

  /**
   * {@code [12345.678901] host name[1]:}, as journalctl shows the time since the start. Lines of
   * the kernel's own buffer begin alike but name no host, so one must be beyond doubt.
   */
  private boolean uptimeOfJournal() {
    if (in.peek() != '[') {
      return false;
    }
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

  /** A stamp with a month that is none, or a day that its month has not: told and gone over. */
  private void unreadable() {
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

  /** Dates, hosts and zones in the pairs of FortiGate and Check Point. */
  private void pairs(EventBatch.Builder event) {
    if (!pairs.isHere(in)) {
      return;
    }
    pairs.read(in, event.received());
    if (header.claimed == Times.NONE && pairs.time != Times.NONE) {
      header.claimed = pairs.time;
      header.stampAt = pairs.at;
      header.stampEnd = pairs.end;
    }
    if (pairs.hostLength > 0) {
      if (header.hostLength > 0) {
        event.add(Fields.SYSLOG_HOSTNAME, header.hostAt, header.hostLength);
        event.add(Fields.HOST_NAME, pairs.hostAt, pairs.hostLength);
        header.hostLength = 0;
      } else {
        header.hostAt = pairs.hostAt;
        header.hostLength = pairs.hostLength;
      }
    }
  }

  /** The program, its process id, and what else stands before the message. */
  private void tag(EventBatch.Builder event) {
    eventNumber(event);
    int from = in.at;
    if (in.peek() == '[' && data.isNamedHere()) {
      behindTag(event);
      return;
    }
    int end = words.tagEnd();
    if (end < 0) {
      nameBeforeLine(event);
      return;
    }
    if (in.start == from && in.countDigits(end - from) == end - from && in.bytes[end] == ':') {
      // A line of a file that begins with a process id, as Redis writes it.
      return;
    }
    if (words.isText(SEVERITY) && KeyValueFormat.isColonList(in.bytes, from, in.end)) {
      return;
    }
    int pid = 0;
    int pidLength = 0;
    int at = end;
    if (in.bytes[at] == '[') {
      pid = ++at;
      while (in.bytes[at] != ']') {
        at++;
      }
      pidLength = at++ - pid;
    }
    SyslogHeader.process(event, from, end - from, pid, pidLength);
    in.bytes = event.bytes();
    in.at = at;
    if (in.peek() == ' ' && in.peek(1) == '-' && in.peek(2) == ':') {
      in.at += 2;
    } else if (in.peek() == ' ' && in.peek(1) == ':') {
      in.at++;
    }
    in.skip(':');
    in.skip(' ');
    behindTag(event);
  }

  /** The bare name of a program before a line of an error log of httpd. */
  private void nameBeforeLine(EventBatch.Builder event) {
    int end = in.wordEnd();
    boolean line =
        end > in.at
            && end + 2 < in.end
            && in.bytes[end + 1] == '['
            && WebErrorFormat.fits(in.bytes, end + 1, in.end)
            && words.isName(in.at, end);
    if (line) {
      SyslogHeader.process(event, in.at, end - in.at, 0, 0);
      in.bytes = event.bytes();
      in.at = end + 1;
    }
  }

  /** ProCurve: five digits, and the program. */
  private void eventNumber(EventBatch.Builder event) {
    if (in.countDigits(6) != 5 || in.peek(5) != ' ') {
      return;
    }
    int from = in.at;
    in.at += 6;
    in.skipBlanks();
    if (words.tagEnd() < 0) {
      in.at = from;
    } else {
      event.add(Fields.SYSLOG_MSGID, from, 5);
      in.bytes = event.bytes();
    }
  }

  /** Structured data in the old form (rsyslog), and the message number of Solaris. */
  private void behindTag(EventBatch.Builder event) {
    int back = in.at;
    in.skipBlanks();
    if (in.peek() != '[') {
      in.at = back;
      return;
    }
    if (words.isText("[ID ")) {
      int digits = 0;
      while (Cursor.isDigit(in.peek(4 + digits))) {
        digits++;
      }
      if (digits > 0 && in.peek(4 + digits) == ' ') {
        event.add(Fields.SYSLOG_MSGID, in.at + 4, digits);
      }
      in.at = back;
    } else if (data.isHere()) {
      Misfit wrong = data.read(event, false);
      if (header.flaw == null) {
        header.flaw = wrong;
      }
      in.skip(' ');
    }
  }
}
