package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The Log Event Extended Format, versions 1 and 2: {@code LEEF:2.0|vendor|product|version|id|^|}
 * and attributes {@code key=value} with a tab or the named delimiter, also in hex, between them.
 * Attributes are entered under {@code leef.} and their key, and where ECS has a name for one, there
 * too. Tabs that a relay wrote as {@code #011} are tabs.
 */
final class LeefFormat implements Payload {
  private static final byte[] START = Entries.ascii("LEEF:");
  private static final byte[] OWN = Entries.ascii("leef.");
  private static final byte[] OCTAL_TAB = Entries.ascii("#011");
  private static final int MAX_LATE = 4;
  private static final String KEYS =
      """
      cat NONE
      src ADDRESS source.ip source.address
      dst ADDRESS destination.ip destination.address
      srcPort NUMBER source.port
      dstPort NUMBER destination.port
      srcPostNAT ADDRESS source.nat.ip
      dstPostNAT ADDRESS destination.nat.ip
      srcPostNATPort NUMBER source.nat.port
      dstPostNATPort NUMBER destination.nat.port
      srcMAC MAC source.mac
      dstMAC MAC destination.mac
      srcBytes NUMBER source.bytes
      dstBytes NUMBER destination.bytes
      srcPackets NUMBER source.packets
      dstPackets NUMBER destination.packets
      totalPackets NUMBER network.packets
      proto TRANSPORT network.transport network.transport
      sev NUMBER event.severity
      usrName TEXT user.name
      accountName TEXT user.name
      domain TEXT user.domain
      role TEXT user.roles
      groupID TEXT user.group.id
      identSrc ADDRESS host.ip
      identHostName TEXT host.hostname
      identMAC MAC host.mac
      resource TEXT destination.domain
      url URL
      policy TEXT rule.name
      action TEXT event.action
      devTime TIME
      msg MESSAGE
      """;

  /** Count where the address behind the translation is not told. */
  private static final String BEFORE_NAT =
      """
      srcPreNAT ADDRESS source.ip
      dstPreNAT ADDRESS destination.ip
      srcPreNATPort NUMBER source.port
      dstPreNATPort NUMBER destination.port
      """;

  private final KeyTable keys;
  private final KeyTable beforeNat;

  /** Where their values are, two ints each, in the order they came. */
  private final int[] late = new int[2 * MAX_LATE];

  private final KeyTable.@Nullable Key[] lateKeys = new KeyTable.Key[MAX_LATE];
  private int lateCount;
  private final int version;
  private final int[] header;

  LeefFormat(Schema schema, Stamps stamps) {
    keys = new KeyTable(schema, stamps).add(KEYS);
    beforeNat = new KeyTable(schema, stamps).add(BEFORE_NAT);
    version = schema.id("leef.version");
    header =
        new int[] {
          schema.id("observer.vendor"),
          schema.id("observer.product"),
          schema.id("observer.version"),
          Fields.EVENT_CODE.id()
        };
  }

  @Override
  public String name() {
    return "leef";
  }

  /**
   * Where {@code LEEF:1.0} begins that ends in front of this pipe; -1 if nothing of the kind does.
   */
  static int startBefore(byte[] bytes, int from, int pipe) {
    int i = pipe - 1;
    while (i > from && (Cursor.isDigit(bytes[i]) || bytes[i] == '.')) {
      i--;
    }
    int start = i + 1 - START.length;
    return i < pipe - 1 && start >= from && Entries.is(bytes, start, pipe, START) ? start : -1;
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int pipe = pipe(bytes, from, to);
    int start = pipe == to ? -1 : startBefore(bytes, from, pipe);
    if (start < 0) {
      return out.misfit(pipe, "leef.version", "expecting LEEF:1.0| or LEEF:2.0|");
    }
    int at = start + START.length;
    boolean second = bytes[at] != '1';
    out.text(version, at, pipe);
    for (int field = 0; field < header.length; field++) {
      at = pipe + 1;
      pipe = at > to ? to : pipe(bytes, at, to);
      boolean last = field == header.length - 1;
      if (at > to || (pipe == to && !last)) {
        return out.misfit(to, "leef.header", "expecting five values with | between them");
      }
      out.text(header[field], at, pipe);
    }
    at = Math.min(pipe + 1, to);
    int delimiter = '\t';
    if (second) {
      pipe = pipe(bytes, at, to);
      int named = pipe < to ? delimiter(bytes, at, pipe) : -1;
      if (named >= 0) {
        delimiter = named;
        at = pipe + 1;
      }
    } else if (isBarred(bytes, at, to)) {
      delimiter = '|';
    }
    attributes(out, at, to, delimiter);
    return null;
  }

  private static int pipe(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '|') {
      i++;
    }
    return Math.min(i, to);
  }

  /** The delimiter that is named, a tab if none is, -1 if this is something else. */
  private static int delimiter(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return '\t';
    }
    if (length == 1) {
      return bytes[from];
    }
    int digits = bytes[from] == '0' && bytes[from + 1] == 'x' ? from + 2 : from + 1;
    if (length > 6 || (bytes[digits - 1] != 'x' && bytes[digits - 1] != 'X') || digits == to) {
      return length == 2 && bytes[from] == '\\' && bytes[from + 1] == 't' ? '\t' : -1;
    }
    int value = 0;
    for (int i = digits; i < to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value < 0x80 ? value : -1;
  }

  private void attributes(Entries out, int start, int to, int delimiter) {
    byte[] bytes = out.bytes();
    boolean octal = delimiter == '\t' && !holds(bytes, start, to, '\t');
    int from = start;
    lateCount = 0;
    while (from < to) {
      int end = from;
      int equals = -1;
      while (end < to
          && bytes[end] != delimiter
          && !(octal && bytes[end] == '#' && Entries.is(bytes, end, to, OCTAL_TAB))) {
        if (bytes[end] == '=' && equals < 0) {
          equals = end;
        }
        end++;
      }
      if (equals > from) {
        attribute(out, from, equals, end);
      } else if (!isBlank(bytes, from, end)) {
        out.flag(out.misfit(from, "leef.attribute", "expecting KEY=VALUE"));
      }
      bytes = out.bytes();
      boolean tab = end < to && bytes[end] == delimiter;
      from = tab ? end + 1 : Math.min(to, end + OCTAL_TAB.length);
    }
    for (int i = 0; i < lateCount; i++) {
      KeyTable.Key key = lateKeys[i];
      if (key != null && out.event().find(key.fields()[0]) == EventBatch.NONE) {
        keys.enter(out, key, late[2 * i], late[2 * i + 1]);
      }
    }
  }

  private void attribute(Entries out, int start, int equals, int end) {
    byte[] bytes = out.bytes();
    int from = start;
    int keyTo = equals;
    int valueTo = end;
    while (from < keyTo && bytes[from] <= ' ') {
      from++;
    }
    while (keyTo > from && bytes[keyTo - 1] == ' ') {
      keyTo--;
    }
    while (valueTo > equals + 1 && (bytes[valueTo - 1] == '\r' || bytes[valueTo - 1] == '\n')) {
      valueTo--;
    }
    if (keyTo == from) {
      return;
    }
    out.own(OWN, from, keyTo, equals + 1, valueTo);
    KeyTable.Key key = keys.find(out.bytes(), from, keyTo);
    if (key != null) {
      keys.enter(out, key, equals + 1, valueTo);
      return;
    }
    KeyTable.Key before = beforeNat.find(out.bytes(), from, keyTo);
    if (before != null && lateCount < MAX_LATE) {
      lateKeys[lateCount] = before;
      late[2 * lateCount] = equals + 1;
      late[2 * lateCount++ + 1] = valueTo;
    }
  }

  /** Whether bars stand between the pairs, as PAN-OS writes them in version 1, and no tabs. */
  private static boolean isBarred(byte[] bytes, int from, int to) {
    int at = pipe(bytes, from, to) + 1;
    int equals = at;
    while (equals < to && (Character.isLetterOrDigit(bytes[equals]) || bytes[equals] == '_')) {
      equals++;
    }
    return equals > at
        && equals < to
        && bytes[equals] == '='
        && !holds(bytes, from, to, '\t')
        && !holdsOctalTab(bytes, from, to);
  }

  private static boolean holdsOctalTab(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '#' && Entries.is(bytes, i, to, OCTAL_TAB)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(byte[] bytes, int from, int to, int wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
