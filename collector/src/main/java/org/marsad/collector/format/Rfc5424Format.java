package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Syslog of RFC 5424. Structured data becomes fields {@code log.syslog.structured_data.ID.NAME}.
 * More forgiving than the grammar where real senders are: longer names, any bytes in the message,
 * several blanks, values without quotes.
 */
final class Rfc5424Format implements LogFormat {
  private static final byte[] SD_PREFIX =
      "log.syslog.structured_data.".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_NAME = 255;

  private final Cursor in = new Cursor();
  private final Times times;
  private final ClaimedTime time;
  private final byte[] name = Arrays.copyOf(SD_PREFIX, Schema.MAX_NAME_BYTES + 2 * MAX_NAME);

  Rfc5424Format(Times times, ClaimedTime time) {
    this.times = times;
    this.time = time;
  }

  @Override
  public String name() {
    return "syslog-5424";
  }

  @Override
  public boolean claims(byte[] bytes, int offset, int length) {
    return SyslogHeader.isVersioned(bytes, offset, offset + length);
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    Misfit misfit = SyslogHeader.priority(in, event);
    if (misfit != null) {
      return misfit;
    }
    int version = in.at;
    if (!in.skip('1') || !in.skip(' ')) {
      return new Misfit(in.position(), "syslog.version", "expecting version 1 and a blank");
    }
    event.add(Fields.SYSLOG_VERSION, version, 1);
    in.skipBlanks();
    misfit = time(event);
    if (misfit != null) {
      return misfit;
    }
    words(event);
    misfit = structuredData(event);
    if (misfit != null) {
      return misfit;
    }
    message(event);
    return null;
  }

  private @Nullable Misfit time(EventBatch.Builder event) {
    int from = in.at;
    if (in.peek() == '-' && (in.peek(1) == ' ' || in.peek(1) == -1)) {
      in.at++;
      time.enter(event, Times.NONE, from, 1);
    } else {
      long claimed = times.iso(in);
      if (claimed == Times.NONE) {
        return new Misfit(
            in.position(), "syslog.timestamp", "expecting a time like 2026-01-02T03:04:05.678Z");
      }
      time.enter(event, claimed, from, in.at - from);
    }
    if (!in.skip(' ') && !in.atEnd()) {
      return new Misfit(in.position(), "syslog.timestamp", "expecting a blank behind the time");
    }
    in.skipBlanks();
    return null;
  }

  /** The four words of the header; each may be the nil value. */
  private void words(EventBatch.Builder event) {
    byte[] bytes = in.bytes;
    int end = in.end;
    int at = in.at;
    int to = wordEnd(bytes, at, end);
    if (!isNil(bytes, at, to)) {
      event.add(Fields.SYSLOG_HOSTNAME, at, to - at);
      event.add(Fields.HOST_NAME, at, to - at);
    }
    at = wordStart(bytes, to, end);
    to = wordEnd(bytes, at, end);
    if (!isNil(bytes, at, to)) {
      event.add(Fields.SYSLOG_APPNAME, at, to - at);
      event.add(Fields.PROCESS_NAME, at, to - at);
    }
    at = wordStart(bytes, to, end);
    to = wordEnd(bytes, at, end);
    if (!isNil(bytes, at, to)) {
      event.add(Fields.SYSLOG_PROCID, at, to - at);
      if (isNumber(bytes, at, to)) {
        event.add(Fields.PROCESS_PID.id(), ValueKind.NUMBER, at, to - at);
      }
    }
    at = wordStart(bytes, to, end);
    to = wordEnd(bytes, at, end);
    if (!isNil(bytes, at, to)) {
      event.add(Fields.SYSLOG_MSGID, at, to - at);
    }
    in.at = wordStart(bytes, to, end);
  }

