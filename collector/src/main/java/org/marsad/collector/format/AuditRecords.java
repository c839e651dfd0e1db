package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.marsad.collector.mapping.EventTime;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Records of the audit system of Linux in a message: {@code [node=N] type=T msg=audit(TIME:SERIAL):
 * NAME=VALUE ...}, as auditd, its syslog plugin and the kernel write them. Fields keep their names;
 * values that the kernel wrote in hex because of a blank or a quote are text again; the arguments
 * of an EXECVE are {@code process.args} and {@code process.command_line}. What the records of one
 * event say is brought together by {@link AuditJoiner}.
 *
 * <p>Anything else costs a look at the first byte. One thread; never throws.
 */
final class AuditRecords {
  private static final byte[] AUDIT = ascii("audit(");
  private static final byte[] TYPE = ascii("type=");
  private static final byte[] NODE = ascii("node=");
  private static final byte[] MSG = ascii("msg");
  private static final byte[] NULL = ascii("(null)");
  private static final byte[] AVC = ascii("avc:");
  private static final byte[] EXECVE = ascii("EXECVE");
  private static final byte[] EXECVE_NUMBER = ascii("1309");
  private static final byte[] OP = ascii("op");
  private static final byte[] SADDR = ascii("saddr");
  private static final byte[] TITLE = ascii("proctitle");
  private static final byte[] CENTURY = ascii("20");

  /** Where a date of three times two digits ends. */
  private static final int YEAR_END = 8;

  private static final byte[] UID = ascii("uid");
  private static final byte[] GID = ascii("gid");
  private static final byte[] UNSET = ascii("unset");
  private static final byte[] ADDRESS = ascii("laddr=");
  private static final byte[] PORT = ascii("lport=");
  private static final byte[] PATH = ascii("path=");
  private static final byte[][] ENCODED = {
    ascii("proctitle"),
    ascii("comm"),
    ascii("exe"),
    ascii("cwd"),
    ascii("name"),
    ascii("cmd"),
    ascii("acct"),
    ascii("data"),
    ascii("key"),
    ascii("dir"),
    ascii("path"),
    ascii("vm"),
  };

  /** How far in the message the head of a record may reach. */
  private static final int MAX_HEAD = 200;

  private final EventTime time;
  private final AuditJoiner joiner;
  private final Schema schema;
  private final int typeField;
  private final int idField;
  private final int sequenceField;
  private final int argsField;
  private final int resultField;
  private final int permissionsField;
  private final int addressField;
  private final int portField;
  private final int pathField;

  // The record in hand.
  private EventBatch.Builder event;
  private boolean execve;
  private boolean interpreted;
  private int commandAt;
  private int commandLength;

  AuditRecords(Schema schema, EventTime time) {
    this.schema = schema;
    this.time = time;
    this.event = EventBatch.builder(schema);
    typeField = schema.id("type");
    idField = schema.id("auditd.event_id");
    sequenceField = schema.id("auditd.sequence");
    argsField = schema.id("process.args");
    resultField = schema.id("seresult");
    permissionsField = schema.id("seperms");
    addressField = schema.id("auditd.socket.ip");
    portField = schema.id("auditd.socket.port");
    pathField = schema.id("auditd.socket.path");
    joiner = new AuditJoiner(schema);
  }

  /** Values that were over what is remembered of an event. */
  long leftOut() {
    return joiner.leftOut();
  }

  /** Events whose records were forgotten before the last of them came. */
  long forgotten() {
    return joiner.forgotten();
  }

  /** Adds to the open row the fields of the record that this slice, its message, is. */
  void read(EventBatch.Builder row, int slice) {
    int from = row.offset(slice);
    int to = from + row.length(slice);
    byte[] bytes = row.bytes();
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    if (from == to || !isFirst(bytes[from])) {
      return;
    }
    int audit = find(bytes, from, Math.min(to, from + MAX_HEAD), AUDIT);
    int type = audit < 0 ? -1 : find(bytes, from, audit, TYPE);
    if (type < 0) {
      return;
    }
    int idFrom = audit + AUDIT.length;
    int close = find(bytes, idFrom, Math.min(to, idFrom + MAX_HEAD), (byte) ')');
    int colon = close - 1;
    while (colon > idFrom && bytes[colon] != ':') {
      colon--;
    }
    if (close == to
        || bytes[close] != ')'
        || bytes[colon] != ':'
        || !isDigits(bytes, colon + 1, close)) {
      return;
    }
    event = row;
    record(from, to, type + TYPE.length, idFrom, colon, close);
  }

