package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Access logs of web servers: the common and the combined format, with a virtual host in front or
 * not, with the addresses of proxies or not, nginx's own and what ingress-nginx or Traefik put
 * behind it, and the log of requests over TLS. The request line becomes the message.
 */
final class AccessLogFormat implements Payload {
  private static final byte[] TLS = Entries.ascii("TLSv");
  private static final byte[] SSL = Entries.ascii("SSLv");
  private static final Constant TLS_NAME = Constant.of("tls");
  private static final Constant SSL_NAME = Constant.of("ssl");
  private static final byte[] MILLIS = Entries.ascii("ms");
  private static final byte[] TO_NANOS = Entries.ascii("000000");
  private static final int MAX_DIGITS = 12;
  private static final int MAX_HEAD = 16;
  private static final int MAX_NAMES = 5;
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
  private final int hops;
  private final int count;
  private final int router;
  private final int server;
  private final int duration;
  private final int tlsVersion;
  private final int tlsProtocol;
  private final int tlsCipher;
  private final int[] ingress;
  private final int[] words = new int[MAX_HEAD * 2];
  private int end;

  AccessLogFormat(Schema schema, Stamps stamps, HttpRequest request) {
    this.stamps = stamps;
    this.request = request;
    identity = schema.id("apache.access.user.identity");
    size = schema.id("http.response.body.bytes");
    referrer = schema.id("http.request.referrer");
    agent = schema.id("user_agent.original");
    forwarded = schema.id("http_x_forwarded_for");
    ratio = schema.id("gzip_ratio");
    hops = schema.id("nginx.access.remote_ip_list");
    count = schema.id("traefik.access.request_count");
    router = schema.id("traefik.access.frontend_name");
    server = schema.id("traefik.access.backend_url");
    duration = schema.id("event.duration");
    tlsVersion = schema.id("tls.version");
    tlsProtocol = schema.id("tls.version_protocol");
    tlsCipher = schema.id("tls.cipher");
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
   * Whether the fourth or fifth word is a time in brackets, the addresses of proxies not counted,
   * or all of the line is dashes.
   *
   * @param word where the first word ends
   */
  static boolean fits(byte[] bytes, int from, int word, int to) {
    if (to - from > 20 && isIso(bytes, from)) {
      return false;
    }
    boolean list = bytes[from] == '"' || bytes[word - 1] == ',';
    int names = list ? 0 : 1;
    int at = bytes[from] == '"' ? from : word + 1;
    for (int words = 0; words < MAX_HEAD; words++) {
      if (at >= to) {
        return false;
      }
      if (bytes[at] == '[') {
        return names > 2 && isTime(bytes, at + 1, to);
      }
      if (names == (list ? MAX_NAMES : MAX_NAMES - 1)) {
        break;
      }
      int end = wordEnd(bytes, at, to);
      if (end == at || (end < to && bytes[end] != ' ')) {
        return false;
      }
      boolean more = bytes[end - 1] == ',' || bytes[at] == '"';
      list |= more;
      names += more ? 0 : 1;
      at = end + 1;
    }
    return isDashes(bytes, from, to);
  }

  private static int wordEnd(byte[] bytes, int from, int to) {
    int limit = Math.min(to, from + MAX_WORD);
    if (bytes[from] != '"') {
      return Words.blank(bytes, from, limit);
    }
    int end = from + 1;
    while (end < limit && bytes[end] != '"') {
      end++;
    }
    return end < limit ? end + 1 : from;
  }

  /** {@code [time] client TLSv1.2 ...}. */
  static boolean fitsTls(byte[] bytes, int from, int to) {
    int end = from + 1;
    while (end < to && bytes[end] != ']' && end - from < MAX_WORD) {
      end++;
    }
    if (end + 2 >= to || bytes[end] != ']' || !isTime(bytes, from + 1, to)) {
      return false;
    }
    int version = Words.blank(bytes, end + 2, Math.min(to, end + MAX_WORD)) + 1;
    return isTls(bytes, version, to);
  }

  private static boolean isTls(byte[] bytes, int from, int to) {
    return from + TLS.length < to
        && (Entries.is(bytes, from, to, TLS) || Entries.is(bytes, from, to, SSL));
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
    end = to;
    if (bytes[from] == '[') {
      return overTls(out);
    }
    int head = 0;
    while (tokens.next() && isHead(bytes, head) && head < MAX_HEAD) {
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
    Misfit misfit = head(out, names);
    if (misfit == null && timed) {
      misfit = time(out);
    }
    return misfit == null ? answer(out) : misfit;
  }

  /** A word of the head, or the addresses of proxies in quotes. */
  private boolean isHead(byte[] bytes, int before) {
    if (tokens.kind != '"' || before > 1) {
      return tokens.kind == ' ';
    }
    int end = tokens.from;
    while (end < tokens.to && bytes[end] != ',' && bytes[end] != ' ') {
      end++;
    }
    return Entries.isAddress(bytes, tokens.from, end);
  }

  private @Nullable Misfit time(Entries out) {
    if (tokens.isNil()) {
      return null;
    }
    long time = stamps.read(out.bytes(), tokens.from, tokens.to, out.received());
    if (time == Times.NONE) {
      return out.misfit(
          tokens.from, "access.time", "expecting a time like 18/Mar/2026:10:20:30 +0000");
    }
    out.claim(time, stamps.isComplete(), tokens.from, tokens.to);
    return null;
  }

  /** {@code [time] client TLSv1.2 cipher "request" bytes}, where a status is not said. */
  private @Nullable Misfit overTls(Entries out) {
    tokens.next();
    Misfit misfit = time(out);
    if (misfit != null) {
      return misfit;
    }
    if (!tokens.next()) {
      return out.misfit(tokens.at(), "access.client", "expecting a client");
    }
    client(out, tokens.from, tokens.to);
    if (!tokens.next() || !isTls(out.bytes(), tokens.from, tokens.to)) {
      return out.misfit(tokens.at(), "access.tls", "expecting a version of TLS");
    }
    boolean ssl = out.bytes()[tokens.from] == 'S';
    out.constant(tlsProtocol, ssl ? SSL_NAME : TLS_NAME);
    out.text(tlsVersion, tokens.from + TLS.length, tokens.to);
    if (!tokens.next()) {
      return out.misfit(tokens.at(), "access.tls", "expecting a cipher");
    }
    if (!tokens.isNil()) {
      out.text(tlsCipher, tokens.from, tokens.to);
    }
    Misfit line = request(out);
    if (line != null) {
      return line;
    }
    request.web(out);
    return bytes(out);
  }

  private boolean isNil(byte[] bytes, int word) {
    return Entries.isNil(bytes, words[word * 2], words[word * 2 + 1]);
  }

  private @Nullable Misfit head(Entries out, int count) {
    int names = count;
    byte[] bytes = out.bytes();
    int first = isList(bytes, 0) ? 0 : isList(bytes, 1) ? 1 : -1;
    if (first >= 0) {
      names = oneClient(out, first, names);
    }
    if (names < 3) {
      return out.misfit(words[0], "access.client", "expecting a client, an identity and a user");
    }
    boolean host = first == 1 || (first < 0 && names == 4 && !isNil(bytes, 1));
    first = host ? 1 : 0;
    if (names < first + 3) {
      return out.misfit(words[0], "access.client", "expecting a client, an identity and a user");
    }
    if (host) {
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
    return null;
  }

  private boolean isList(byte[] bytes, int word) {
    int from = words[word * 2];
    int to = words[word * 2 + 1];
    return to > from && (bytes[to - 1] == ',' || (from > 0 && bytes[from - 1] == '"'));
  }

  /**
   * Proxies in front of the server, {@code a, b} or {@code "a, b"}, and the last of them as the
   * server sees it, or not: all are kept, and the client is the first that the world knows, else
   * the first.
   *
   * @return how many words there are with one client for all
   */
  private int oneClient(Entries out, int first, int count) {
    byte[] bytes = out.bytes();
    int last = first;
    while (last < count - 1 && bytes[words[last * 2 + 1] - 1] == ',') {
      last++;
    }
    if (count - last > 3 && Entries.isAddress(bytes, words[last * 2 + 2], words[last * 2 + 3])) {
      last++;
    }
    int from = words[first * 2];
    int to = words[last * 2 + 1];
    int clientFrom = -1;
    int clientTo = -1;
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && bytes[end] != ',' && bytes[end] != ' ' && bytes[end] != '"') {
        end++;
      }
      if (end > at) {
        out.text(hops, at, end);
        boolean known = Entries.isAddress(bytes, at, end) && !PrivateNetworks.has(bytes, at, end);
        if (clientFrom < 0 || (known && PrivateNetworks.has(bytes, clientFrom, clientTo))) {
          clientFrom = at;
          clientTo = end;
        }
      }
      at = end + 1;
    }
    words[first * 2] = clientFrom;
    words[first * 2 + 1] = clientTo;
    int rest = count - last - 1;
    System.arraycopy(words, 2 * (last + 1), words, 2 * (first + 1), 2 * rest);
    return first + 1 + rest;
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
    Misfit misfit = request(out);
    if (misfit != null) {
      return misfit;
    }
    if (!tokens.next() || !(tokens.isNil() || isDigits(out.bytes()))) {
      return out.misfit(tokens.at(), "access.status", "expecting a status");
    }
    request.status(out, tokens.from, tokens.to);
    misfit = bytes(out);
    if (misfit == null && tokens.next()) {
      visitor(out);
    }
    return misfit;
  }

  private @Nullable Misfit request(Entries out) {
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
    return null;
  }

  private @Nullable Misfit bytes(Entries out) {
    if (!tokens.next()) {
      return out.misfit(tokens.at(), "access.size", "expecting the number of bytes sent");
    }
    out.number(size, tokens.from, tokens.to);
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
      int start = tokens.from;
      if (!ingress(out)) {
        tokens.over(out.bytes(), start, end);
        traefik(out);
      }
    }
  }

