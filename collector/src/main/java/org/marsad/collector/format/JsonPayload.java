package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

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
    int pid = out.event().find(Fields.PROCESS_PID.id());
    Misfit misfit = json.members(out.event(), at, to - at);
    if (misfit != null) {
      return out.misfit(at + misfit.position(), misfit.code(), misfit.message());
    }
    if (pid != EventBatch.NONE && hasAnother(out.event(), pid)) {
      // The program knows its number better than the one that forwards for it.
      out.event().remove(pid);
    }
    int stamp = json.claimedAt();
    out.claim(json.claimed(), times.isComplete(), stamp, stamp + json.claimedLength());
    return null;
  }

  private static boolean hasAnother(EventBatch.Builder event, int slice) {
    for (int i = slice + 1; i < event.endSlice(); i++) {
      if (event.field(i) == event.field(slice)) {
        return true;
      }
    }
    return false;
  }
}
