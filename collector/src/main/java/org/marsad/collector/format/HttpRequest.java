package org.marsad.collector.format;

import org.marsad.collector.mapping.UrlSpans;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/** The request line of HTTP, the address in it, and what a status says. One thread. */
final class HttpRequest {
  private static final byte[] VERSION = Entries.ascii("HTTP/");
  private static final Constant WEB = Constant.of("web");
  private static final Constant ACCESS = Constant.of("access");
  private static final Constant SUCCESS = Constant.of("success");
  private static final Constant FAILURE = Constant.of("failure");
  private static final int MAX_METHOD = 32;

  private final UrlSpans spans = new UrlSpans();
  private final int method;
  private final int version;
  private final int status;
  private final int path;
  private final int query;
  private final int scheme;
  private final int domain;
  private final int port;
  private final int type;

  HttpRequest(Schema schema) {
    method = schema.id("http.request.method");
    version = schema.id("http.version");
    status = schema.id("http.response.status_code");
    path = schema.id("url.path");
    query = schema.id("url.query");
    scheme = schema.id("url.scheme");
    domain = schema.id("url.domain");
    port = schema.id("url.port");
    type = schema.id("event.type");
  }

  /** Enters {@code GET /path?query HTTP/1.1}; what looks otherwise is left alone. */
  void line(Entries out, int start, int end) {
    byte[] bytes = out.bytes();
    int from = start;
    int to = end;
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    int word = from;
    while (word < to && isMethodByte(bytes[word])) {
      word++;
    }
    if (word == from || word - from > MAX_METHOD || word >= to || bytes[word] != ' ') {
      return;
    }
    int url = word;
    while (url < to && bytes[url] == ' ') {
      url++;
    }
    int urlEnd = to;
    int last = to;
    while (last > url && bytes[last - 1] != ' ') {
      last--;
    }
    if (last > url) {
      if (Entries.is(bytes, last, to, VERSION)) {
        out.text(version, last + VERSION.length, to);
      }
      urlEnd = last;
      while (urlEnd > url && bytes[urlEnd - 1] == ' ') {
        urlEnd--;
      }
    }
    out.text(method, from, word);
    url(out, url, urlEnd);
  }

  /** Enters an address and its parts. */
  void url(Entries out, int from, int to) {
    if (to == from || Entries.isNil(out.bytes(), from, to)) {
      return;
    }
    out.text(Fields.URL_ORIGINAL.id(), from, to);
    if (!spans.read(out.bytes(), from, to)) {
      return;
    }
    out.text(scheme, spans.schemeFrom(), spans.schemeTo());
    out.text(domain, spans.domainFrom(), spans.domainTo());
    if (spans.portTo() > spans.portFrom()) {
      out.number(port, spans.portFrom(), spans.portTo());
    }
    out.text(path, spans.pathFrom(), spans.pathTo());
    out.text(query, spans.queryFrom(), spans.queryTo());
  }

  /** Enters a name or address with or without a port as the domain of the URL. */
  void host(Entries out, int from, int to) {
    spans.authority(out.bytes(), from, to);
    out.text(domain, spans.domainFrom(), spans.domainTo());
    if (spans.portTo() > spans.portFrom()) {
      out.number(port, spans.portFrom(), spans.portTo());
    }
  }

  /** Enters a status and what it means. */
  void status(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    web(out);
    if (to - from == 3 && Entries.isNumber(bytes, from, to)) {
      out.number(status, from, to);
      out.constant(Fields.EVENT_OUTCOME.id(), bytes[from] < '4' ? SUCCESS : FAILURE);
    }
  }

  /** Says that the event is an access, where no status tells how it ended. */
  void web(Entries out) {
    out.constant(Fields.EVENT_CATEGORY.id(), WEB);
    out.constant(type, ACCESS);
  }

  private static boolean isMethodByte(byte b) {
    return ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || b == '_' || b == '-';
  }
}
