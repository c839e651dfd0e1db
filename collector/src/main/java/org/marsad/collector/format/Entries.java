package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Address;

/**
 * What a payload enters into the open row: values by what they are, names of the sender behind a
 * prefix, the message and the time. Places are offsets into the builder's block, [from, to). One
 * thread; made once and pointed at row after row.
 *
 * <p>Bounded: values past {@value #MAX_VALUES} stay in the original alone and the event is tagged.
 */
final class Entries {
  static final int MAX_VALUES = 1_024;

  /** How a letter behind a backslash is to be read. */
  interface Escapes {
    /** The byte it stands for, or -1 if the backslash is one. */
    int of(int letter);
  }

  static final byte[] HTTP = ascii("HTTP/");
  static final byte[] SOFTWARE = ascii("#Software:");
  static final byte[] VERSION = ascii("#Version:");
  static final byte[] DATE = ascii("#Date:");

  private static final int MAX_NUMBER = 18;
  private static final Constant CAPPED = Constant.of("fields-capped");
  private static final Constant MALFORMED = Constant.of("malformed");

  private final ClaimedTime clock;
  private EventBatch.@Nullable Builder row;
  private byte[] name = new byte[Schema.MAX_NAME_BYTES];
  private int origin;
  private int values;
  private boolean messageSet;
  private int messageFrom;
  private int messageTo;

  private long claimed;
  private boolean complete;
  private int claimedAt;
  private int claimedLength;

  Entries(ClaimedTime clock) {
    this.clock = clock;
  }

  /**
   * Begins with the open row.
   *
   * @param origin where positions of misfits count from
   */
  Entries over(EventBatch.Builder event, int origin) {
    this.row = event;
    this.origin = origin;
    values = 0;
    messageSet = false;
    claimed = Times.NONE;
    return this;
  }

  /** Says that the open row has no time yet. */
  void missing(EventBatch.Builder event, int offset) {
    clock.enter(event, Times.NONE, offset, 0);
  }

  EventBatch.Builder event() {
    EventBatch.Builder event = row;
    if (event == null) {
      throw new IllegalStateException("no row is open");
    }
    return event;
  }

  /** The block as it is now; ask again after each call that adds bytes. */
  byte[] bytes() {
    return event().bytes();
  }

  long received() {
    return event().received();
  }

  /** A field by its name, to be kept. */
  int field(String fieldName) {
    return event().schema().id(fieldName);
  }

  Misfit misfit(int at, String code, String message) {
    return new Misfit(at - origin, code, message);
  }

  /** Says of the event what was not understood of it; what was stays. */
  void flag(Misfit misfit) {
    EventBatch.Builder event = event();
    event.add(Fields.TAGS, MALFORMED);
    event.add(Fields.ERROR_CODE, misfit.code());
    event.add(Fields.ERROR_MESSAGE, misfit.message());
    event.add(Fields.ERROR_OFFSET, misfit.position());
  }

  /** Enters text, unless there is none. */
  void text(int field, int from, int to) {
    if (to > from && field != Schema.NONE && hasRoom()) {
      event().add(field, ValueKind.TEXT, from, to - from);
    }
  }

  /** Enters text, be it empty. */
  void anyText(int field, int from, int to) {
    if (field != Schema.NONE && hasRoom()) {
      event().add(field, ValueKind.TEXT, from, to - from);
    }
  }

  void constant(int field, Constant value) {
    if (field != Schema.NONE && hasRoom()) {
      event().add(event().schema().field(field), value);
    }
  }

  /** Enters a number; text that is none is left out. */
  void number(int field, int from, int to) {
    if (field != Schema.NONE && isNumber(bytes(), from, to) && hasRoom()) {
      event().add(field, ValueKind.NUMBER, from, to - from);
    }
  }

  /** Enters a number, unless the event has one there. */
  void numberOnce(int field, int from, int to) {
    if (event().find(field) == EventBatch.NONE) {
      number(field, from, to);
    }
  }

  /** Enters a number as such and anything else as text, be it empty. */
  void value(int field, int from, int to) {
    if (field != Schema.NONE && hasRoom()) {
      boolean number = isNumber(bytes(), from, to);
      event().add(field, number ? ValueKind.NUMBER : ValueKind.TEXT, from, to - from);
    }
  }

  /** Enters an address; a name goes where names go, or nowhere. */
  void address(int ip, int otherwise, int from, int to) {
    if (isAddress(bytes(), from, to)) {
      text(ip, from, to);
    } else {
      text(otherwise, from, to);
    }
  }

  /** Enters a value under the sender's name for it, behind a prefix. */
  void own(byte[] prefix, int nameFrom, int nameTo, int from, int to) {
    boolean number = isNumber(bytes(), from, to);
    own(prefix, nameFrom, nameTo, number ? ValueKind.NUMBER : ValueKind.TEXT, from, to);
  }

  void own(byte[] prefix, int nameFrom, int nameTo, ValueKind kind, int from, int to) {
    if (!hasRoom()) {
      return;
    }
    EventBatch.Builder event = event();
    int field = named(prefix, nameFrom, nameTo);
    if (field == Schema.NONE) {
      byte[] bytes = event.bytes();
      int length = prefix.length + nameTo - nameFrom + 1 + to - from;
      int at = event.claim(length);
      byte[] block = event.bytes();
      System.arraycopy(prefix, 0, block, at, prefix.length);
      int end = at + prefix.length;
      System.arraycopy(bytes, nameFrom, block, end, nameTo - nameFrom);
      end += nameTo - nameFrom;
      block[end++] = '=';
      System.arraycopy(bytes, from, block, end, to - from);
      event.add(Fields.OVERFLOW, at, length);
    } else {
      event.add(field, kind, from, to - from);
    }
  }

