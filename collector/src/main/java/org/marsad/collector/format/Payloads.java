package org.marsad.collector.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The formats of what syslog carries. They read the message that a header left, or a whole line
 * that has no header. Which one reads a text is told by its first word, so that plain text costs a
 * look at that word. Nothing is remembered of the line before but the columns that a source has
 * named. One thread.
 */
final class Payloads {
  private static final byte[] CEF = Entries.ascii("CEF");
  private static final byte[] LEEF = Entries.ascii("LEEF");
  private static final int MAX_PREFIX = 160;

  private final Entries out;
  private final Times times;
  private final CefFormat cef;
  private final LeefFormat leef;
  private final JsonPayload cee;
  private final List<Payload> unmistakable;
  private final List<Payload> all = new ArrayList<>();
  private final List<Constant> names = new ArrayList<>();

  Payloads(Schema schema, Times times, ClaimedTime clock) {
    var stamps = new Stamps(times);
    this.out = new Entries(clock);
    this.times = times;
    cef = add(new CefFormat(schema, stamps));
    leef = add(new LeefFormat(schema, stamps));
    unmistakable = List.of(cef, leef);
    cee = add(new JsonPayload(new JsonFormat(times, clock), times));
  }

  private <T extends Payload> T add(T payload) {
    all.add(payload);
    names.add(Constant.of(payload.name()));
    return payload;
  }

  /** Whether the word [from, to) in front of a colon begins a payload and is no tag. */
  static boolean isStart(byte[] bytes, int from, int to) {
    return (to - from == 3 && Entries.is(bytes, from, to, CEF))
        || (to - from == 4 && Entries.is(bytes, from, to, LEEF));
  }

  /** All of them. */
  List<Payload> all() {
    return all;
  }

  /** The format of the text [from, to), or null if it is plain text. */
  @Nullable Payload of(byte[] bytes, int start, int to) {
    int from = start;
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    if (to - from < 5) {
      return null;
    }
    return switch (bytes[from]) {
      case '{' -> JsonPayload.starts(bytes, from, to) ? cee : null;
      case '@' -> Entries.is(bytes, from, to, JsonPayload.COOKIE) ? cee : null;
      default -> behindText(bytes, from, to);
    };
  }

  /** CEF and LEEF, which are often behind words that no header explains: by their first pipe. */
  private @Nullable Payload behindText(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + MAX_PREFIX);
    for (int i = from + 4; i < end; i++) {
      if (bytes[i] == '|') {
        return CefFormat.startBefore(bytes, from, i) >= 0
            ? cef
            : LeefFormat.startBefore(bytes, from, i) >= 0 ? leef : null;
      }
    }
    return null;
  }

  /**
   * Adds to the open row what its {@code message} says, if that is written in one of these formats.
   *
   * @param offset where the frame is
   * @param structured whether the frame has fields of its own, so that only what cannot be mistaken
   *     for text is read
   * @return the name of that format, or null if it is plain text
   */
  @Nullable Constant read(EventBatch.Builder event, int offset, int length, boolean structured) {
    int slice = event.find(Fields.MESSAGE.id());
    if (slice == EventBatch.NONE) {
      return null;
    }
    int from = event.offset(slice);
    Payload payload = of(event.bytes(), from, from + event.length(slice));
    if (payload == null || (structured && !unmistakable.contains(payload))) {
      return null;
    }
    return read(payload, event, offset, length);
  }

  /** As above, in a format that is settled; null if it did not understand the message. */
  @Nullable Constant read(Payload payload, EventBatch.Builder event, int offset, int length) {
    int slice = event.find(Fields.MESSAGE.id());
    if (slice == EventBatch.NONE) {
      return null;
    }
    int from = event.offset(slice);
    int to = from + event.length(slice);
    event.remove(slice);
    boolean within = from >= offset && to <= offset + length;
    Misfit misfit = apply(payload, event, from, to, within ? offset : from);
    if (misfit == null) {
      return names.get(all.indexOf(payload));
    }
    out.flag(misfit);
    return null;
  }

  /** Reads a frame that has no header. */
  @Nullable Misfit readBare(Payload payload, EventBatch.Builder event, int offset, int length) {
    out.missing(event, offset);
    return apply(payload, event, offset, offset + length, offset);
  }

  private @Nullable Misfit apply(
      Payload payload, EventBatch.Builder event, int start, int end, int origin) {
    boolean headerComplete = times.isComplete();
    byte[] bytes = event.bytes();
    int from = start;
    int to = end;
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    while (to > from && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
      to--;
    }
    int mark = event.mark();
    Misfit misfit = payload.read(out.over(event, origin), from, to);
    if (misfit != null) {
      event.rewind(mark);
    } else {
      out.settleTime(headerComplete);
    }
    if (event.find(Fields.MESSAGE.id()) == EventBatch.NONE && end > start) {
      event.add(Fields.MESSAGE, start, end - start);
    }
    return misfit;
  }
}