  private void record(int from, int to, int typeFrom, int idFrom, int colon, int close) {
    int mark = event.endSlice();
    int typeTo = wordEnd(event.bytes(), typeFrom, to);
    execve =
        is(event.bytes(), typeFrom, typeTo, EXECVE)
            || is(event.bytes(), typeFrom, typeTo, EXECVE_NUMBER);
    commandLength = -1;
    interpreted = find(event.bytes(), idFrom, colon, (byte) ' ') < colon;
    event.add(typeField, ValueKind.TEXT, typeFrom, typeTo - typeFrom);
    int node = find(event.bytes(), from, typeFrom, NODE);
    if (node >= 0 && event.find(Fields.HOST_NAME.id()) == EventBatch.NONE) {
      int nodeFrom = node + NODE.length;
      event.add(Fields.HOST_NAME, nodeFrom, wordEnd(event.bytes(), nodeFrom, to) - nodeFrom);
    }
    int body = close + 1;
    if (interpreted && body < to && event.bytes()[body] == ' ') {
      body++;
    }
    if (body < to && event.bytes()[body] == ':') {
      body++;
    }
    pairs(body, to, true);
    if (commandLength >= 0) {
      event.add(Fields.PROCESS_COMMAND_LINE, commandAt, commandLength);
    }
    if (joiner.join(event, mark, typeFrom, typeTo, idFrom, close)) {
      event.add(schema.field(schema.id("auditd.joined")), true);
    }
    event.add(idField, ValueKind.TEXT, idFrom, close - idFrom);
    event.add(sequenceField, ValueKind.NUMBER, colon + 1, close - colon - 1);
    if (!time.take(event, ValueKind.NUMBER, idFrom, colon - idFrom) && interpreted) {
      shortYear(idFrom, colon);
    }
  }

  /** {@code 11/26/26 10:20:30.123}, as ausearch writes it where no locale is set. */
  private void shortYear(int from, int to) {
    byte[] bytes = event.bytes();
    if (to - from < YEAR_END + 2 || bytes[from + YEAR_END] != ' ') {
      return;
    }
    int at = event.claim(to - from + CENTURY.length);
    bytes = event.bytes();
    int year = YEAR_END - 2;
    System.arraycopy(bytes, from, bytes, at, year);
    System.arraycopy(CENTURY, 0, bytes, at + year, CENTURY.length);
    System.arraycopy(bytes, from + year, bytes, at + year + CENTURY.length, to - from - year);
    time.take(event, ValueKind.TEXT, at, to - from + CENTURY.length);
  }

  /** Names and values, blanks between them; one level of {@code msg='...'} inside. */
  private void pairs(int start, int to, boolean outer) {
    int at = start;
    while (at < to) {
      byte[] bytes = event.bytes();
      while (at < to && isBlank(bytes[at])) {
        at++;
      }
      int end = wordEnd(bytes, at, to);
      if (outer && is(bytes, at, end, AVC)) {
        at = avc(end, to);
        continue;
      }
      int equals = find(bytes, at, end, (byte) '=');
      if (equals == end || equals == at) {
        at = end;
        continue;
      }
      at = pair(at, equals, to, outer);
    }
  }

  /** One pair; where it ends. */
  private int pair(int name, int equals, int to, boolean outer) {
    byte[] bytes = event.bytes();
    int from = equals + 1;
    byte quote = from < to ? bytes[from] : 0;
    boolean message = is(bytes, name, equals, MSG);
    if (quote == '\'' && message && outer) {
      int close = lastQuote(bytes, from + 1, to);
      pairs(from + 1, close, false);
      return close + 1;
    }
    if (quote == '"' || quote == '\'') {
      int close = find(bytes, from + 1, to, quote);
      value(name, equals, from + 1, close, true);
      return close + 1;
    }
    int end = wordEnd(bytes, from, to);
    if (quote == '{' && is(bytes, name, equals, SADDR)) {
      int close = find(bytes, from, to, (byte) '}');
      shownSocket(from, close);
      return Math.min(to, close + 1);
    }
    if (interpreted && is(bytes, name, equals, TITLE)) {
      end = to;
      while (end > from && isBlank(bytes[end - 1])) {
        end--;
      }
    } else if (interpreted || (!outer && is(bytes, name, equals, OP))) {
      end = sentenceEnd(bytes, end, to);
    }
    if (!message) {
      value(name, equals, from, end, false);
    }
    return end;
  }