  /** The field of a name behind a prefix; names that are kept once an event are moved away. */
  private int named(byte[] prefix, int nameFrom, int nameTo) {
    Schema schema = event().schema();
    int length = prefix.length + nameTo - nameFrom;
    if (length > name.length) {
      return Schema.NONE;
    }
    System.arraycopy(prefix, 0, name, 0, prefix.length);
    System.arraycopy(bytes(), nameFrom, name, prefix.length, nameTo - nameFrom);
    int field = schema.id(name, 0, length);
    if (!Fields.isRow(field)) {
      return field;
    }
    byte[] moved = ("payload." + schema.field(field).name()).getBytes(StandardCharsets.UTF_8);
    return schema.id(moved, 0, moved.length);
  }

  /** Reads the escapes of a value; {@link #textAt} and {@link #textEnd} say where it is then. */
  void unescape(int from, int to, Escapes escapes) {
    EventBatch.Builder event = event();
    int at = event.claim(to - from);
    byte[] block = event.bytes();
    int count = 0;
    for (int i = from; i < to; i++) {
      byte b = block[i];
      if (b == '\\' && i + 1 < to) {
        int meant = escapes.of(block[i + 1]);
        if (meant >= 0) {
          b = (byte) meant;
          i++;
        }
      }
      block[at + count++] = b;
    }
    event.release(to - from - count);
    textAt = at;
    textEnd = at + count;
  }

  int textAt;
  int textEnd;

  /** The payload's own message, in place of all of its text. The first one counts. */
  void message(int from, int to) {
    if (!messageSet) {
      messageSet = true;
      messageFrom = from;
      messageTo = to;
    }
  }

  /** Puts the payload's message, if it has one, in the place of what stands there. */
  void settleMessage(EventBatch.Builder event) {
    if (!messageSet) {
      return;
    }
    messageSet = false;
    int slice = event.find(Fields.MESSAGE.id());
    if (slice != EventBatch.NONE) {
      event.remove(slice);
    }
    event.add(Fields.MESSAGE, messageFrom, messageTo - messageFrom);
  }

  /** Forgets the message of a row that was given up. */
  void forgetMessage() {
    messageSet = false;
  }

  /** The time that the payload claims. The first one counts. */
  void claim(long time, boolean hasYearAndZone, int from, int to) {
    if (claimed == Times.NONE && time != Times.NONE) {
      claimed = time;
      complete = hasYearAndZone;
      claimedAt = from;
      claimedLength = to - from;
    }
  }

  /** Corrects the claim that is written at this place, once the zone it is of is known. */
  void claimAgain(long time, int from) {
    if (claimed != Times.NONE && claimedAt == from && time != Times.NONE) {
      claimed = time;
    }
  }

  /**
   * Takes the payload's time if the header has none, or a poorer one: a time with year and zone is
   * better than one without, and among those one with parts of a second.
   */
  void settleTime(boolean headerComplete) {
    if (claimed == Times.NONE) {
      return;
    }
    EventBatch.Builder event = event();
    boolean sound = ClaimedTime.isSound(event);
    if (rank(claimed, complete) > (sound ? rank(event.timestamp(), headerComplete) : 0)) {
      ClaimedTime.retract(event);
      clock.enter(event, claimed, claimedAt, claimedLength);
    }
  }

  private static int rank(long time, boolean complete) {
    return complete ? time % 1_000_000_000L == 0 ? 2 : 3 : 1;
  }

  private boolean hasRoom() {
    if (values < MAX_VALUES) {
      values++;
      return true;
    }
    if (values == MAX_VALUES) {
      values++;
      event().add(Fields.TAGS, CAPPED);
    }
    return false;
  }

  /** A number as JSON has it, but not one so long that it is rather a name. */
  static boolean isNumber(byte[] bytes, int from, int to) {
    int i = from;
    if (i < to && bytes[i] == '-') {
      i++;
    }
    int digits = i;
    while (i < to && Cursor.isDigit(bytes[i])) {
      i++;
    }
    if (i == digits || i - digits > MAX_NUMBER || (bytes[digits] == '0' && i - digits > 1)) {
      return false;
    }
    if (i < to && bytes[i] == '.') {
      int point = i++;
      while (i < to && Cursor.isDigit(bytes[i])) {
        i++;
      }
      return i == to && i > point + 1 && i - point <= MAX_NUMBER;
    }
    return i == to;
  }

  static boolean isAddress(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < 2 || length > 45) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean fits =
          Cursor.isDigit(b) || b == '.' || b == ':' || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
      if (!fits) {
        return length <= 45
            && b == '%'
            && Address.parse(new String(bytes, from, length, StandardCharsets.ISO_8859_1)) != null;
      }
    }
    return Address.parse(new String(bytes, from, length, StandardCharsets.ISO_8859_1)) != null;
  }

  /** Whether the bytes at a place are these. */
  static boolean is(byte[] bytes, int from, int to, byte[] wanted) {
    return to - from >= wanted.length
        && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
  }

  /** The one dash that stands for nothing. */
  static boolean isNil(byte[] bytes, int from, int to) {
    return to == from || (to == from + 1 && bytes[from] == '-');
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