  /** {@code 262 "router@docker" "http://192.0.2.3:5601" 2ms}. */
  private void traefik(Entries out) {
    int mark = out.event().mark();
    byte[] bytes = out.bytes();
    boolean fits = tokens.next() && isDigits(bytes);
    if (fits) {
      out.number(count, tokens.from, tokens.to);
    }
    for (int i = 0; fits && i < 2; i++) {
      fits = tokens.next() && tokens.kind == '"';
      if (fits && !tokens.isNil()) {
        out.text(i == 0 ? router : server, tokens.from, tokens.to);
      }
    }
    fits = fits && tokens.next() && millis(out);
    if (!fits) {
      out.event().rewind(mark);
    }
  }

  /** {@code 2ms} as nanoseconds. */
  private boolean millis(Entries out) {
    byte[] bytes = out.bytes();
    int digits = tokens.to - tokens.from - MILLIS.length;
    if (digits < 1
        || digits > MAX_DIGITS
        || !Entries.is(bytes, tokens.to - MILLIS.length, tokens.to, MILLIS)
        || !Entries.isNumber(bytes, tokens.from, tokens.from + digits)) {
      return false;
    }
    if (bytes[tokens.from] == '0') {
      out.number(duration, tokens.from, tokens.from + digits);
      return true;
    }
    int at = out.event().claim(digits + TO_NANOS.length);
    bytes = out.bytes();
    System.arraycopy(bytes, tokens.from, bytes, at, digits);
    System.arraycopy(TO_NANOS, 0, bytes, at + digits, TO_NANOS.length);
    out.number(duration, at, at + digits + TO_NANOS.length);
    return true;
  }

