package org.marsad.collector.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The formats of what syslog carries. They read the message that a header left, or a whole line
 * that has no header. Which one reads a text is told by its first word, so that plain text costs a
 * look at that word. Nothing is remembered of the line before but the columns that a source has
 * named. One thread.
 */
final class Payloads {
  private static final Logger LOG = LoggerFactory.getLogger(Payloads.class);
  private static final byte[] CEF = Entries.ascii("CEF");
  private static final byte[] LEEF = Entries.ascii("LEEF");
  private static final byte[] AUDIT = Entries.ascii("=audit(");
  private static final int MAX_WORD = 256;
  private static final int MAX_PREFIX = 160;

  private final Entries out;
  private final Times times;
  private final Payload cef;
  private final Payload leef;
  private final Payload cee;
  private final Payload access;
  private final Payload webError;
  private final Payload nginxError;
  private final Payload glog;
  private final W3cFormat w3c;
  private final Payload zeek;
  private final Payload windows;
  private final Payload windowsText;
  private final AwsLineFormat aws;
  private final KeyValueFormat keyValue;

  /** Those that no text can be mistaken for. */
  private final List<Payload> unmistakable;

  /** Those whose own message takes its place after the mappings have seen all of the text. */
  private final List<Payload> late;

  private final List<Payload> all = new ArrayList<>();
  private final List<Constant> names = new ArrayList<>();

  /** Whether the message is names and values, which the mappings of vendors may read first. */
  private boolean candidate;

