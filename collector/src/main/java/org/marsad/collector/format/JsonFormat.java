package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * A JSON object (RFC 8259). Names inside of each other are joined by dots; the members of an array
 * are values of the same field; null is no value. Values are slices of the frame; only strings with
 * escapes are written anew. Numbers keep their digits.
 *
 * <p>The time is the first of {@link #TIME_NAMES} that can be read. A name that is a {@linkplain
 * Fields#isRow row field} of ours is kept under {@code json.} and its name.
 *
 * <p>Bounded: objects deeper than {@value #MAX_DEPTH} are not understood, values past {@value
 * #MAX_VALUES} stay in the original alone and the event is tagged.
 */
final class JsonFormat implements LogFormat {
  /** Names of the event's time, the best first. */
  static final List<String> TIME_NAMES =
      List.of(
          "@timestamp",
          "timestamp",
          "time",
          "eventTime",
          "UtcTime",
          "TimeCreated",
          "SystemTime",
          "EventTime",
          "event_time",
          "datetime",
          "ts",
          "@t",
          "timeMillis",
          "asctime",
          "query_timestamp",
          "eventTimestamp",
          "CreationTime",
          "date");

  static final int MAX_DEPTH = 64;
  static final int MAX_VALUES = 4096;

  private static final byte[][] TIMES = bytes(TIME_NAMES);
  private static final String COLLISION = "json.";
  private static final byte[] MSG = "msg".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final Constant CAPPED = Constant.of("fields-capped");

  private final Cursor in = new Cursor();
  private final Cursor stamp = new Cursor();
  private final Times times;
  private final ClaimedTime time;
  private final JsonPlaces places = new JsonPlaces();
  private JsonPlaces.Place place = places.root();
  private @Nullable Schema schema;
  private int values;
  private boolean capped;
  private int bestTime;
  private long claimed = Times.NONE;
  private int claimedAt;
  private int claimedLength;
  private int msgAt;
  private int msgLength;

  // What string() found.
  private int textAt;
  private int textLength;

  JsonFormat(Times times, ClaimedTime time) {
    this.times = times;
    this.time = time;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public boolean claims(byte[] bytes, int offset, int length) {
    return length > 0 && bytes[offset] == '{';
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    Misfit misfit = members(event, offset, length);
    if (misfit == null) {
      time.enter(event, claimed, claimedAt, claimedLength);
    }
    return misfit;
  }

  /** The time of the object read last, or {@link Times#NONE}. */
  long claimed() {
    return claimed;
  }

  /** Where it is written. */
  int claimedAt() {
    return claimedAt;
  }

  int claimedLength() {
    return claimedLength;
  }

  /** Reads a string with its quotes; {@link #textAt()} says where its text is then. */
  @Nullable Misfit string(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    return string(event);
  }

  int textAt() {
    return textAt;
  }

  int textEnd() {
    return textAt + textLength;
  }

  /** Enters a string with its quotes as the value of a field. */
  @Nullable Misfit text(EventBatch.Builder event, int field, int offset, int length) {
    in.over(event.bytes(), offset, length);
    Misfit misfit = string(event);
    if (misfit == null) {
      event.add(field, ValueKind.TEXT, textAt, textLength);
    }
    return misfit;
  }

  /**
   * Enters the members of an object, but not its time, which {@link #claimed} tells: the time of
   * the event may be told elsewhere.
   */
  @Nullable Misfit members(EventBatch.Builder event, int offset, int length) {
    in.over(event.bytes(), offset, length);
    if (schema != event.schema()) {
      schema = event.schema();
      places.clear();
    }
    place = places.root();
    values = 0;
    capped = false;
    bestTime = TIMES.length;
    claimed = Times.NONE;
    msgLength = -1;
    blanks();
    Misfit misfit =
        in.peek() == '{'
            ? object(event, 1)
            : new Misfit(in.position(), "json.object", "expecting { at the start of the object");
    if (misfit != null) {
      return misfit;
    }
    blanks();
    if (!in.atEnd()) {
      return new Misfit(in.position(), "json.end", "expecting nothing behind the object");
    }
    if (msgLength >= 0 && event.find(Fields.MESSAGE.id()) == EventBatch.NONE) {
      event.add(Fields.MESSAGE, msgAt, msgLength);
    }
    if (capped) {
      event.add(Fields.TAGS, CAPPED);
    }
    return null;
  }

  private @Nullable Misfit object(EventBatch.Builder event, int depth) {
    if (depth > MAX_DEPTH) {
      return new Misfit(in.position(), "json.depth", "nested deeper than " + MAX_DEPTH);
    }
    in.at++;
    blanks();
    if (in.skip('}')) {
      return null;
    }
    JsonPlaces.Place parent = place;
    JsonPlaces.Place before = null;
    while (true) {
      blanks();
      if (in.peek() != '"') {
        return new Misfit(in.position(), "json.name", "expecting a name in quotes");
      }
      Misfit misfit = string(event);
      if (misfit != null) {
        return misfit;
      }
      before = places.member(parent, before, in.bytes, textAt, textLength);
      place = before;
      blanks();
      if (!in.skip(':')) {
        return new Misfit(in.position(), "json.colon", "expecting : behind the name");
      }
      misfit = value(event, depth);
      if (misfit != null) {
        return misfit;
      }
      place = parent;
      blanks();
      if (in.skip('}')) {
        return null;
      }
      if (!in.skip(',')) {
        return new Misfit(in.position(), "json.comma", "expecting , or } behind the value");
      }
    }
  }

  private @Nullable Misfit array(EventBatch.Builder event, int depth) {
    if (depth > MAX_DEPTH) {
      return new Misfit(in.position(), "json.depth", "nested deeper than " + MAX_DEPTH);
    }
    in.at++;
    blanks();
    if (in.skip(']')) {
      return null;
    }
    while (true) {
      Misfit misfit = value(event, depth);
      if (misfit != null) {
        return misfit;
      }
      blanks();
      if (in.skip(']')) {
        return null;
      }
      if (!in.skip(',')) {
        return new Misfit(in.position(), "json.comma", "expecting , or ] behind the value");
      }
    }
  }

  private @Nullable Misfit value(EventBatch.Builder event, int depth) {
    blanks();
    return switch (in.peek()) {
      case '{' -> object(event, depth + 1);
      case '[' -> array(event, depth + 1);
      case '"' -> text(event);
      case 't' -> word(event, TRUE, ValueKind.BOOLEAN);
      case 'f' -> word(event, FALSE, ValueKind.BOOLEAN);
      case 'n' -> word(event, NULL, null);
      default -> number(event);
    };
  }

  private @Nullable Misfit text(EventBatch.Builder event) {
    Misfit misfit = string(event);
    if (misfit == null) {
      enter(event, ValueKind.TEXT, textAt, textLength);
    }
    return misfit;
  }

  private @Nullable Misfit word(EventBatch.Builder event, byte[] word, @Nullable ValueKind kind) {
    if (in.left() < word.length
        || !Arrays.equals(in.bytes, in.at, in.at + word.length, word, 0, word.length)) {
      return new Misfit(in.position(), "json.value", "expecting a value");
    }
    if (kind != null) {
      enter(event, kind, in.at, word.length);
    }
    in.at += word.length;
    return null;
  }

  private @Nullable Misfit number(EventBatch.Builder event) {
    int from = in.at;
    in.skip('-');
    int digits = in.at;
    while (Cursor.isDigit(in.peek())) {
      in.at++;
    }
    boolean whole = in.at > digits;
    if (whole && in.peek() == '.' && Cursor.isDigit(in.peek(1))) {
      in.at++;
      while (Cursor.isDigit(in.peek())) {
        in.at++;
      }
    }
    if (whole && (in.peek() | 0x20) == 'e') {
      in.at++;
      if (in.peek() == '+' || in.peek() == '-') {
        in.at++;
      }
      whole = Cursor.isDigit(in.peek());
      while (Cursor.isDigit(in.peek())) {
        in.at++;
      }
    }
    if (!whole) {
      return new Misfit(in.position(), "json.value", "expecting a value");
    }
    enter(event, ValueKind.NUMBER, from, in.at - from);
    return null;
  }

  /** Reads a string; leaves where its text lies, which is in the frame if it has no escapes. */
  private @Nullable Misfit string(EventBatch.Builder event) {
    int from = ++in.at;
    in.at = JsonText.end(in.bytes, from, in.end);
    if (in.atEnd()) {
      return new Misfit(in.position(), "json.string", "the string is never closed");
    }
    if (in.bytes[in.at] == '\\') {
      return escaped(event, from);
    }
    textAt = from;
    textLength = in.at - from;
    in.at++;
    return null;
  }

  /** A string with escapes, from its first byte on; the cursor is at the first backslash. */
  private @Nullable Misfit escaped(EventBatch.Builder event, int from) {
    int end = closing(in.at);
    if (end >= in.end) {
      in.at = in.end;
      return new Misfit(in.position(), "json.string", "the string is never closed");
    }
    // Never longer than its source: \\uXXXX has six bytes and becomes at most three.
    int to = event.claim(end - from);
    byte[] block = event.bytes();
    in.bytes = block;
    int read = in.at;
    System.arraycopy(block, from, block, to, read - from);
    int write = to + read - from;
    while (read < end) {
      byte b = block[read++];
      if (b != '\\') {
        block[write++] = b;
        continue;
      }
      in.at = read + 1;
      int c = escape(block[read], end);
      if (c < 0) {
        return new Misfit(in.position(), "json.escape", "unknown escape in a string");
      }
      read = in.at;
      write += utf8(c, block, write);
    }
    int count = write - to;
    event.release(end - from - count);
    textAt = to;
    textLength = count;
    in.at = end + 1;
    return null;
  }

  /** Where the quote is that closes the string, or behind the end; {@code from} is no escape. */
  private int closing(int from) {
    byte[] bytes = in.bytes;
    int at = from;
    while (at < in.end) {
      at = JsonText.end(bytes, at, in.end);
      if (at >= in.end || bytes[at] == '"') {
        return at;
      }
      at += 2;
    }
    return at;
  }

  /** The character of an escape whose letter was read; -1 if it is none. */
  private int escape(byte letter, int end) {
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode(end);
      default -> -1;
    };
  }

  private int unicode(int end) {
    int high = hex(end);
    if (high < 0xd800 || high > 0xdbff) {
      return high >= 0xdc00 && high <= 0xdfff ? 0xfffd : high;
    }
    int back = in.at;
    if (in.at + 6 <= end && in.bytes[in.at] == '\\' && in.bytes[in.at + 1] == 'u') {
      in.at += 2;
      int low = hex(end);
      if (low >= 0xdc00 && low <= 0xdfff) {
        return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
      }
    }
    in.at = back;
    return 0xfffd;
  }

  private int hex(int end) {
    if (in.at + 4 > end) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(in.bytes[in.at + i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    in.at += 4;
    return value;
  }

  /** Writes a character; how many bytes it took. */
  static int utf8(int c, byte[] to, int at) {
    if (c < 0x80) {
      to[at] = (byte) c;
      return 1;
    }
    if (c < 0x800) {
      to[at] = (byte) (0xc0 | c >> 6);
      to[at + 1] = (byte) (0x80 | c & 0x3f);
      return 2;
    }
    if (c < 0x10000) {
      to[at] = (byte) (0xe0 | c >> 12);
      to[at + 1] = (byte) (0x80 | c >> 6 & 0x3f);
      to[at + 2] = (byte) (0x80 | c & 0x3f);
      return 3;
    }
    to[at] = (byte) (0xf0 | c >> 18);
    to[at + 1] = (byte) (0x80 | c >> 12 & 0x3f);
    to[at + 2] = (byte) (0x80 | c >> 6 & 0x3f);
    to[at + 3] = (byte) (0x80 | c & 0x3f);
    return 4;
  }

  private void enter(EventBatch.Builder event, ValueKind kind, int at, int length) {
    if (++values > MAX_VALUES) {
      capped = true;
      return;
    }
    JsonPlaces.Place of = place;
    if (of.field == JsonPlaces.Place.UNKNOWN) {
      find(of, event.schema());
    }
    if (of.time < bestTime) {
      time(of.time, kind, at, length);
    }
    if (of.isMessage) {
      msgAt = at;
      msgLength = length;
    }
    if (of.field >= 0) {
      if (of.field != Fields.TIMESTAMP.id()) {
        event.add(of.field, kind, at, length);
      }
      return;
    }
    event.add(
        Fields.OVERFLOW,
        new String(of.path(), StandardCharsets.UTF_8)
            + "="
            + new String(in.bytes, at, length, StandardCharsets.UTF_8));
  }

  /** Finds out what the values of a place are. */
  private static void find(JsonPlaces.Place of, Schema schema) {
    byte[] path = of.path();
    of.time = TIMES.length;
    for (int i = TIMES.length - 1; i >= 0; i--) {
      if (Arrays.equals(TIMES[i], path)) {
        of.time = i;
      }
    }
    of.isMessage = Arrays.equals(MSG, path);
    of.field = schema.id(path, 0, path.length);
    if (Fields.isRow(of.field) && of.field != Fields.TIMESTAMP.id()) {
      of.field = schema.id(COLLISION + schema.field(of.field).name());
    }
  }

  /** Takes the value as the event's time if it can be read: no better name was seen. */
  private void time(int rank, ValueKind kind, int at, int length) {
    long value = read(kind, at, length);
    if (value != Times.NONE) {
      claimed = value;
      claimedAt = at;
      claimedLength = length;
      bestTime = rank;
    }
  }

  private long read(ValueKind kind, int at, int length) {
    if (kind == ValueKind.NUMBER) {
      long exact = Times.epoch(in.bytes, at, length);
      return exact != Times.NONE || length > 30
          ? exact
          : Times.epoch(
              Double.parseDouble(new String(in.bytes, at, length, StandardCharsets.US_ASCII)));
    }
    if (length > 8 && isNumber(at, length)) {
      return Times.epoch(in.bytes, at, length);
    }
    stamp.over(in.bytes, at, length);
    long value = times.iso(stamp);
    return stamp.atEnd() ? value : Times.NONE;
  }

  /** Digits, perhaps with a fraction behind a dot. */
  private boolean isNumber(int at, int length) {
    int dots = 0;
    for (int i = at; i < at + length; i++) {
      if (in.bytes[i] == '.') {
        dots++;
      } else if (!Cursor.isDigit(in.bytes[i])) {
        return false;
      }
    }
    return dots < 2;
  }

  private void blanks() {
    while (in.at < in.end) {
      byte b = in.bytes[in.at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      in.at++;
    }
  }

  private static byte[][] bytes(List<String> names) {
    return names.stream()
        .map(name -> name.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }
}
