package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;

/**
 * A JSON object as the message, with or without the cookie {@code @cee:} of lumberjack and rsyslog
 * in front of it. Its {@code message} or {@code msg} takes the place of the text.
 */
final class JsonPayload implements Payload {
  static final byte[] COOKIE = Entries.ascii("@cee:");

  private final JsonFormat json;
  private final Times times;

  /** Objects are read by a JSON format of its own. */
  JsonPayload(JsonFormat json, Times times) {
    this.json = json;
    this.times = times;
  }

  @Override
  public String name() {
    return "cee";
  }

  /** A brace and a name in quotes, or nothing. */
  static boolean starts(byte[] bytes, int from, int to) {
    int i = from + 1;
    while (i < to
        && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
      i++;
    }
    return i < to && bytes[from] == '{' && (bytes[i] == '"' || bytes[i] == '}');
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int at = Entries.is(bytes, from, to, COOKIE) ? from + COOKIE.length : from;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    Misfit misfit = json.members(out.event(), at, to - at);
    if (misfit != null) {
      return out.misfit(at + misfit.position(), misfit.code(), misfit.message());
    }
    int stamp = json.claimedAt();
    out.claim(json.claimed(), times.isComplete(), stamp, stamp + json.claimedLength());
    return null;
  }
}
