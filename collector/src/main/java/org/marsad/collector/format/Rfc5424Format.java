package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
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
  private final byte[] name = Arrays.copyOf(SD_PREFIX, Schema.MAX_NAME_BYTES + 2 * MAX_NAME);

  Rfc5424Format(ZoneId zone) {
    times = new Times(zone);
  }

  @Override
  public String name() {
    return "syslog-5424";
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
    int host = in.at;
    int hostLength = word(event, Fields.SYSLOG_HOSTNAME);
    if (hostLength > 0) {
      event.add(Fields.HOST_NAME, host, hostLength);
    }
    int app = in.at;
    int appLength = word(event, Fields.SYSLOG_APPNAME);
    if (appLength > 0) {
      event.add(Fields.PROCESS_NAME, app, appLength);
    }
    int process = in.at;
    int processLength = word(event, Fields.SYSLOG_PROCID);
    if (processLength > 0 && isNumber(process, processLength)) {
      event.add(Fields.PROCESS_PID.id(), ValueKind.NUMBER, process, processLength);
    }
    word(event, Fields.SYSLOG_MSGID);
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
      SyslogHeader.time(event, Times.NONE, from, 1);
    } else {
      long claimed = times.iso(in);
      if (claimed == Times.NONE) {
        return new Misfit(
            in.position(), "syslog.timestamp", "expecting a time like 2026-01-02T03:04:05.678Z");
      }
      SyslogHeader.time(event, claimed, from, in.at - from);
    }
    if (!in.skip(' ') && !in.atEnd()) {
      return new Misfit(in.position(), "syslog.timestamp", "expecting a blank behind the time");
    }
    in.skipBlanks();
    return null;
  }

  /** Enters the word here, unless it is the nil value; its length, 0 for nil. */
  private int word(EventBatch.Builder event, Field field) {
    int from = in.at;
    int end = in.wordEnd();
    in.at = end;
    in.skipBlanks();
    boolean nil = end == from || (end == from + 1 && in.bytes[from] == '-');
    if (nil) {
      return 0;
    }
    event.add(field, from, end - from);
    return end - from;
  }

  private boolean isNumber(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!Cursor.isDigit(in.bytes[i])) {
        return false;
      }
    }
    return length < 19;
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