  private static int wordEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != ' ') {
      at++;
    }
    return at;
  }

  private static int wordStart(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  private static boolean isNil(byte[] bytes, int from, int to) {
    return to == from || to == from + 1 && bytes[from] == '-';
  }

  private static boolean isNumber(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return to - from < 19;
  }

  private @Nullable Misfit structuredData(EventBatch.Builder event) {
    if (in.peek() == '-' && (in.peek(1) == ' ' || in.peek(1) == -1)) {
      in.at++;
      return null;
    }
    while (in.peek() == '[') {
      Misfit misfit = element(event);
      if (misfit != null) {
        return misfit;
      }
    }
    return null;
  }

  private @Nullable Misfit element(EventBatch.Builder event) {
    in.at++;
    int id = in.at;
    while (!in.atEnd() && in.peek() != ' ' && in.peek() != ']') {
      in.at++;
    }
    int idLength = in.at - id;
    if (idLength == 0 || idLength > MAX_NAME) {
      return new Misfit(in.position(), "syslog.structured_data", "expecting a name behind [");
    }
    System.arraycopy(in.bytes, id, name, SD_PREFIX.length, idLength);
    int nameEnd = SD_PREFIX.length + idLength;
    name[nameEnd++] = '.';
    while (true) {
      in.skipBlanks();
      if (in.skip(']')) {
        return null;
      }
      Misfit misfit = parameter(event, nameEnd);
      if (misfit != null) {
        return misfit;
      }
    }
  }

  private @Nullable Misfit parameter(EventBatch.Builder event, int prefix) {
    int from = in.at;
    while (!in.atEnd() && in.peek() != '=' && in.peek() != ']' && in.peek() != ' ') {
      in.at++;
    }
    int length = in.at - from;
    if (length == 0 || length > MAX_NAME || !in.skip('=')) {
      return new Misfit(in.position(), "syslog.structured_data", "expecting NAME=\"VALUE\" or ]");
    }
    System.arraycopy(in.bytes, from, name, prefix, length);
    int field = event.schema().id(name, 0, prefix + length);
    boolean quoted = in.skip('"');
    int value = in.at;
    boolean escaped = false;
    while (!in.atEnd() && !(quoted ? in.peek() == '"' : in.peek() == ' ' || in.peek() == ']')) {
      if (quoted && in.peek() == '\\') {
        escaped = true;
        in.at++;
      }
      in.at++;
    }
    if (in.at >= in.end) {
      in.at = in.end;
      return new Misfit(in.position(), "syslog.structured_data", "the value is never closed");
    }
    int valueEnd = in.at;
    if (quoted) {
      in.at++;
    }
    enter(event, field, prefix + length, value, valueEnd - value, escaped);
    return null;
  }

  private void enter(
      EventBatch.Builder event, int field, int nameLength, int from, int length, boolean escaped) {
    if (field == Schema.NONE) {
      event.add(
          Fields.OVERFLOW,
          new String(name, 0, nameLength, StandardCharsets.UTF_8)
              + "="
              + new String(in.bytes, from, length, StandardCharsets.UTF_8));
    } else if (escaped) {
      unescape(event, field, from, length);
    } else {
      event.add(field, ValueKind.TEXT, from, length);
    }
  }

  /** Section 6.3.3: a backslash escapes quote, backslash and bracket, and stays before others. */
  private void unescape(EventBatch.Builder event, int field, int from, int length) {
    int to = event.claim(length);
    byte[] block = event.bytes();
    int count = 0;
    for (int i = from; i < from + length; i++) {
      byte b = block[i];
      byte next = i + 1 < from + length ? block[i + 1] : 0;
      if (b == '\\' && (next == '"' || next == '\\' || next == ']')) {
        b = next;
        i++;
      }
      block[to + count++] = b;
    }
    event.release(length - count);
    event.add(field, ValueKind.TEXT, to, count);
    in.bytes = event.bytes();
  }

  /** The rest, without the byte order mark that section 6.4 asks for. */
  private void message(EventBatch.Builder event) {
    in.bytes = event.bytes();
    in.skip(' ');
    if (in.peek() == 0xef && in.peek(1) == 0xbb && in.peek(2) == 0xbf) {
      in.at += 3;
    }
    if (!in.atEnd()) {
      event.add(Fields.MESSAGE, in.at, in.left());
    }
  }
}
