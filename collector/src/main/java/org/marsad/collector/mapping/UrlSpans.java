package org.marsad.collector.mapping;

/**
 * Where the parts of a URL lie in a block: {@code scheme://host:port/path?query#fragment}, a path
 * with a query alone, or a host with a port or a path as proxies write them. Parts that are not
 * there are empty. What is none of these has no parts. One thread.
 */
public final class UrlSpans {
  private static final int MAX_PORT_DIGITS = 5;

  private int schemeFrom;
  private int schemeTo;
  private int domainFrom;
  private int domainTo;
  private int portFrom;
  private int portTo;
  private int pathFrom;
  private int pathTo;
  private int queryFrom;
  private int queryTo;

  /** Finds the parts of [from, to); whether it has any. */
  public boolean read(byte[] bytes, int from, int to) {
    schemeFrom = from;
    schemeTo = from;
    domainFrom = from;
    domainTo = from;
    portFrom = from;
    portTo = from;
    if (from >= to) {
      return false;
    }
    if (bytes[from] == '/') {
      path(bytes, from, to);
      return true;
    }
    int colon = from;
    while (colon < to && isLetter(bytes[colon])) {
      colon++;
    }
    boolean absolute =
        colon > from
            && colon + 2 < to
            && bytes[colon] == ':'
            && bytes[colon + 1] == '/'
            && bytes[colon + 2] == '/';
    int at = absolute ? colon + 3 : from;
    int end = at;
    while (end < to && bytes[end] != '/' && bytes[end] != '?') {
      end++;
    }
    if (absolute) {
      schemeTo = colon;
    } else if (!isHost(bytes, from, end)
        || !(isPath(bytes, end, to) || hasPort(bytes, from, end))) {
      return false;
    }
    authority(bytes, at, end);
    path(bytes, end, to);
    return true;
  }

  /** Finds the host and the port of {@code user@host:port}. */
  public void authority(byte[] bytes, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '@') {
        start = i + 1;
      }
    }
    domainFrom = start;
    domainTo = to;
    portFrom = to;
    portTo = to;
    int digits = to;
    while (digits > start && isDigit(bytes[digits - 1])) {
      digits--;
    }
    boolean port = digits > start && bytes[digits - 1] == ':' && digits < to;
    if (port && to - digits <= MAX_PORT_DIGITS && !isBareIpv6(bytes, start, digits - 1)) {
      domainTo = digits - 1;
      portFrom = digits;
    }
  }

  /** An address of IPv6 without brackets: its last group is no port. */
  private static boolean isBareIpv6(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] == '[') {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == ':') {
        return true;
      }
    }
    return false;
  }

  private void path(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '#') {
      end++;
    }
    int mark = from;
    while (mark < end && bytes[mark] != '?') {
      mark++;
    }
    pathFrom = from;
    pathTo = mark;
    queryFrom = Math.min(mark + 1, end);
    queryTo = end;
  }

  /** Letters, digits and what else stands in names and addresses, with a dot or a port. */
  private static boolean isHost(byte[] bytes, int from, int to) {
    boolean dot = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!isLetter(b) && !isDigit(b) && "-._:[]".indexOf(b) < 0) {
        return false;
      }
      dot |= b == '.' || b == ':';
    }
    return dot;
  }

  private static boolean isPath(byte[] bytes, int from, int to) {
    return from < to && bytes[from] == '/';
  }

  private static boolean hasPort(byte[] bytes, int from, int to) {
    int digits = to;
    while (digits > from && isDigit(bytes[digits - 1])) {
      digits--;
    }
    return digits < to
        && to - digits <= MAX_PORT_DIGITS
        && digits > from + 1
        && bytes[digits - 1] == ':'
        && !isBareIpv6(bytes, from, digits - 1);
  }

  private static boolean isLetter(byte b) {
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  public int schemeFrom() {
    return schemeFrom;
  }

  public int schemeTo() {
    return schemeTo;
  }

  public int domainFrom() {
    return domainFrom;
  }

  public int domainTo() {
    return domainTo;
  }

  public int portFrom() {
    return portFrom;
  }

  public int portTo() {
    return portTo;
  }

  public int pathFrom() {
    return pathFrom;
  }

  public int pathTo() {
    return pathTo;
  }

  public int queryFrom() {
    return queryFrom;
  }

  public int queryTo() {
    return queryTo;
  }
}
