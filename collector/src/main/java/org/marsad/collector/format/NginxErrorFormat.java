package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The error log of nginx: {@code 2026/03/18 10:20:30 [error] 31#31: *1 message, client: 192.0.2.1,
 * server: name, request: "GET / HTTP/1.1"}. What nginx names keeps its name besides what ECS calls
 * it.
 */
final class NginxErrorFormat implements Payload {
  private static final byte[] NONE = {};
  private static final byte[][] NAMES = {
    Entries.ascii("client"),
    Entries.ascii("server"),
    Entries.ascii("request"),
    Entries.ascii("subrequest"),
    Entries.ascii("upstream"),
    Entries.ascii("host"),
    Entries.ascii("referrer"),
    Entries.ascii("referer"),
    Entries.ascii("login"),
    Entries.ascii("excess")
  };
  private static final byte[] BY_ZONE = Entries.ascii("by zone \"");
  private static final int STAMP = 19;

  private final Stamps stamps;
  private final HttpRequest request;
  private final int level;
  private final int thread;
  private final int connection;
  private final int referrer;
  private final int zone;

  NginxErrorFormat(Schema schema, Stamps stamps, HttpRequest request) {
    this.stamps = stamps;
    this.request = request;
    level = schema.id("log.level");
    thread = schema.id("process.thread.id");
    connection = schema.id("nginx.error.connection_id");
    referrer = schema.id("http.request.referrer");
    zone = schema.id("zone");
  }

  @Override
  public String name() {
    return "nginx-error";
  }

  static boolean fits(byte[] bytes, int from, int to) {
    return to - from > STAMP + 4
        && bytes[from + 4] == '/'
        && bytes[from + 7] == '/'
        && bytes[from + 10] == ' '
        && bytes[from + 13] == ':'
        && bytes[from + STAMP] == ' '
        && bytes[from + STAMP + 1] == '[';
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    if (!fits(out.bytes(), from, to)) {
      return out.misfit(
          from, "nginx.time", "expecting 2026/03/18 10:20:30 and a level in brackets");
    }
    byte[] bytes = out.bytes();
    long time = stamps.read(bytes, from, from + STAMP, out.received());
    if (time == Times.NONE) {
      return out.misfit(from, "nginx.time", "expecting a time like 2026/03/18 10:20:30");
    }
    out.claim(time, stamps.isComplete(), from, from + STAMP);
    int at = from + STAMP + 2;
    int end = at;
    while (end < to && bytes[end] != ']') {
      end++;
    }
    out.text(level, at, end);
    at = process(out, Math.min(end + 2, to), to);
    int pairs = at;
    while (pairs < to && name(bytes, pairs, to) < 0) {
      pairs++;
    }
    if (pairs > at) {
      out.message(at, pairs);
    }
    pairs(out, pairs, to);
    return null;
  }

  /** {@code PID#TID: *CONNECTION}, where that is told; where the message begins. */
  private int process(Entries out, int pid, int to) {
    byte[] bytes = out.bytes();
    int hash = digits(bytes, pid, to);
    int tid = hash + 1;
    int colon = digits(bytes, tid, to);
    if (hash == pid || colon >= to || bytes[hash] != '#' || bytes[colon] != ':' || colon == tid) {
      return pid;
    }
    out.numberOnce(Fields.PROCESS_PID.id(), pid, hash);
    out.number(thread, tid, colon);
    int at = blanks(bytes, colon + 1, to);
    if (at < to && bytes[at] == '*') {
      int number = digits(bytes, at + 1, to);
      out.number(connection, at + 1, number);
      at = blanks(bytes, number, to);
    }
    return at;
  }

  private void pairs(Entries out, int start, int to) {
    byte[] bytes = out.bytes();
    int at = start;
    int name = at < to ? name(bytes, at, to) : -1;
    while (name >= 0) {
      int nameAt = at + 2;
      int value = nameAt + NAMES[name].length + 2;
      int end = value;
      int next = -1;
      while (end < to) {
        next = name(bytes, end, to);
        if (next >= 0) {
          break;
        }
        end++;
      }
      pair(out, name, nameAt, value, end);
      bytes = out.bytes();
      at = end;
      name = next;
    }
  }

  private void pair(Entries out, int name, int nameAt, int start, int end) {
    byte[] bytes = out.bytes();
    int from = start;
    int to = end;
    if (name == 9) {
      to = from;
      while (to < end && (Cursor.isDigit(bytes[to]) || bytes[to] == '.')) {
        to++;
      }
      zone(out, to, end);
    } else if (to - from > 1 && bytes[from] == '"' && bytes[to - 1] == '"') {
      from++;
      to--;
    }
    out.own(NONE, nameAt, nameAt + NAMES[name].length, from, to);
    switch (name) {
      case 0 -> {
        out.text(Fields.SOURCE_ADDRESS.id(), from, to);
        out.address(Fields.SOURCE_IP.id(), Schema.NONE, from, to);
      }
      case 2 -> request.line(out, from, to);
      case 5 -> request.host(out, from, to);
      case 6, 7 -> out.text(referrer, from, to);
      case 8 -> out.text(Fields.USER_NAME.id(), from, to);
      default -> {}
    }
  }

  private void zone(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    for (int i = from; i < to; i++) {
      if (Entries.is(bytes, i, to, BY_ZONE)) {
        int at = i + BY_ZONE.length;
        int end = at;
        while (end < to && bytes[end] != '"') {
          end++;
        }
        out.text(zone, at, end);
        return;
      }
    }
  }

  /** Which name stands here as {@code , name: }, or -1. */
  private static int name(byte[] bytes, int at, int to) {
    if (bytes[at] != ',' || at + 2 >= to || bytes[at + 1] != ' ') {
      return -1;
    }
    for (int i = 0; i < NAMES.length; i++) {
      byte[] name = NAMES[i];
      int colon = at + 2 + name.length;
      if (colon + 1 < to
          && bytes[colon] == ':'
          && bytes[colon + 1] == ' '
          && Entries.is(bytes, at + 2, to, name)) {
        return i;
      }
    }
    return -1;
  }

  private static int digits(byte[] bytes, int from, int to) {
    int i = Math.min(from, to);
    while (i < to && Cursor.isDigit(bytes[i])) {
      i++;
    }
    return i;
  }

  private static int blanks(byte[] bytes, int from, int to) {
    int i = Math.min(from, to);
    while (i < to && bytes[i] == ' ') {
      i++;
    }
    return i;
  }
}
