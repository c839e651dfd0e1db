package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The error log of nginx: {@code 2026/03/18 10:20:30 [error] 31#31: *1 message, client: 192.0.2.1,
 * server: name, request: "GET / HTTP/1.1"}. What nginx names keeps its name besides what ECS calls
 * it.
 *
 * <p>Names of users and files, and what senders of requests say, may look like a client of their
 * own. Where more than one is named, none is taken for the source, and the event says so.
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

  /** In which order nginx writes these names. */
  private static final int[] RANKS = {1, 2, 4, 5, 6, 7, 8, 8, 3, 0};

  private static final int EXCESS = 9;
  private static final int CLIENT_LENGTH = ", client: ".length();
  private static final int NONE_HERE = -1;
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
    int client = NONE_HERE;
    int others = 0;
    for (int i = at; i < to; i++) {
      if (name(bytes, i, to) == 0 && isClient(bytes, i, to)) {
        others += client == NONE_HERE ? 0 : 1;
        client = client == NONE_HERE ? i : client;
      }
    }
    if (client == NONE_HERE) {
      while (pairs < to && name(bytes, pairs, to) < 0) {
        pairs++;
      }
    } else {
      pairs = client;
    }
    if (others > 0) {
      out.message(at, to);
      out.flag(out.misfit(client, "nginx.client", "expecting one client, not " + (others + 1)));
      return null;
    }
    int excess = client == NONE_HERE ? pairs : excess(bytes, at, pairs);
    if (excess > at) {
      out.message(at, excess);
    }
    if (excess < pairs) {
      pairs(out, excess, pairs);
    }
    pairs(out, pairs, to);
    return null;
  }

  /** The pair that nginx puts in front of the client, where it limits requests. */
  private static int excess(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (name(bytes, i, to) == EXCESS) {
        return i;
      }
    }
    return to;
  }

  /**
   * Whether a client can be named here: an address, and behind it a name or the end. Names of users
   * and files may hold anything, and nginx writes them as they are.
   */
  private static boolean isClient(byte[] bytes, int at, int to) {
    int i = at + CLIENT_LENGTH;
    int from = i;
    while (i < to && bytes[i] != ',' && bytes[i] != ' ' && bytes[i] != '"') {
      i++;
    }
    return i > from && (i == to || name(bytes, i, to) > 0);
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

  /** The names come in a fixed order; one out of order is part of a value. */
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
        if (next >= 0 && RANKS[next] > RANKS[name]) {
          break;
        }
        next = -1;
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
