package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Schema;

/**
 * A Windows event as text of many lines: as Splunk's forwarder renders it, a time and {@code
 * NAME=VALUE} up to {@code Message=}, or as the Event Viewer copies it, {@code Log Name: ...} up to
 * {@code Description:}. The names of the first stay, those of the second become the names of the
 * data; the text behind them is the message and is read by {@link WindowsText}.
 */
final class WindowsTextFormat implements Payload {
  private static final byte[] NONE = {};
  private static final byte[] LOG_NAME = Entries.ascii("LogName=");
  private static final byte[] MESSAGE = Entries.ascii("Message");
  private static final byte[] VIEWER = Entries.ascii("Log Name:");
  private static final byte[] DATE = Entries.ascii("Date");
  private static final byte[] DESCRIPTION = Entries.ascii("Description");

  /** What Splunk says of a user whose name it could not find. */
  private static final byte[] NOBODY = Entries.ascii("NOT_TRANSLATED");

  private static final int MAX_STAMP = 40;
  private static final int MAX_NAME = 32;

  private final Stamps stamps;
  private final WindowsText text;
  private final Map<String, Integer> viewer = new HashMap<>();

  WindowsTextFormat(Schema schema, Stamps stamps, WindowsText text) {
    this.stamps = stamps;
    this.text = text;
    viewer.put("Log Name", schema.id("Channel"));
    viewer.put("Source", schema.id("Provider_Name"));
    viewer.put("Event ID", schema.id("EventID"));
    viewer.put("Task Category", schema.id("RenderingInfo_Task"));
    viewer.put("Level", schema.id("RenderingInfo_Level"));
    viewer.put("Keywords", schema.id("Keywords"));
    viewer.put("OpCode", schema.id("RenderingInfo_Opcode"));
    viewer.put("User", schema.id("User"));
    viewer.put("Computer", schema.id("Computer"));
  }

  @Override
  public String name() {
    return "windows-text";
  }

  /** A time alone on its line and {@code LogName=} behind it, or one of the first lines. */
  static boolean fits(byte[] bytes, int from, int to) {
    if (bytes[from] == 'L') {
      return Entries.is(bytes, from, to, LOG_NAME) || Entries.is(bytes, from, to, VIEWER);
    }
    if (!Cursor.isDigit(bytes[from])) {
      return false;
    }
    int line = next(bytes, from, Math.min(to, from + MAX_STAMP));
    return line > 0 && Entries.is(bytes, line, to, LOG_NAME);
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int at = from;
    if (Cursor.isDigit(bytes[from])) {
      at = next(bytes, from, to);
      if (at < 0) {
        return out.misfit(from, "windows-text.line", "expecting LogName= behind the time");
      }
      time(out, from, at);
    }
    boolean copied = Entries.is(bytes, at, to, VIEWER);
    while (at < to) {
      int line = next(bytes, at, to);
      int behind = line < 0 ? to : line;
      int sign = sign(bytes, at, behind, copied ? ':' : '=');
      if (sign < 0) {
        return out.misfit(
            at, "windows-text.line", copied ? "expecting NAME: VALUE" : "expecting NAME=VALUE");
      }
      int value = sign + 1;
      while (value < behind && bytes[value] == ' ') {
        value++;
      }
      if (is(bytes, at, sign, copied ? DESCRIPTION : MESSAGE)) {
        message(out, value, to);
        return null;
      }
      int end = trim(bytes, value, behind);
      if (!copied) {
        own(out, at, sign, value, end);
      } else if (is(bytes, at, sign, DATE)) {
        time(out, value, end);
      } else {
        Integer field = viewer.get(new String(bytes, at, sign - at, StandardCharsets.UTF_8));
        if (field != null && !isNothing(bytes, value, end)) {
          out.value(field, value, end);
        }
      }
      bytes = out.bytes();
      at = behind;
    }
    return null;
  }

  private static void own(Entries out, int name, int nameEnd, int value, int end) {
    if (!is(out.bytes(), value, end, NOBODY)) {
      out.own(NONE, name, nameEnd, value, end);
    }
  }

  private void message(Entries out, int start, int to) {
    byte[] bytes = out.bytes();
    int from = start;
    while (from < to && bytes[from] >= 0 && bytes[from] <= ' ') {
      from++;
    }
    if (from < to) {
      out.message(from, to);
      text.read(out.event(), from, to);
    }
  }

  private void time(Entries out, int from, int end) {
    int to = trim(out.bytes(), from, end);
    long time = stamps.read(out.bytes(), from, to, out.received());
    if (time != Times.NONE) {
      out.claim(time, stamps.isComplete(), from, to);
    }
  }

  /** Where the next line begins; -1 if this one is the last. */
  private static int next(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int sign(byte[] bytes, int from, int to, int wanted) {
    int limit = Math.min(to, from + MAX_NAME);
    for (int i = from; i < limit; i++) {
      if (bytes[i] == wanted) {
        return i > from ? i : -1;
      }
    }
    return -1;
  }

  private static int trim(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
      end--;
    }
    return end;
  }

  private static boolean is(byte[] bytes, int from, int to, byte[] name) {
    return to - from == name.length && Entries.is(bytes, from, to, name);
  }

  private static boolean isNothing(byte[] bytes, int from, int to) {
    return to == from || (to - from == 3 && bytes[from] == 'N' && bytes[from + 1] == '/');
  }
}
