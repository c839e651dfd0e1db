package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Access logs of web servers: the common and the combined format, with a virtual host in front or
 * not, nginx's own and what ingress-nginx puts behind it. The request line becomes the message.
 */
final class AccessLogFormat implements Payload {
  private static final int MAX_HEAD = 16;
  private static final int MAX_WORD = 256;

  private final Tokens tokens = new Tokens();
  private final Stamps stamps;
  private final HttpRequest request;
  private final int identity;
  private final int size;
  private final int referrer;
  private final int agent;
  private final int forwarded;
  private final int ratio;
  private final int[] ingress;
  private final int[] words = new int[MAX_HEAD * 2];

  AccessLogFormat(Schema schema, Stamps stamps, HttpRequest request) {
    this.stamps = stamps;
    this.request = request;
    identity = schema.id("apache.access.user.identity");
    size = schema.id("http.response.body.bytes");
    referrer = schema.id("http.request.referrer");
    agent = schema.id("user_agent.original");
    forwarded = schema.id("http_x_forwarded_for");
    ratio = schema.id("gzip_ratio");
    ingress =
        new int[] {
          schema.id("request_length"),
          schema.id("request_time"),
          schema.id("proxy_upstream_name"),
          schema.id("proxy_alternative_upstream_name"),
          schema.id("upstream_addr"),
          schema.id("upstream_response_length"),
          schema.id("upstream_response_time"),
          schema.id("upstream_status"),
          schema.id("req_id")
        };
  }

  @Override
  public String name() {
    return "access";
  }

  /**
   * Whether the fourth or fifth word is a time in brackets, or all of the line is dashes.
   *
   * @param word where the first word ends
   */
  static boolean fits(byte[] bytes, int from, int word, int to) {
    if (to - from > 20 && isIso(bytes, from)) {
      return false;
    }
    int at = word;
    for (int i = 1; i < 5; i++) {
      at++;
      if (at >= to) {
        return false;
      }
      if (bytes[at] == '[') {
        return i > 2 && isTime(bytes, at + 1, to);
      }
      if (i == 4) {
        break;
      }
      int end = Words.blank(bytes, at, Math.min(to, at + MAX_WORD));
      if (end == at || (end < to && bytes[end] != ' ')) {
        return false;
      }
      at = end;
    }
    return isDashes(bytes, from, to);
  }

  /** {@code 18/Mar/}, {@code 2026-03-18T} or the dash for no time. */
  private static boolean isTime(byte[] bytes, int from, int to) {
    if (from + 1 < to && bytes[from] == '-' && bytes[from + 1] == ']') {
      return true;
    }
    return to - from > 20 && (isIso(bytes, from) || isUsualTime(bytes, from));
  }

  private static boolean isIso(byte[] bytes, int from) {
    return Cursor.isDigit(bytes[from]) && bytes[from + 4] == '-' && bytes[from + 10] == 'T';
  }

  private static boolean isUsualTime(byte[] bytes, int from) {
    return Cursor.isDigit(bytes[from])
        && bytes[from + 2] == '/'
        && bytes[from + 6] == '/'
        && Times.isMonth(bytes, from + 3);
  }

  private static boolean isDashes(byte[] bytes, int from, int to) {
    int dashes = 0;
    for (int i = from; i < to; i++) {
      boolean dash = (i - from) % 2 == 0;
      if (bytes[i] != (dash ? '-' : ' ')) {
        return false;
      }
      dashes += dash ? 1 : 0;
    }
    return dashes == 7 || dashes == 9;
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    tokens.over(bytes, from, to);
    int head = 0;
    while (tokens.next() && tokens.kind == ' ' && head < MAX_HEAD) {
      words[head * 2] = tokens.from;
      words[head * 2 + 1] = tokens.to;
      head++;
      if (head == 4 && isNil(bytes, 3) && isNil(bytes, 0)) {
        break;
      }
    }
    boolean timed = tokens.kind == '[';
    int names = timed ? head : head < 4 ? 0 : 3;
    if (names < 3) {
      return out.misfit(tokens.at(), "access.client", "expecting a client, an identity and a user");
    }
    head(out, names);
    if (timed && !tokens.isNil()) {
      long time = stamps.read(bytes, tokens.from, tokens.to, out.received());
      if (time == Times.NONE) {
        return out.misfit(
            tokens.from, "access.time", "expecting a time like 18/Mar/2026:10:20:30 +0000");
      }
      out.claim(time, stamps.isComplete(), tokens.from, tokens.to);
    }
    return answer(out);
  }

