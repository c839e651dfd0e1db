package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

/**
 * Syslog as RFC 3164 found it, and as devices made it since: every part may be missing. A time of
 * any shape {@link HeaderTimes} knows, a host, a tag with or without a process id, and the message.
 * What has no priority and no time either is a plain line, whose message is all of it.
 *
 * <p>A word is the host only if hosts can look so, and a tag only with its colon or brackets: a
 * word more in the message does less harm than a host that is none.
 */
final class Rfc3164Format implements LogFormat {
  private static final String REPEATED = "last message repeated ";
  private static final String SEVERITY = "Severity: ";
  private static final String NO_HOST = "(none) ";

  private final Cursor in = new Cursor();
  private final HeaderTimes stamps;
  private final HeaderWords words = new HeaderWords(in);
  private final StructuredData data = new StructuredData(in);
  private final OldHeader header;
  private final BrokenHeader broken;
  private final DevicePrelude prelude;
  private final DeviceHosts hosts;
  private final LevelWords levels = new LevelWords(in, words);
  private final DeviceDate pairs;
  private boolean bare;

  Rfc3164Format(Times times, ClaimedTime time) {
    this.stamps = new HeaderTimes(times);
    this.header = new OldHeader(in, time);
    this.broken = new BrokenHeader(in, stamps, header);
    this.prelude = new DevicePrelude(in, stamps, words, header);
    this.hosts = new DeviceHosts(in, stamps, words, header);
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
    Misfit misfit = priority ? broken.priority(event) : broken.strayPriority();
    if (misfit != null) {
      return misfit;
    }
    meraki(event);
    int behind = in.at;
    in.skipBlanks();
    if (priority) {
      broken.scant(behind);
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

  /** A time in brackets, as unbound and many applications begin their lines. */
  private boolean bracketed(long received) {
    int back = in.at++;
    header.stampAt = in.at;
    header.claimed = stamps.read(in, received);
    if (header.claimed != Times.NONE && (in.skip(']') || isNameInBrackets())) {
      return true;
    }
    header.claimed = Times.NONE;
    in.at = back;
    header.stampAt = back;
    return false;
  }

  /** {@code [TIME: NAME: LEVEL: ] } of Avi: goes to the name. */
  private boolean isNameInBrackets() {
    if (in.peek() != ':' || in.peek(1) != ' ') {
      return false;
    }
    int close = in.at;
    while (close < in.end && in.bytes[close] != ']') {
      close++;
    }
    if (close == in.end || in.bytes[close - 1] != ' ' || in.bytes[close - 2] != ':') {
      return false;
    }
    in.at += 2;
    return words.tagEnd() >= 0;
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
    boolean ended = in.skip(':') && in.peek() == ' ';
    in.skipBlanks();
    if (in.skip('\t')) {
      header.printed = true;
      return;
    }
    if (in.peek() == ':' && in.peek(1) == ' ') {
      in.at += 2;
      return;
    }
    if (Cursor.isDigit(in.peek())) {
      secondTime(event.received());
    }
    if (hosts.behindTime(event)) {
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
    if (words.isText(REPEATED)) {
      return;
    }
    if (words.isLevelBeforeHost()) {
      in.at = in.wordEnd();
      in.skipBlanks();
    }
    boolean text = ended && !words.isFirmHost(in.at, in.wordEnd()) && words.isPlainWord();
    if (!text && host()) {
      behindHost(event);
    }
  }

  /** A time of another shape right behind the time: that of whoever wrote the line. */
  private void secondTime(long received) {
    int from = in.at;
    long second = stamps.read(in, received);
    if (second == Times.NONE || in.peek() != ' ') {
      in.at = from;
      return;
    }
    header.claimed = second;
    header.stampAt = from;
    header.stampEnd = in.at;
    in.skipBlanks();
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
    if (hosts.hostInColumns(end)) {
      return true;
    }
    if (hosts.skipMac()) {
      return false;
    }
    boolean colon = in.bytes[end - 1] == ':';
    int name = colon ? end - 1 : end;
    if (!words.isHost(in.at, name)
        || colon && !words.isHostWithColon(end) && !words.isTwice(end)
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
    boolean twice = colon && words.isTwice(end);
    in.at = twice ? end + 1 + end - in.at : end;
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
    if (!hosts.skipMac() && !levels.skipAlone()) {
      secondHost();
      levels.skipPair();
    }
  }

  private boolean isMonth() {
    int c = in.peek();
    return c >= 'A' && c <= 'S' && in.left() > 3 && Times.isMonth(in.bytes, in.at);
  }

  /** A whole header behind the host of the relay: that is where the message comes from. */
  private boolean relayed(EventBatch.Builder event) {
    int back = in.at;
    if (in.peek() == '1' && in.peek(1) == ' ') {
      in.at += 2;
    }
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
    if (hosts.withoutTime()) {
      return;
    }
    int start = in.at;
    broken.unreadableTime();
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