  private void value(int name, int equals, int from, int to, boolean quoted) {
    if (from >= to
        || (to - from == 1 && event.bytes()[from] == '?')
        || (!quoted && is(event.bytes(), from, to, NULL))) {
      return;
    }
    int at = from;
    int length = to - from;
    boolean argument = execve && isArgument(event.bytes(), name, equals);
    boolean address = is(event.bytes(), name, equals, SADDR);
    if (!quoted && (argument || isEncoded(name, equals)) && isHex(event.bytes(), from, to)) {
      length = (to - from) / 2;
      at = decode(from, length, argument);
    } else if (address && isHex(event.bytes(), from, to)) {
      socket(from, to - from);
    }
    int field =
        isNameForId(event.bytes(), name, equals, from, to)
            ? upper(name, equals)
            : schema.id(event.bytes(), name, equals - name);
    if (field == Schema.NONE || Fields.isRow(field)) {
      return;
    }
    event.add(field, ValueKind.TEXT, at, length);
    if (argument) {
      argument(name, equals, at, length);
    }
  }

  /** {@code auid=alice}: where an id is expected and a name stands. */
  private static boolean isNameForId(byte[] bytes, int name, int equals, int from, int to) {
    int last = equals - UID.length;
    return last >= name
        && (is(bytes, last, equals, UID) || is(bytes, last, equals, GID))
        && !Cursor.isDigit(bytes[from])
        && bytes[from] != '-'
        && !is(bytes, from, to, UNSET);
  }

  private int upper(int name, int equals) {
    int length = equals - name;
    int at = event.claim(length);
    byte[] bytes = event.bytes();
    for (int i = 0; i < length; i++) {
      byte b = bytes[name + i];
      bytes[at + i] = b >= 'a' && b <= 'z' ? (byte) (b - 0x20) : b;
    }
    return schema.id(bytes, at, length);
  }

  /** Puts an argument behind the command line, which always is the end of the block. */
  private void argument(int name, int equals, int at, int length) {
    event.add(argsField, ValueKind.TEXT, at, length);
    boolean part = find(event.bytes(), name, equals, (byte) '[') < equals;
    boolean first = commandLength < 0;
    int gap = first || (part && event.bytes()[equals - 2] != '0') ? 0 : 1;
    int before = first ? 0 : commandLength;
    int moved = event.claim(before + gap + length);
    byte[] bytes = event.bytes();
    System.arraycopy(bytes, commandAt, bytes, moved, before);
    if (gap == 1) {
      bytes[moved + before] = ' ';
    }
    System.arraycopy(bytes, at, bytes, moved + before + gap, length);
    commandAt = moved;
    commandLength = before + gap + length;
  }

  /** Text from hex; bytes of zero, which part arguments, become blanks. */
  private int decode(int from, int length, boolean argument) {
    int at = event.claim(length);
    byte[] bytes = event.bytes();
    for (int i = 0; i < length; i++) {
      int value = octet(bytes, from + 2 * i);
      bytes[at + i] = (byte) (value == 0 && !argument ? ' ' : value);
    }
    return at;
  }

  /** {@code struct sockaddr} of the three families that matter. */
  private void socket(int from, int digits) {
    byte[] bytes = event.bytes();
    int family = octet(bytes, from);
    if (digits >= 16 && family == 2) {
      var address = new StringBuilder();
      for (int i = 4; i < 8; i++) {
        address.append(i > 4 ? "." : "").append(octet(bytes, from + 2 * i));
      }
      endpoint(address.toString(), octet(bytes, from + 4) << 8 | octet(bytes, from + 6));
    } else if (digits >= 48 && family == 10) {
      var address = new StringBuilder();
      for (int i = 8; i < 24; i += 2) {
        int part = octet(bytes, from + 2 * i) << 8 | octet(bytes, from + 2 * i + 2);
        address.append(i > 8 ? ":" : "").append(Integer.toHexString(part));
      }
      endpoint(address.toString(), octet(bytes, from + 4) << 8 | octet(bytes, from + 6));
    } else if (digits > 6 && family == 1) {
      int length = 0;
      while (4 + 2 * length + 1 < digits && octet(bytes, from + 4 + 2 * length) != 0) {
        length++;
      }
      if (length > 0) {
        event.add(pathField, ValueKind.TEXT, decode(from + 4, length, true), length);
      }
    }
  }

