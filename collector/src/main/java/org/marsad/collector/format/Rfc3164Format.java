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
  private static final int MAX_HOST = 255;
  private static final int MAX_TAG = 128;
  private static final int MAX_PRELUDE = 5;
  private static final int LEAST_MANGLED = 4;

  private static final Constant UNSYNCHRONIZED = Constant.of("time-unsynced");
  private static final Constant UPTIME = Constant.of("time-uptime");
  private static final long DAY = 86_400_000_000_000L;

  private static final String SEQUENCE = "event.sequence";
  private static final String[] FORWARDED = {"Message forwarded from ", "Forwarded from "};
  private static final String REPEATED = "last message repeated ";

  private static final boolean[] HOST_BYTES = bytes("-./:@_%#~+\\");
  private static final boolean[] TAG_BYTES = bytes("-./@_~+!\\#$%&()*");

  private final Cursor in = new Cursor();
  private final HeaderTimes stamps;
  private final ClaimedTime time;
  private final StructuredData data = new StructuredData(in);
  private final DeviceDate pairs;

  private @Nullable Misfit flaw;

  // What was read of the header.
  private long claimed;
  private int stampAt;
  private int stampEnd;
  private int mark;
  private int hostAt;
  private int hostLength;
  private int addressAt;
  private int addressLength;
  private int sequenceAt;
  private int sequenceLength;

  Rfc3164Format(Times times, ClaimedTime time) {
    this.stamps = new HeaderTimes(times);
    this.time = time;
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
    reset();
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
    in.skipBlanks();
    stampAt = in.at;
    claimed = stamps.read(in, event.received());
    stampEnd = in.at;
    if (claimed != Times.NONE) {
      behindTime(event);
    } else if (!prelude(event)) {
      withoutTime(priority);
    }
    pairs(event);
    enter(event);
    tag(event);
    SyslogHeader.message(in, event);
    return flaw;
  }

  private void reset() {
    flaw = null;
    claimed = Times.NONE;
    mark = 0;
    hostLength = 0;
    addressLength = 0;
    sequenceLength = 0;
  }

  /** Reads the priority; answers only if nothing behind it looks like a header either. */
  private @Nullable Misfit priority(EventBatch.Builder event) {
    int start = in.at;
    boolean digits = SyslogHeader.isPriority(in);
    Misfit misfit = SyslogHeader.priority(in, event);
    if (misfit == null || misfit.kept()) {
      flaw = misfit;
      return null;
    }
    int behind = in.at;
    in.skipBlanks();
    boolean header = behind > start && stamps.read(in, event.received()) != Times.NONE;
    boolean number = behind > start && Cursor.isDigit(in.peek());
    in.at = header ? behind : start;
    if (header) {
      flaw = Misfit.flaw(misfit.position(), misfit.code(), misfit.message());
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
    if (isZoneBeforeFacility()) {
      in.at = in.wordEnd();
      in.skipBlanks();
    }
    for (String words : FORWARDED) {
      if (isText(words)) {
        in.at += words.length();
        forwarded();
        return;
      }
    }
    if (isText(REPEATED)) {
      return;
    }
    if (host()) {
      behindHost(event);
    }
  }

  /** A zone nobody knows, such as DST, between the time and the facility of a Cisco device. */
  private boolean isZoneBeforeFacility() {
    int length = 0;
    while (length < 6 && in.peek(length) >= 'A' && in.peek(length) <= 'Z') {
      length++;
    }
    return length >= 3
        && in.peek(length - 1) == 'T'
        && in.peek(length) == ':'
        && in.peek(length + 1) == ' '
        && in.peek(length + 2) == '%';
  }

  /** AIX: the host that a message comes from, with a colon. */
  private void forwarded() {
    int end = in.wordEnd();
    int length = end - in.at - (end > in.at && in.bytes[end - 1] == ':' ? 1 : 0);
    if (length > 0 && length <= MAX_HOST) {
      hostAt = in.at;
      hostLength = length;
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
    boolean colon = in.bytes[end - 1] == ':';
    int name = colon ? end - 1 : end;
    if (!isHost(in.at, name) || colon && !isHostWithColon(end) || isTag(in.at, end)) {
      return false;
    }
    if (length > MAX_HOST) {
      flaw(in.at + MAX_HOST, "syslog.hostname", "expecting at most " + MAX_HOST + " bytes");
      return false;
    }
    takeHost(in.at, name);
    in.at = end;
    in.skipBlanks();
    return true;
  }

  private void takeHost(int from, int end) {
    boolean brackets = in.bytes[from] == '[';
    hostAt = brackets ? from + 1 : from;
    hostLength = end - hostAt - (brackets ? 1 : 0);
  }

  /** A word with a colon is a host if the facility of a Cisco device follows. */
  private boolean isHostWithColon(int end) {
    int i = end;
    while (i < in.end && in.bytes[i] == ' ') {
      i++;
    }
    return i < in.end && in.bytes[i] == '%';
  }

  /** {@code name[...]}, with or without colon and text behind it. */
  private boolean isTag(int from, int end) {
    if (in.bytes[from] == '[') {
      return false;
    }
    for (int i = from + 1; i < end; i++) {
      if (in.bytes[i] == '[') {
        return true;
      }
    }
    return false;
  }

  /** Whether hosts can look so: no signs but those of names, addresses and relay chains. */
  private boolean isHost(int from, int end) {
    int first = from;
    int last = end;
    if (end - from > 2 && in.bytes[from] == '[' && in.bytes[end - 1] == ']') {
      first++;
      last--;
    }
    // A level in brackets or a number alone is none: nginx and Squid write such words there.
    boolean brackets = first > from;
    boolean sign = false;
    for (int i = first; i < last; i++) {
      byte b = in.bytes[i];
      if (!isHostByte(b)) {
        return false;
      }
      sign |= brackets ? b == '.' || b == ':' : !Cursor.isDigit(b);
    }
    return sign && in.bytes[first] != '%';
  }

  private static boolean isHostByte(byte b) {
    return HOST_BYTES[b & 0xff];
  }

  /** What relays and devices put between the host and the tag. */
  private void behindHost(EventBatch.Builder event) {
    if (in.peek() == ':' && (in.peek(1) == ' ' || in.peek(1) == -1)) {
      in.at++;
      in.skipBlanks();
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
    secondHost();
    level();
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
    boolean words = colon > in.at && i > colon + 2 && i < in.end;
    if (!words || in.bytes[colon] != ':' || in.bytes[i] != ' ') {
      return;
    }
    int back = in.at;
    in.at = i + 1;
    if (!isBracketTag()) {
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
    int relayAt = hostAt;
    int relayLength = hostLength;
    if (!host()) {
      in.at = back;
      hostAt = relayAt;
      hostLength = relayLength;
      return false;
    }
    claimed = inner;
    stampAt = back;
    stampEnd = end;
    return true;
  }

  /** The sequence number and clock of a Cisco device behind a host that a relay wrote. */
  private boolean numbered(EventBatch.Builder event) {
    int back = in.at;
    int relayAt = hostAt;
    int relayLength = hostLength;
    long outer = claimed;
    int outerAt = stampAt;
    int outerEnd = stampEnd;
    int number = sequenceAt;
    int numberLength = sequenceLength;
    boolean found = prelude(event);
    if (sequenceLength == 0) {
      sequenceAt = number;
      sequenceLength = numberLength;
    }
    hostAt = relayAt;
    hostLength = relayLength;
    claimed = outer;
    stampAt = outerAt;
    stampEnd = outerEnd;
    mark = 0;
    if (!found) {
      in.at = back;
    }
    return found;
  }

  /** RFC 3164 section 5.4 has an address behind the host. */
  private void secondHost() {
    int end = in.wordEnd();
    if (end == in.end || !isAddress(in.at, end)) {
      return;
    }
    int back = in.at;
    in.at = end;
    in.skipBlanks();
    if (tagEnd() < 0) {
      in.at = back;
      return;
    }
    addressAt = back;
    addressLength = end - back;
  }

  /** Digits and points, or digits, letters to f and colons. */
  private boolean isAddress(int from, int end) {
    int points = 0;
    int colons = 0;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      points += b == '.' ? 1 : 0;
      colons += b == ':' ? 1 : 0;
      boolean hex = b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
      if (!hex && b != '.' && b != ':') {
        return false;
      }
    }
    return colons >= 2 || points == 3 && Cursor.isDigit(in.bytes[from]);
  }

  /**
   * What Cisco devices write before the facility: sequence numbers, the host, the task, each with a
   * colon; then the clock with its mark, or how long the device is up. The cursor stays if it is
   * something else.
   */
  private boolean prelude(EventBatch.Builder event) {
    int start = in.at;
    boolean named = false;
    for (int part = 0; part < MAX_PRELUDE; part++) {
      while (in.peek() == ':' || in.peek() == ' ') {
        in.at++;
      }
      if (clock(event)) {
        if (isFacility()) {
          return true;
        }
        if (!named && part > 0) {
          behindTime(event);
          return true;
        }
        break;
      }
      if (part > 0 && in.peek() == '%') {
        return true;
      }
      int end = in.wordEnd();
      int length = end - in.at;
      int digits = in.countDigits(12);
      if (digits > 0 && (digits == length - 1 && in.bytes[end - 1] == ':')) {
        sequenceAt = in.at;
        sequenceLength = digits;
      } else if (digits > 0 && digits == length && part == 0 && isTimeBehind(end, event)) {
        flaw(in.at, "syslog.priority", "expecting <0> to <191> at the start of the frame");
      } else if (length > 1 && in.bytes[end - 1] == ':' && end < in.end) {
        if (in.peek() != '*' && in.peek() != '.') {
          if (hostLength > 0 || !isHost(in.at, end - 1)) {
            break;
          }
          takeHost(in.at, end - 1);
        }
        named = true;
      } else if (!node()) {
        break;
      } else {
        continue;
      }
      in.at = end;
    }
    in.at = start;
    claimed = Times.NONE;
    hostLength = 0;
    sequenceLength = 0;
    mark = 0;
    return false;
  }

  /** IOS XR: {@code RP/0/RSP0/CPU0:} right before the time. */
  private boolean node() {
    int colon = in.at;
    while (colon < in.end && in.bytes[colon] != ':' && in.bytes[colon] != ' ') {
      colon++;
    }
    if (sequenceLength == 0 || colon >= in.end || in.bytes[colon] != ':') {
      return false;
    }
    int back = in.at;
    in.at = colon + 1;
    boolean month = Times.month(in) > 0;
    in.at = month ? colon + 1 : back;
    return month;
  }

  private boolean isTimeBehind(int end, EventBatch.Builder event) {
    int back = in.at;
    in.at = end;
    in.skipBlanks();
    boolean found = stamps.read(in, event.received()) != Times.NONE;
    in.at = back;
    return found;
  }

  /** The time with its mark, or the time since the start. */
  private boolean clock(EventBatch.Builder event) {
    int back = in.at;
    int sign = in.peek();
    boolean marked = sign == '*' || sign == '.' || sign == ';';
    if (marked) {
      in.at++;
    }
    stampAt = in.at;
    long found = stamps.read(in, event.received());
    if (found != Times.NONE) {
      claimed = found;
      stampEnd = in.at;
      mark = marked ? sign : 0;
      return true;
    }
    in.at = stampAt;
    if (uptime()) {
      stampEnd = in.at;
      mark = 'u';
      return true;
    }
    in.at = back;
    return false;
  }

  /** {@code 00:01:02}, {@code 3d04h}, {@code 1w2d}, {@code 1y2w}, or weeks and days in numbers. */
  private boolean uptime() {
    int at = in.wordEnd();
    int from = in.at;
    if (at == from || in.bytes[at - 1] != ':' || !Cursor.isDigit(in.peek())) {
      return isTwoNumbers();
    }
    boolean unit = false;
    for (int i = from; i < at - 1; i++) {
      byte b = in.bytes[i];
      unit |= b == ':' || b == 'd' || b == 'h' || b == 'w' || b == 'y';
      if (!Cursor.isDigit(b) && b != ':' && b != 'd' && b != 'h' && b != 'w' && b != 'y') {
        return false;
      }
    }
    in.at = unit ? at - 1 : from;
    return unit;
  }

  private boolean isTwoNumbers() {
    int first = in.countDigits(5);
    if (first == 0 || in.peek(first) != ' ') {
      return false;
    }
    int back = in.at;
    in.at += first + 1;
    int second = in.countDigits(5);
    boolean found = second > 0 && in.peek(second) == ':' && in.peek(second + 2) == '%';
    in.at = found ? in.at + second : back;
    return found;
  }

  /** Whether the facility follows, at once or behind a tag; goes in front of it or of the tag. */
  private boolean isFacility() {
    int back = in.at;
    if (in.peek() == ' ' && in.peek(1) >= 'A' && in.peek(1) <= 'Z') {
      int end = back + 1;
      while (end < in.end && in.bytes[end] >= 'A' && in.bytes[end] <= 'Z') {
        end++;
      }
      in.at = end < in.end && in.bytes[end] == ':' && end - back <= 6 ? end : back;
    }
    while (in.peek() == ':' || in.peek() == ' ') {
      in.at++;
    }
    if (in.peek() == '%') {
      return true;
    }
    int end = in.wordEnd();
    boolean behind =
        end + 1 < in.end && in.bytes[end] == ' ' && in.bytes[end + 1] == '%' && isTag(in.at, end);
    if (!behind) {
      in.at = back;
    }
    return behind;
  }

  /**
   * A host may stand before a tag even where the time is missing, or before it a time that nobody
   * can read: capitals and digits.
   */
  private void withoutTime(boolean priority) {
    if (uptimeOfJournal()) {
      return;
    }
    int start = in.at;
    unreadable();
    int end = in.wordEnd();
    if (end == in.end || end == in.at) {
      return;
    }
    boolean mangled = isMangled(in.at, end);
    if (mangled) {
      int back = in.at;
      in.at = end;
      in.skipBlanks();
      int hostEnd = in.wordEnd();
      if (hostEnd < in.end && isPlainHost(in.at, hostEnd)) {
        boolean named = isFirmHost(in.at, hostEnd) && priority;
        int from = in.at;
        in.at = hostEnd;
        in.skipBlanks();
        if (named || isBracketTag()) {
          takeHost(from, hostEnd);
          return;
        }
      }
      in.at = back;
    }
    if (!isPlainHost(in.at, end) || !priority && !isHostAlone(in.at, end)) {
      in.at = flaw == null ? start : in.at;
      return;
    }
    int from = in.at;
    in.at = end;
    in.skipBlanks();
    if (in.peek() == '%' && tagEnd() >= 0
        || isBracketTag()
        || isFirmHost(from, end) && tagEnd() >= 0) {
      takeHost(from, end);
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
      if (end < in.end && isPlainHost(host, end) && (isNumberedTag(end) || isKernelAt(end + 1))) {
        stampAt = back;
        stampEnd = stamp;
        mark = 'u';
        takeHost(host, end);
        in.at = end;
        in.skipBlanks();
        return true;
      }
    }
    in.at = back;
    return false;
  }

  private boolean isKernelAt(int at) {
    int back = in.at;
    in.at = at;
    boolean kernel = isText("kernel: ");
    in.at = back;
    return kernel;
  }

  /** Whether a word at the start of a plain line is a host: not {@code ERROR worker[1]:}. */
  private boolean isHostAlone(int from, int end) {
    boolean capital = in.bytes[from] >= 'A' && in.bytes[from] <= 'Z';
    return (!capital || isFirmHost(from, end)) && isNumberedTag(end);
  }

  /** Whether {@code name[1]:} is behind the word that ends here. */
  private boolean isNumberedTag(int wordEnd) {
    int back = in.at;
    in.at = wordEnd;
    in.skipBlanks();
    int i = tagEnd();
    in.at = back;
    if (i < 0 || in.bytes[i] != '[') {
      return false;
    }
    int from = ++i;
    while (Cursor.isDigit(in.bytes[i])) {
      i++;
    }
    return i > from && in.bytes[i] == ']' && i + 1 < in.end && in.bytes[i + 1] == ':';
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
      flaw(back, "syslog.timestamp", "expecting a time like Jan  2 03:04:05");
      in.skipBlanks();
    }
  }

  private boolean isPlainHost(int from, int end) {
    return end - from <= MAX_HOST
        && in.bytes[end - 1] != ':'
        && isHost(from, end)
        && !isTag(from, end);
  }

  /** Digits, points or dashes among the letters, as names of machines have them. */
  private boolean isFirmHost(int from, int end) {
    boolean letter = false;
    boolean digit = false;
    boolean sign = false;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      digit |= Cursor.isDigit(b);
      letter |= (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
      sign |= b == '.' || b == '-';
    }
    return digit && letter || sign && letter || isAddress(from, end);
  }

  private boolean isMangled(int from, int end) {
    boolean digit = false;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      digit |= Cursor.isDigit(b);
      boolean capital = b >= 'A' && b <= 'Z' || b == '_' || b >= '+' && b <= ':';
      if (!capital) {
        return false;
      }
    }
    return digit
        && end - from >= LEAST_MANGLED
        && in.bytes[end - 1] != ':'
        && !isAddress(from, end);
  }

  /** Whether {@code name[...]} and a colon stand here. */
  private boolean isBracketTag() {
    int end = tagEnd();
    return end >= 0 && in.bytes[end] == '[';
  }

  /** Dates, hosts and zones in the pairs of FortiGate and Check Point. */
  private void pairs(EventBatch.Builder event) {
    if (!pairs.isHere(in)) {
      return;
    }
    pairs.read(in, event.received());
    if (claimed == Times.NONE && pairs.time != Times.NONE) {
      claimed = pairs.time;
      stampAt = pairs.at;
      stampEnd = pairs.end;
    }
    if (pairs.hostLength > 0) {
      if (hostLength > 0) {
        event.add(Fields.SYSLOG_HOSTNAME, hostAt, hostLength);
        event.add(Fields.HOST_NAME, pairs.hostAt, pairs.hostLength);
        hostLength = 0;
      } else {
        hostAt = pairs.hostAt;
        hostLength = pairs.hostLength;
      }
    }
  }

  /** Enters what the header said. */
  private void enter(EventBatch.Builder event) {
    if (mark == 'u') {
      event.add(Fields.EVENT_CLAIMED, stampAt, stampEnd - stampAt);
      event.add(Fields.TAGS, UPTIME);
    } else if (mark == '*' && Math.abs(claimed - event.received()) > DAY) {
      // The clock was never set: what it says is worth nothing.
      event.add(Fields.EVENT_CLAIMED, stampAt, stampEnd - stampAt);
      event.add(Fields.TAGS, UNSYNCHRONIZED);
    } else {
      time.enter(event, claimed, stampAt, stampEnd - stampAt);
      if (mark != 0) {
        event.add(Fields.TAGS, UNSYNCHRONIZED);
      }
    }
    if (hostLength > 0) {
      SyslogHeader.host(event, hostAt, hostLength);
    }
    if (addressLength > 0) {
      event.add(Fields.HOST_IP, addressAt, addressLength);
    }
    if (sequenceLength > 0) {
      int field = event.schema().id(SEQUENCE);
      if (field != Schema.NONE) {
        event.add(field, ValueKind.NUMBER, sequenceAt, sequenceLength);
      }
    }
    in.bytes = event.bytes();
  }

  /** The program, its process id, and what else stands before the message. */
  private void tag(EventBatch.Builder event) {
    eventNumber(event);
    int from = in.at;
    int end = tagEnd();
    if (end < 0) {
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

  /** ProCurve: five digits, and the program. */
  private void eventNumber(EventBatch.Builder event) {
    if (in.countDigits(6) != 5 || in.peek(5) != ' ') {
      return;
    }
    int from = in.at;
    in.at += 6;
    in.skipBlanks();
    if (tagEnd() < 0) {
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
    if (isText("[ID ")) {
      int digits = 0;
      while (Cursor.isDigit(in.peek(4 + digits))) {
        digits++;
      }
      if (digits > 0 && in.peek(4 + digits) == ' ') {
        event.add(Fields.SYSLOG_MSGID, in.at + 4, digits);
      }
      in.at = back;
    } else if (data.isHere()) {
      Misfit wrong = data.read(event);
      if (flaw == null) {
        flaw = wrong;
      }
      in.skip(' ');
    } else {
      in.at = back;
    }
  }

  /**
   * Where the name of a tag ends that stands here: before its brackets, its colon, or the blank
   * before its colon; -1 if none does.
   */
  private int tagEnd() {
    byte[] bytes = in.bytes;
    int end = in.end;
    int i = in.at;
    int most = Math.min(end, i + MAX_TAG + 1);
    while (i < most && isTagByte(bytes[i])) {
      i++;
    }
    if (i == in.at || i >= end || i - in.at > MAX_TAG || Payloads.isStart(bytes, in.at, i)) {
      return -1;
    }
    return switch (bytes[i]) {
      case '[' -> isClosed(i) ? i : -1;
      case ':' -> isColon(i) ? i : -1;
      case ' ' -> isColonBehind(i) ? i : -1;
      default -> -1;
    };
  }

  /** {@code [...]} without a blank in it, and behind it a colon, a blank or the end. */
  private boolean isClosed(int bracket) {
    int i = bracket + 1;
    while (i < in.end && in.bytes[i] != ']' && in.bytes[i] != ' ' && i - bracket <= MAX_TAG) {
      i++;
    }
    if (i >= in.end || in.bytes[i] != ']') {
      return false;
    }
    return i + 1 == in.end || in.bytes[i + 1] == ':' || in.bytes[i + 1] == ' ';
  }

  /**
   * A colon ends a tag before a blank, and before text too, except where it is part of something
   * else: of a clock, an address, a path, the start of CEF.
   */
  private boolean isColon(int colon) {
    int next = colon + 1 < in.end ? in.bytes[colon + 1] : ' ';
    return next != ':' && next != '/' && next != '\\' && !Cursor.isDigit(next);
  }

  private boolean isColonBehind(int blank) {
    if (blank + 1 >= in.end) {
      return false;
    }
    int next = in.bytes[blank + 1];
    int after = blank + 2 < in.end ? in.bytes[blank + 2] : ' ';
    if (next == ':') {
      return after == ' ';
    }
    return next == '-' && after == ':';
  }

  private static boolean isTagByte(byte b) {
    return TAG_BYTES[b & 0xff];
  }

  /** Letters, digits, bytes past ASCII, and these signs. */
  private static boolean[] bytes(String signs) {
    var table = new boolean[256];
    for (int c = 0; c < 256; c++) {
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80;
      table[c] = c >= 0x80 || letter || Cursor.isDigit(c) || signs.indexOf(c) >= 0;
    }
    return table;
  }

  private boolean isText(String text) {
    if (in.left() < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (in.peek(i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void flaw(int at, String code, String message) {
    if (flaw == null) {
      flaw = Misfit.flaw(at - in.start, code, message);
    }
  }
}