  /** What ingress-nginx writes behind the combined format; false if something else follows. */
  private boolean ingress(Entries out) {
    int mark = out.event().mark();
    byte[] bytes = out.bytes();
    for (int i = 0; i < ingress.length; i++) {
      boolean bracket = i == 2 || i == 3;
      if ((i > 0 && !tokens.next()) || (bracket && tokens.kind != '[')) {
        out.event().rewind(mark);
        return false;
      }
      int from = tokens.from;
      if (tokens.kind == '[' && !bracket) {
        from = ofUpstream();
      }
      // Several upstreams were asked, one behind the other.
      while (i > 3 && tokens.to > from && bytes[tokens.to - 1] == ',') {
        if (!Entries.isNil(bytes, from, tokens.to - 1)) {
          out.value(ingress[i], from, tokens.to - 1);
        }
        if (!tokens.next()) {
          out.event().rewind(mark);
          return false;
        }
        from = tokens.kind == '[' ? ofUpstream() : tokens.from;
      }
      if (!Entries.isNil(bytes, from, tokens.to)) {
        out.value(ingress[i], from, tokens.to);
      }
    }
    return true;
  }

  /** An address in brackets and its port are one; where they begin. */
  private int ofUpstream() {
    int from = tokens.from - 1;
    tokens.join();
    return from;
  }
}