  private boolean isNil(byte[] bytes, int word) {
    return Entries.isNil(bytes, words[word * 2], words[word * 2 + 1]);
  }

  private void head(Entries out, int count) {
    int names = count;
    byte[] bytes = out.bytes();
    boolean list = names > 3 && bytes[words[1] - 1] == ',';
    int first = names == 4 && !isNil(bytes, 1) ? 1 : 0;
    if (list) {
      // Proxies in front of the server: the client is the first of them.
      words[1]--;
      first = 0;
      int last = 0;
      while (last < names - 3 && bytes[words[2 * last + 3] - 1] == ',') {
        last++;
      }
      int rest = names - 1 - (last + 1);
      System.arraycopy(words, 2 * (last + 2), words, 2, 2 * rest);
      names = rest + 1;
    }
    if (first == 1) {
      request.host(out, words[0], words[1]);
    }
    if (!isNil(bytes, first)) {
      client(out, words[first * 2], words[first * 2 + 1]);
    }
    if (!isNil(bytes, first + 1)) {
      out.text(identity, words[first * 2 + 2], words[first * 2 + 3]);
    }
    int user = words[first * 2 + 4];
    int userEnd = words[names * 2 - 1];
    if (!Entries.isNil(bytes, user, userEnd)) {
      out.text(Fields.USER_NAME.id(), user, userEnd);
    }
  }

  private static void client(Entries out, int from, int to) {
    int colon = KeyTable.portColon(out.bytes(), from, to);
    boolean port = colon > from && Entries.isAddress(out.bytes(), from, colon);
    int end = port ? colon : to;
    out.text(Fields.SOURCE_ADDRESS.id(), from, end);
    out.address(Fields.SOURCE_IP.id(), Schema.NONE, from, end);
    if (port) {
      out.number(Fields.SOURCE_PORT.id(), colon + 1, to);
    }
  }

  private @Nullable Misfit answer(Entries out) {
    byte[] bytes = out.bytes();
    if (!tokens.next() || (tokens.kind != '"' && !tokens.isNil())) {
      return out.misfit(tokens.at(), "access.request", "expecting the request in quotes");
    }
    if (!tokens.isNil()) {
      int from = tokens.from;
      while (from < tokens.to && bytes[from] == ' ') {
        from++;
      }
      out.message(from, tokens.to);
      request.line(out, from, tokens.to);
    }
    if (!tokens.next() || !(tokens.isNil() || isDigits(bytes))) {
      return out.misfit(tokens.at(), "access.status", "expecting a status");
    }
    request.status(out, tokens.from, tokens.to);
    if (!tokens.next()) {
      return out.misfit(tokens.at(), "access.size", "expecting the number of bytes sent");
    }
    out.number(size, tokens.from, tokens.to);
    if (tokens.next()) {
      visitor(out);
    }
    return null;
  }

  private boolean isDigits(byte[] bytes) {
    for (int i = tokens.from; i < tokens.to; i++) {
      if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return tokens.to > tokens.from;
  }

  private void visitor(Entries out) {
    // A time taken or the result of a cache stands without quotes, and is no referrer.
    while (tokens.kind == ' ' && !tokens.isNil()) {
      if (!tokens.next()) {
        return;
      }
    }
    if (!tokens.isNil()) {
      out.text(referrer, tokens.from, tokens.to);
    }
    if (!tokens.next()) {
      return;
    }
    if (!tokens.isNil()) {
      out.text(agent, tokens.from, tokens.to);
    }
    if (!tokens.next()) {
      return;
    }
    if (tokens.kind == '"') {
      if (!tokens.isNil()) {
        boolean number = Entries.isNumber(out.bytes(), tokens.from, tokens.to);
        out.value(number ? ratio : forwarded, tokens.from, tokens.to);
      }
    } else {
      ingress(out);
    }
  }

  /** What ingress-nginx writes behind the combined format, if that is what follows. */
  private void ingress(Entries out) {
    int mark = out.event().mark();
    for (int i = 0; i < ingress.length; i++) {
      boolean bracket = i == 2 || i == 3;
      if ((i > 0 && !tokens.next()) || bracket != (tokens.kind == '[')) {
        out.event().rewind(mark);
        return;
      }
      if (!tokens.isNil()) {
        out.value(ingress[i], tokens.from, tokens.to);
      }
    }
  }
}
