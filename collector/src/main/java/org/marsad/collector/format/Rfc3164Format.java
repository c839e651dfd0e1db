package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/**
 * Syslog as RFC 3164 found it: every part may be missing. A time of that RFC or of RFC 3339, a
 * host, a tag with or without a process id, and the message. What has no priority and no time
 * either is a plain line, whose message is all of it.
 */
final class Rfc3164Format implements LogFormat {
  private static final int MAX_HOST = 255;
  private static final int MAX_TAG = 64;

  private final Cursor in = new Cursor();
  private final Times times;
  private final ClaimedTime time;

  Rfc3164Format(Times times, ClaimedTime time) {
    this.times = times;
    this.time = time;
  }

  @Override
  public String name() {
    return "syslog-3164";
  }

  @Override
  public boolean claims(byte[] bytes, int offset, int length) {
    return length > 1
        && bytes[offset] == '<'
        && Cursor.isDigit(bytes[offset + 1])
        && !SyslogHeader.isVersioned(bytes, offset, offset + length);
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    Misfit misfit = SyslogHeader.priority(in, event);
    if (misfit != null) {
      return misfit;
    }
    in.bytes = event.bytes();
    in.skipBlanks();
    int from = in.at;
    long claimed = times.bsd(in, event.received());
    if (claimed == Times.NONE) {
      claimed = times.iso(in);
    }
    time.enter(event, claimed, from, in.at - from);
    in.bytes = event.bytes();
    if (claimed != Times.NONE) {
      in.skip(':');
      in.skipBlanks();
      host(event);
    }
    tag(event);
    if (!in.atEnd()) {
      event.add(Fields.MESSAGE, in.at, in.left());
    }
    return null;
  }

  /** The word behind the time is the host, unless it already is the tag. */
  private void host(EventBatch.Builder event) {
    int end = in.wordEnd();
    int length = end - in.at;
    if (length == 0 || length > MAX_HOST || end == in.end || isTag(in.at, end)) {
      return;
    }
    event.add(Fields.SYSLOG_HOSTNAME, in.at, length);
    event.add(Fields.HOST_NAME, in.at, length);
    in.at = end;
    in.skipBlanks();
  }

  /** {@code name:} or {@code name[...]}; an IPv6 address ends in neither. */
  private boolean isTag(int from, int end) {
    byte last = in.bytes[end - 1];
    if (last == ':') {
      return true;
    }
    for (int i = from + 1; i < end; i++) {
      if (in.bytes[i] == '[') {
        return last == ']';
      }
    }
    return false;
  }

  private void tag(EventBatch.Builder event) {
    int from = in.at;
    int i = from;
    while (i < in.end && i - from <= MAX_TAG && isTagByte(in.bytes[i])) {
      i++;
    }
    if (i == from || i >= in.end || i - from > MAX_TAG || Payloads.isStart(in.bytes, from, i)) {
      return;
    }
    int nameEnd = i;
    int pid = -1;
    int pidEnd = -1;
    if (in.bytes[i] == '[') {
      pid = ++i;
      while (i < in.end && in.bytes[i] != ']' && in.bytes[i] != ' ') {
        i++;
      }
      if (i >= in.end || in.bytes[i] != ']') {
        return;
      }
      pidEnd = i++;
    }
    boolean colon = i < in.end && in.bytes[i] == ':';
    if (!colon && pid < 0) {
      return;
    }
    event.add(Fields.SYSLOG_APPNAME, from, nameEnd - from);
    event.add(Fields.PROCESS_NAME, from, nameEnd - from);
    if (pidEnd > pid) {
      event.add(Fields.SYSLOG_PROCID, pid, pidEnd - pid);
      if (isNumber(pid, pidEnd)) {
        event.add(Fields.PROCESS_PID.id(), ValueKind.NUMBER, pid, pidEnd - pid);
      }
    }
    in.at = colon ? i + 1 : i;
    in.skip(' ');
  }

  private boolean isNumber(int from, int end) {
    for (int i = from; i < end; i++) {
      if (!Cursor.isDigit(in.bytes[i])) {
        return false;
      }
    }
    return end - from < 19;
  }

  private static boolean isTagByte(byte b) {
    return b > ' ' && b != ':' && b != '[' && b != '<' && b != '{' && b != '"' && b != '=';
  }
}
