package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The error log of Apache's httpd: a time, then module and level, process and thread, and the
 * client in brackets, of which any may be missing, then the message. A code such as {@code AH01075}
 * becomes the error's.
 */
final class WebErrorFormat implements Payload {
  private static final byte[] PID = Entries.ascii("pid ");
  private static final byte[] TID = Entries.ascii("tid ");
  private static final byte[] CLIENT = Entries.ascii("client ");
  private static final byte[] REMOTE = Entries.ascii("remote ");
  private static final int MAX_STAMP = 48;

  private final Tokens tokens = new Tokens();
  private final Stamps stamps;
  private final int module;
  private final int level;
  private final int thread;
  private final int proxyCode;
  private final int proxyMessage;
  private final int file;
  private final int line;

  WebErrorFormat(Schema schema, Stamps stamps) {
    this.stamps = stamps;
    module = schema.id("apache.error.module");
    level = schema.id("log.level");
    thread = schema.id("process.thread.id");
    proxyCode = schema.id("apache.error.proxy.error.code");
    proxyMessage = schema.id("apache.error.proxy.error.message");
    file = schema.id("log.origin.file.name");
    line = schema.id("log.origin.file.line");
  }

  @Override
  public String name() {
    return "httpd-error";
  }

  /** A time in brackets, and another bracket or a dash behind it. */
  static boolean fits(byte[] bytes, int from, int to) {
    int end = from + 1;
    while (end < to && bytes[end] != ']' && end - from < MAX_STAMP) {
      end++;
    }
    if (end + 2 >= to || bytes[end] != ']' || bytes[end + 1] != ' ' || end - from < 18) {
      return false;
    }
    byte next = bytes[end + 2];
    if (next != '[' && next != '-') {
      return false;
    }
    int at = from + 1;
    if (Cursor.isDigit(bytes[at])) {
      return bytes[at + 2] == '/'
          || ((bytes[at + 4] == '/' || bytes[at + 4] == '-') && Cursor.isDigit(bytes[at + 5]));
    }
    return bytes[at + 3] == ' ' && Times.isMonth(bytes, at + 4);
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    tokens.over(bytes, from, to);
    if (!tokens.next() || tokens.kind != '[') {
      return out.misfit(from, "httpd.time", "expecting a time in brackets");
    }
    long time = stamps.read(bytes, tokens.from, tokens.to, out.received());
    if (time == Times.NONE) {
      return out.misfit(tokens.from, "httpd.time", "expecting a time");
    }
    out.claim(time, stamps.isComplete(), tokens.from, tokens.to);
    boolean ported = false;
    int rest = tokens.rest();
    for (int i = 0; i < 4 && rest < to; i++) {
      boolean dash = bytes[rest] == '-' && (rest + 1 == to || bytes[rest + 1] == ' ');
      if (!dash && (bytes[rest] != '[' || !tokens.next())) {
        break;
      }
      if (dash) {
        tokens.next();
      } else if (Entries.is(bytes, tokens.from, tokens.to, PID)) {
        ported = true;
        process(out);
      } else if (Entries.is(bytes, tokens.from, tokens.to, CLIENT)
          || Entries.is(bytes, tokens.from, tokens.to, REMOTE)) {
        client(out, tokens.from + CLIENT.length, tokens.to, ported);
      } else {
        ported |= level(out);
      }
      rest = tokens.rest();
    }
    message(out, rest, to, ported);
    return null;
  }

  /** {@code module:level}, {@code :level} or {@code level}; whether a module may be named. */
  private boolean level(Entries out) {
    byte[] bytes = out.bytes();
    for (int i = tokens.from; i < tokens.to; i++) {
      if (bytes[i] == ':') {
        if (!Entries.isNil(bytes, tokens.from, i)) {
          out.text(module, tokens.from, i);
        }
        out.text(level, i + 1, tokens.to);
        return true;
      }
    }
    out.text(level, tokens.from, tokens.to);
    return false;
  }