  /** {@code { fam=inet laddr=192.0.2.1 lport=443 }}, or a path. */
  private void shownSocket(int from, int to) {
    shown(addressField, ADDRESS, from, to);
    shown(portField, PORT, from, to);
    shown(pathField, PATH, from, to);
  }

  private void shown(int field, byte[] name, int from, int to) {
    byte[] bytes = event.bytes();
    int at = find(bytes, from, to, name);
    int end = at < 0 ? to : Math.min(to, wordEnd(bytes, at, to));
    if (at >= 0 && at + name.length < end) {
      event.add(field, ValueKind.TEXT, at + name.length, end - at - name.length);
    }
  }

  private void endpoint(String address, int port) {
    event.add(schema.field(addressField), address);
    event.add(schema.field(portField), port);
  }

  /** {@code denied { read write } for}; where it ends. */
  private int avc(int start, int to) {
    byte[] bytes = event.bytes();
    int from = start;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    int end = wordEnd(bytes, from, to);
    event.add(resultField, ValueKind.TEXT, from, end - from);
    int open = find(bytes, end, to, (byte) '{');
    int close = find(bytes, open, to, (byte) '}');
    if (close == to) {
      return end;
    }
    for (int at = open + 1; at < close; ) {
      int wordEnd = Math.min(wordEnd(bytes, at, close), close);
      if (wordEnd > at) {
        event.add(permissionsField, ValueKind.TEXT, at, wordEnd - at);
      }
      at = wordEnd + 1;
    }
    return close + 1;
  }

  private boolean isEncoded(int name, int equals) {
    for (byte[] encoded : ENCODED) {
      if (is(event.bytes(), name, equals, encoded)) {
        return true;
      }
    }
    return false;
  }

  /** {@code a0}, {@code a12} or {@code a1[3]}. */
  static boolean isArgument(byte[] bytes, int from, int to) {
    return to - from >= 2
        && bytes[from] == 'a'
        && Cursor.isDigit(bytes[from + 1])
        && (Cursor.isDigit(bytes[to - 1]) || bytes[to - 1] == ']');
  }

  private static boolean isFirst(byte b) {
    return b == 't' || b == 'n' || b == 'a' || b == '[';
  }

  private static boolean isBlank(byte b) {
    // The enriched form parts what auditd has looked up by a group separator.
    return b == ' ' || b == 0x1d || b == '\n' || b == '\r';
  }

  private static int wordEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Where the words end that belong to no name: what shadow's tools did has blanks in it. */
  private static int sentenceEnd(byte[] bytes, int wordEnd, int to) {
    int end = wordEnd;
    int at = wordEnd;
    while (at + 1 < to && bytes[at] == ' ') {
      int word = at + 1;
      at = wordEnd(bytes, word, to);
      if (at > word && isName(bytes[word]) && find(bytes, word, at, (byte) '=') < at) {
        break;
      }
      end = at;
    }
    return end;
  }

  private static boolean isName(byte b) {
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
  }

  private static int lastQuote(byte[] bytes, int from, int to) {
    int at = to - 1;
    while (at > from && bytes[at] != '\'') {
      at--;
    }
    return at > from ? at : to;
  }

  private static boolean isHex(byte[] bytes, int from, int to) {
    if ((to - from) % 2 != 0) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!Cursor.isDigit(b) && (b < 'A' || b > 'F') && (b < 'a' || b > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static int octet(byte[] bytes, int at) {
    return Character.digit(bytes[at], 16) << 4 | Character.digit(bytes[at + 1], 16);
  }

  private static boolean isDigits(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Cursor.isDigit(bytes[i])) {
        return false;
      }
    }
    return to > from && to - from < 19;
  }

  static boolean is(byte[] bytes, int from, int to, byte[] text) {
    return to - from == text.length && Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  private static int find(byte[] bytes, int from, int to, byte wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static int find(byte[] bytes, int from, int to, byte[] text) {
    for (int at = from; at <= to - text.length; at++) {
      if (bytes[at] == text[0] && is(bytes, at, at + text.length, text)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
