package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * The structured data of RFC 5424 section 6.3, which becomes fields {@code
 * log.syslog.structured_data.ID.NAME}. Understands what devices make of it: values without quotes
 * (VMware), a blank behind the equals sign, names without values, elements without an id, and
 * {@code name:"value"; } (Check Point). The last, and that blank, are no flaw.
 *
 * <p>What the grammar forbids is told with its place, and reading goes on behind the element; an
 * element whose end cannot be found is left to the message. One thread.
 */
final class StructuredData {
  private static final byte[] PREFIX =
      "log.syslog.structured_data.".getBytes(StandardCharsets.US_ASCII);

  /** The longest name that section 6.3 allows. */
  private static final int STRICT_NAME = 32;

  private static final int MAX_NAME = 255;
  private static final int MAX_IDS = 16;
  private static final boolean[] NAME_BYTES = nameBytes();

  private final Cursor in;
  private final byte[] name = Arrays.copyOf(PREFIX, Schema.MAX_NAME_BYTES + 2 * MAX_NAME);
  private final int[] ids = new int[2 * MAX_IDS];
  private int idCount;
  private boolean strict;
  private @Nullable Misfit flaw;

  /** Reads through the cursor of its format. */
  StructuredData(Cursor in) {
    this.in = in;
  }

  /**
   * Reads the elements at the cursor; the first thing that the grammar forbids, or null.
   *
   * @param strict whether it is that of RFC 5424; in old headers missing quotes and values are none
   */
  @Nullable Misfit read(EventBatch.Builder event, boolean strict) {
    this.strict = strict;
    flaw = null;
    idCount = 0;
    while (in.peek() == '[') {
      int start = in.at;
      int mark = event.mark();
      if (!element(event) && !recover()) {
        event.rewind(mark);
        in.at = start;
        break;
      }
    }
    return flaw;
  }

  /**
   * Whether structured data stands here where none need be: an id, and a parameter in quotes or of
   * an id with an at sign.
   */
  boolean isHere() {
    if (in.peek() != '[') {
      return false;
    }
    int i = 1;
    boolean at = false;
    for (int c = in.peek(i); isNameByte(c) && i <= MAX_NAME; c = in.peek(i)) {
      at |= c == '@';
      i++;
    }
    if (i == 1 || in.peek(i) != ' ') {
      return false;
    }
    int from = ++i;
    while (isNameByte(in.peek(i)) && i - from < MAX_NAME) {
      i++;
    }
    return i > from && in.peek(i) == '=' && (at || in.peek(i + 1) == '"');
  }

  /** Whether structured data stands here whose first id has an at sign. */
  boolean isNamedHere() {
    int i = 1;
    boolean at = false;
    for (int c = in.peek(i); isNameByte(c) && i <= MAX_NAME; c = in.peek(i)) {
      at |= c == '@';
      i++;
    }
    return at && isHere();
  }

  /** One element; false if its end was not found. */
  private boolean element(EventBatch.Builder event) {
    in.at++;
    int id = in.at;
    in.at = nameEnd(id, ' ');
    int length = in.at - id;
    int prefix = PREFIX.length;
    int stop = in.peek();
    boolean bare = stop == '"' && in.before() == ':';
    if (bare || stop == '=' && length > 0) {
      if (!bare) {
        flaw(in.at, "expecting the id of an element");
      }
      in.at = id;
    } else {
      if (length == 0 || stop != ' ' && stop != ']') {
        flaw(in.at, "expecting the id of an element");
        return false;
      }
      checkName(id, length);
      if (isKnown(id, length)) {
        flaw(in.at, "expecting each id once");
      }
      int kept = Math.min(length, MAX_NAME);
      System.arraycopy(in.bytes, id, name, prefix, kept);
      prefix += kept;
      name[prefix++] = '.';
    }
    while (true) {
      int between = in.at;
      while (in.peek() == ' ' || bare && in.peek() == ';') {
        in.at++;
      }
      if (!bare && in.at > between + 1) {
        slip(between + 1, "expecting one blank");
      }
      if (in.peek() == ']') {
        if (!bare && in.at > between) {
          slip(in.at, "expecting NAME=\"VALUE\"");
        }
        in.at++;
        return true;
      }
      if (!parameter(event, prefix, bare ? ':' : '=')) {
        return false;
      }
    }
  }

  private boolean parameter(EventBatch.Builder event, int prefix, int between) {
    int from = in.at;
    in.at = nameEnd(from, between);
    int length = in.at - from;
    if (length == 0 || length > MAX_NAME) {
      flaw(Math.min(in.at, from + STRICT_NAME), "expecting NAME=\"VALUE\" or ]");
      return false;
    }
    checkName(from, length);
    System.arraycopy(in.bytes, from, name, prefix, length);
    if (!in.skip(between)) {
      if (in.peek() != ' ' && in.peek() != ']') {
        flaw(in.at, "expecting = behind the name");
        return false;
      }
      slip(in.at, "expecting = behind the name");
      enter(event, prefix + length, in.at, 0, false);
      return true;
    }
    int blanks = 0;
    while (in.peek(blanks) == ' ') {
      blanks++;
    }
    if (in.peek(blanks) == '"') {
      in.at += blanks + 1;
      return quoted(event, prefix + length);
    }
    int value = in.at;
    slip(value, "expecting \" in front of the value");
    while (!in.atEnd() && in.peek() != ' ' && in.peek() != ']') {
      in.at++;
    }
    if (in.atEnd()) {
      flaw(in.at, "the element is never closed");
      return false;
    }
    enter(event, prefix + length, value, in.at - value, false);
    return true;
  }