  /** {@code pid 17:tid 99}. */
  private void process(Entries out) {
    byte[] bytes = out.bytes();
    int colon = tokens.from;
    while (colon < tokens.to && bytes[colon] != ':') {
      colon++;
    }
    out.numberOnce(Fields.PROCESS_PID.id(), tokens.from + PID.length, colon);
    int tid = colon + 1;
    if (Entries.is(bytes, Math.min(tid, tokens.to), tokens.to, TID)) {
      out.number(thread, tid + TID.length, tokens.to);
    }
  }

  /** An address, and its port where the format has ports. */
  private static void client(Entries out, int start, int end, boolean ported) {
    byte[] bytes = out.bytes();
    int from = start;
    while (from < end && bytes[from] == ' ') {
      from++;
    }
    int colon = end;
    while (colon > from && Cursor.isDigit(bytes[colon - 1])) {
      colon--;
    }
    int to = end;
    if (ported && colon > from + 1 && colon < end && bytes[colon - 1] == ':') {
      out.number(Fields.SOURCE_PORT.id(), colon, end);
      to = colon - 1;
    }
    out.text(Fields.SOURCE_ADDRESS.id(), from, to);
    out.address(Fields.SOURCE_IP.id(), Schema.NONE, from, to);
  }

  private void message(Entries out, int start, int to, boolean ported) {
    int from = proxy(out, start, to);
    from = source(out, from, to);
    byte[] bytes = out.bytes();
    if (Entries.is(bytes, Math.min(from + 1, to), to, CLIENT) && bytes[from] == '[') {
      int end = from;
      while (end < to && bytes[end] != ']') {
        end++;
      }
      if (end < to) {
        client(out, from + 1 + CLIENT.length, end, ported);
        from = end + 1;
      }
    }
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    if (isCode(bytes, from, to)) {
      out.text(Fields.ERROR_CODE.id(), from, from + 7);
      from += 9;
    }
    if (from < to && !Entries.isNil(bytes, from, to)) {
      out.message(from, to);
    }
  }

  /** {@code (113)No route to host:} in front of a client or a code. */
  private int proxy(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int digits = from + 1;
    if (from >= to || bytes[from] != '(') {
      return from;
    }
    while (digits < to && Cursor.isDigit(bytes[digits])) {
      digits++;
    }
    if (digits == from + 1 || digits >= to || bytes[digits] != ')') {
      return from;
    }
    for (int i = digits + 1; i + 2 < to; i++) {
      if (bytes[i] == ':'
          && bytes[i + 1] == ' '
          && (bytes[i + 2] == '[' || isCode(bytes, i + 2, to))) {
        out.text(proxyCode, from + 1, digits);
        out.text(proxyMessage, digits + 1, i);
        return i + 2;
      }
    }
    return from;
  }

  /** {@code mod_authz_core.c(820):} in front of a client or a code. */
  private int source(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int open = from;
    while (open < to && bytes[open] > ' ' && bytes[open] != '(') {
      open++;
    }
    int digits = open + 1;
    while (digits < to && Cursor.isDigit(bytes[digits])) {
      digits++;
    }
    boolean fits =
        open > from + 2
            && bytes[open - 2] == '.'
            && digits > open + 1
            && digits + 2 < to
            && bytes[digits] == ')'
            && bytes[digits + 1] == ':'
            && bytes[digits + 2] == ' ';
    if (!fits) {
      return from;
    }
    out.text(file, from, open);
    out.number(line, open + 1, digits);
    return digits + 3;
  }

  /** {@code AH} and five digits. */
  private static boolean isCode(byte[] bytes, int from, int to) {
    if (to - from < 9 || bytes[from] != 'A' || bytes[from + 1] != 'H') {
      return false;
    }
    for (int i = from + 2; i < from + 7; i++) {
      if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return bytes[from + 7] == ':' && bytes[from + 8] == ' ';
  }
}