  Payloads(Schema schema, Times times, ClaimedTime clock, WindowsText text) {
    var stamps = new Stamps(times);
    var request = new HttpRequest(schema);
    this.out = new Entries(clock);
    this.times = times;
    cef = add(new CefFormat(schema, stamps));
    leef = add(new LeefFormat(schema, stamps));
    cee = add(new JsonPayload(new JsonFormat(times, clock), times));
    access = add(new AccessLogFormat(schema, stamps, request));
    webError = add(new WebErrorFormat(schema, stamps));
    nginxError = add(new NginxErrorFormat(schema, stamps, request));
    keyValue = add(new KeyValueFormat(schema, stamps));
    glog = add(new GlogFormat(schema, times, keyValue));
    w3c = add(new W3cFormat(schema, stamps));
    zeek = add(new ZeekFormat(schema, stamps));
    windows = add(new WindowsXmlFormat(schema, stamps));
    windowsText = add(new WindowsTextFormat(schema, stamps, text));
    aws = add(new AwsLineFormat(schema, stamps, request));
    unmistakable = List.of(cef, leef, windows, windowsText);
    late = List.of(access, webError, nginxError);
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
  @Nullable Payload of(EventBatch.Builder event, int start, int to) {
    byte[] bytes = event.bytes();
    int from = start;
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    if (to - from < 5) {
      return null;
    }
    byte first = bytes[from];
    switch (first) {
      case '{' -> {
        return JsonPayload.starts(bytes, from, to) ? cee : behindText(bytes, from, to);
      }
      case '@' -> {
        if (Entries.is(bytes, from, to, JsonPayload.COOKIE)) {
          return cee;
        }
      }
      case '<' -> {
        return WindowsXmlFormat.fits(bytes, from, to) ? windows : behindText(bytes, from, to);
      }
      case '#' -> {
        return W3cFormat.isDirective(bytes, from, to)
            ? w3c
            : ZeekFormat.isDirective(bytes, from, to) ? zeek : null;
      }
      case '[' -> {
        return WebErrorFormat.fits(bytes, from, to)
            ? webError
            : AccessLogFormat.fitsTls(bytes, from, to)
                ? access
                : keyValue.fitsInBrackets(bytes, from, to) ? keyValue : behindText(bytes, from, to);
      }
      default -> {}
    }
    return byFirstWord(event, from, to);
  }

  private @Nullable Payload byFirstWord(EventBatch.Builder event, int from, int to) {
    byte[] bytes = event.bytes();
    if (bytes[from] <= 'L' && WindowsTextFormat.fits(bytes, from, to)) {
      return windowsText;
    }
    int limit = Math.min(to, from + MAX_WORD);
    int word = Words.name(bytes, from, limit);
    if (word == limit || word == from) {
      return word == to && KeyValueFormat.isTight(bytes, from, to)
          ? keyValue
          : behindText(bytes, from, to);
    }
    Payload found = null;
    byte first = bytes[from];
    if (bytes[word] == '='
        || first == '"'
        || first == '\''
        || bytes[word - 1] == '"'
        || bytes[word - 1] == ':'
        || (bytes[word - 1] == ',' && first != '-' && !Cursor.isDigit(first))
        || isOfPair(bytes, from, word, to)) {
      found = isAudit(bytes, from, to) || !keyValue.fits(bytes, from, to) ? null : keyValue;
    } else if (Cursor.isDigit(first)) {
      found = byNumber(event, from, word, to);
    } else if (first >= 'A' && first <= 'Z' && GlogFormat.fits(bytes, from, to)) {
      found = glog;
    } else if (isWordOfAws(bytes, from, word, to) && aws.fits(event, from, to)) {
      found = aws;
    }
    if (found == null
        && isClient(bytes, from, word, to)
        && AccessLogFormat.fits(bytes, from, word, to)) {
      found = access;
    }
    if (found == null && w3c.fitsNamed(event, from, to)) {
      found = w3c;
    }
    if (found == null
        && (aws.fitsNamed(event, from, to) || AwsLineFormat.isHead(bytes, from, to))) {
      found = aws;
    }
    return found == null ? behindText(bytes, from, to) : found;
  }

  /**
   * Whether a sign with blanks or of two characters is behind the first word, or the word again.
   */
  private static boolean isOfPair(byte[] bytes, int from, int word, int to) {
    if (word + 3 >= to || bytes[word] != ' ') {
      return false;
    }
    byte next = bytes[word + 1];
    if (next == '=' && bytes[word + 2] == ' ') {
      return true;
    }
    return next == bytes[from]
        ? KeyValueFormat.behindRepeated(bytes, from, to) > from
        : bytes[word + 3] == ' '
            && (next == '=' || next == '-' || next == ':')
            && (bytes[word + 2] == '>' || bytes[word + 2] == '-' || bytes[word + 2] == '=');
  }

  /** Whether the first word has a dot or a colon, or a dash is behind it. */
  private static boolean isClient(byte[] bytes, int from, int word, int to) {
    if (word + 1 < to && bytes[word + 1] == '-') {
      return true;
    }
    for (int i = from; i < word; i++) {
      if (bytes[i] == '.' || bytes[i] == ':') {
        return true;
      }
    }
    return false;
  }

  /** What begins with a date, a time or a version. */
  private @Nullable Payload byNumber(EventBatch.Builder event, int from, int word, int to) {
    byte[] bytes = event.bytes();
    if (NginxErrorFormat.fits(bytes, from, to)) {
      return nginxError;
    }
    if (bytes[word] == '\t' && ZeekFormat.fits(bytes, from, to)) {
      return zeek;
    }
    if (w3c.fits(event, from, to)) {
      return w3c;
    }
    return isWordOfAws(bytes, from, word, to) && aws.fits(event, from, to) ? aws : null;
  }

  /**
   * A version, a scheme, an instance, an owner in hex or a time with zone and what AWS puts next.
   */
  private static boolean isWordOfAws(byte[] bytes, int from, int word, int to) {
    byte first = bytes[from];
    int length = word - from;
    if (length == 1) {
      return first == '-' || Cursor.isDigit(first);
    }
    if (length < 6 && word + 1 < to && Cursor.isDigit(bytes[word + 1])) {
      return true;
    }
    boolean stamp = length > 18 && bytes[from + 4] == '-' && bytes[word - 1] == 'Z';
    return stamp || (first == 'i' && bytes[from + 1] == '-') || isHex(bytes, from, word);
  }

  private static boolean isHex(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Cursor.isDigit(bytes[i]) && (bytes[i] < 'a' || bytes[i] > 'f')) {
        return false;
      }
    }
    return to - from >= 4;
  }

  /** {@code type=NAME msg=audit(}: records of the audit daemon are read by others. */
  private static boolean isAudit(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + MAX_PREFIX);
    for (int i = from; i < end; i++) {
      if (bytes[i] == '('
          && i - AUDIT.length + 1 >= from
          && Entries.is(bytes, i - AUDIT.length + 1, to, AUDIT)) {
        return true;
      }
    }
    return false;
  }

  /** CEF and LEEF, which are often behind words that no header explains: by their first pipe. */
  private @Nullable Payload behindText(byte[] bytes, int from, int to) {
    int pipe = Words.pipe(bytes, from, Math.min(to, from + MAX_PREFIX));
    if (pipe < 0) {
      return null;
    }
    return CefFormat.startBefore(bytes, from, pipe) >= 0
        ? cef
        : LeefFormat.startBefore(bytes, from, pipe) >= 0 ? leef : null;
  }

  /**
   * Adds to the open row what its {@code message} says, if that is written in one of these formats.
   *
   * @param slice the message
   * @param offset where the frame is
   * @param structured whether the frame has fields of its own, so that only what cannot be mistaken
   *     for text is read
   * @return the name of that format, or null if it is plain text
   */
  @Nullable Constant read(
      EventBatch.Builder event, int slice, int offset, int length, boolean structured) {
    forget();
    int from = event.offset(slice);
    Payload payload = of(event, from, from + event.length(slice));
    if (payload == null || (structured && !unmistakable.contains(payload))) {
      return null;
    }
    if (isKeyValue(payload)) {
      candidate = true;
      return null;
    }
    return read(payload, event, offset, length);
  }

  /** The open row has no message that would be looked at. */
  void forget() {
    candidate = false;
    out.forgetMessage();
  }

  @SuppressWarnings("ReferenceEquality") // there is one
  private boolean isKeyValue(Payload payload) {
    return payload == keyValue;
  }

  /** Whether a line without a header is read as it is: not by signs that a header may stand by. */
  @Nullable Payload ofLine(EventBatch.Builder event, int offset, int length) {
    Payload payload = of(event, offset, offset + length);
    return payload == null
            || (isKeyValue(payload)
                && !KeyValueFormat.hasColons(event.bytes(), offset, offset + length))
        ? null
        : payload;
  }

  /**
   * What remains once the mappings of vendors have seen the message: names and values of nobody
   * they know, and the messages of formats whose whole text they wanted to see.
   *
   * @return the name of the format that read the message now, or null
   */
  @Nullable Constant finish(EventBatch.Builder event, int offset, int length) {
    Constant name = null;
    if (candidate && event.find(Fields.EVENT_MODULE.id()) == EventBatch.NONE) {
      name = read(keyValue, event, offset, length);
    }
    candidate = false;
    out.settleMessage(event);
    return name;
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
    Misfit misfit = apply(payload, event, from, to, within ? offset : from, late.contains(payload));
    if (misfit == null) {
      return names.get(all.indexOf(payload));
    }
    out.flag(misfit);
    return null;
  }

  /** Reads a frame that has no header; one that is no UTF-8 is read as Latin-1. */
  @Nullable Misfit readBare(Payload payload, EventBatch.Builder event, int offset, int length) {
    candidate = false;
    out.forgetMessage();
    out.missing(event, offset);
    int from = offset;
    int to = offset + length;
    if (!Utf8.isValid(event.bytes(), from, to)) {
      int room = 2 * length;
      int copy = event.claim(room);
      int count = Utf8.repair(event.bytes(), from, to, copy);
      event.release(room - count);
      event.add(Fields.TAGS, SyslogHeader.LATIN_1);
      from = copy;
      to = copy + count;
    }
    return apply(payload, event, from, to, from, false);
  }

  /**
   * Has a payload read.
   *
   * @param whole whether the message stays all of the text, as behind a header, where the text is
   *     what somebody logged
   */
  private @Nullable Misfit apply(
      Payload payload, EventBatch.Builder event, int start, int end, int origin, boolean whole) {
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
    Misfit misfit = guarded(payload, event, origin, from, to, whole);
    if (misfit != null) {
      event.rewind(mark);
      out.forgetMessage();
    } else {
      out.settleTime(headerComplete);
      if (!late.contains(payload)) {
        out.settleMessage(event);
      }
    }
    if (event.find(Fields.MESSAGE.id()) == EventBatch.NONE && end > start) {
      event.add(Fields.MESSAGE, start, end - start);
    }
    return misfit;
  }

  private @Nullable Misfit guarded(
      Payload payload, EventBatch.Builder event, int origin, int from, int to, boolean whole) {
    try {
      out.over(event, origin);
      if (whole) {
        out.message(from, to);
      }
      return payload.read(out, from, to);
    } catch (RuntimeException e) {
      LOG.error("format {} has a bug", payload.name(), e);
      return new Misfit(0, "format.bug", "the format failed: " + e.getClass());
    }
  }
}