  private boolean quoted(EventBatch.Builder event, int nameLength) {
    int value = in.at;
    boolean escaped = false;
    in.at = plainEnd(value);
    for (int c = in.peek(); c != '"'; c = in.peek()) {
      if (c == '\\') {
        escaped = true;
        in.at++;
        c = in.peek();
        if (c != '"' && c != '\\' && c != ']') {
          flaw(in.at, "expecting \", \\ or ] behind the backslash");
        }
      } else if (c == ']') {
        flaw(in.at, "expecting \\ before ] in a value");
      }
      if (in.atEnd()) {
        flaw(in.at, "the value is never closed");
        return false;
      }
      in.at++;
    }
    int length = in.at - value;
    in.at++;
    enter(event, nameLength, value, length, escaped);
    int after = in.peek();
    if (after != ' ' && after != ']' && after != ';') {
      flaw(in.at, "expecting a blank or ] behind the value");
      return false;
    }
    return true;
  }

  /** Where a name ends that begins here: at a byte that is none of names, or at the other. */
  private int nameEnd(int from, int other) {
    byte[] bytes = in.bytes;
    int end = in.end;
    int at = from;
    while (at < end && NAME_BYTES[bytes[at] & 0xff] && bytes[at] != other) {
      at++;
    }
    return at;
  }

  /** Where a value has its first quote, backslash or bracket. */
  private int plainEnd(int from) {
    byte[] bytes = in.bytes;
    int end = in.end;
    int at = from;
    while (at < end && bytes[at] != '"' && bytes[at] != '\\' && bytes[at] != ']') {
      at++;
    }
    return at;
  }

  /** Goes behind the next bracket that can end an element; false if there is none. */
  private boolean recover() {
    for (int i = in.at; i < in.end; i++) {
      if (in.bytes[i] == ']'
          && (i + 1 == in.end || in.bytes[i + 1] == ' ' || in.bytes[i + 1] == '[')) {
        in.at = i + 1;
        return true;
      }
    }
    return false;
  }

  private void enter(
      EventBatch.Builder event, int nameLength, int from, int length, boolean escaped) {
    int field = event.schema().id(name, 0, nameLength);
    if (field == Schema.NONE) {
      event.add(
          Fields.OVERFLOW,
          new String(name, 0, nameLength, StandardCharsets.UTF_8)
              + "="
              + new String(in.bytes, from, length, StandardCharsets.UTF_8));
      in.bytes = event.bytes();
    } else if (escaped) {
      unescape(event, field, from, length);
    } else {
      event.add(field, ValueKind.TEXT, from, length);
    }
  }

  /** Section 6.3.3: a backslash escapes quote, backslash and bracket, and stays before others. */
  private void unescape(EventBatch.Builder event, int field, int from, int length) {
    int to = event.claim(length);
    byte[] block = event.bytes();
    int count = 0;
    for (int i = from; i < from + length; i++) {
      byte b = block[i];
      byte next = i + 1 < from + length ? block[i + 1] : 0;
      if (b == '\\' && (next == '"' || next == '\\' || next == ']')) {
        b = next;
        i++;
      }
      block[to + count++] = b;
    }
    event.release(length - count);
    event.add(field, ValueKind.TEXT, to, count);
    in.bytes = event.bytes();
  }

  private boolean isKnown(int id, int length) {
    for (int i = 0; i < idCount; i++) {
      int from = ids[2 * i];
      if (Arrays.equals(in.bytes, from, from + ids[2 * i + 1], in.bytes, id, id + length)) {
        return true;
      }
    }
    if (idCount < MAX_IDS) {
      ids[2 * idCount] = id;
      ids[2 * idCount++ + 1] = length;
    }
    return false;
  }

  private void checkName(int from, int length) {
    if (length > STRICT_NAME) {
      flaw(from + STRICT_NAME, "expecting a name of at most " + STRICT_NAME + " bytes");
    }
  }

  /** What devices do and can be understood. */
  private void slip(int at, String message) {
    if (strict) {
      flaw(at, message);
    }
  }

  private void flaw(int at, String message) {
    if (flaw == null) {
      flaw = Misfit.flaw(at - in.start, "syslog.structured_data", message);
    }
  }

  /** PRINTUSASCII without the four that section 6.3 keeps for itself. */
  private static boolean isNameByte(int c) {
    return c >= 0 && NAME_BYTES[c];
  }

  private static boolean[] nameBytes() {
    var table = new boolean[256];
    for (int c = '!'; c < 0x7f; c++) {
      table[c] = c != '=' && c != ']' && c != '"';
    }
    return table;
  }
}
