package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The Common Event Format: {@code CEF:0|vendor|product|version|class|name|severity|key=value ...}.
 * Values run up to the next word that is a key with an equals sign, so blanks and lines in them
 * need no escape. Every extension is entered under {@code cef.extensions.} and the long name of its
 * key, and where ECS has a name for it, there too; {@code cs1} with {@code cs1Label=Policy} also as
 * {@code cef.custom.Policy}.
 */
final class CefFormat implements Payload {
  private static final byte[] START = Entries.ascii("CEF:");
  private static final byte[] LABEL = Entries.ascii("Label");
  private static final byte[] CUSTOM = Entries.ascii("cef.custom.");
  private static final byte[] EXTENSIONS = Entries.ascii("cef.extensions.");
  private static final int MAX_KEY = 255;
  private static final int MAX_CUSTOM = 64;
  private static final Constant[] SEVERITIES = {
    Constant.of(0), Constant.of(4), Constant.of(7), Constant.of(9)
  };

  private final KeyTable keys;
  private final int endTime;
  private final int startTime;
  private final int[] header;
  private final int version;
  private final int prefix;
  private final int deviceHost;
  private final int deviceZone;
  private final int receiptTime;
  private final Stamps stamps;
  private final NamedZones zones = new NamedZones();
  private final int[] custom = new int[MAX_CUSTOM * 4];
  private int customs;
  private int endFrom;
  private int endTo;
  private int startFrom;
  private int startTo;
  private int receiptFrom;
  private int receiptTo;
  private int zoneFrom;
  private int zoneTo;
  private int hostFrom;
  private int hostTo;

  CefFormat(Schema schema, Stamps stamps) {
    this.keys = CefKeys.of(schema, stamps);
    this.endTime = schema.id("cef.extensions.endTime");
    this.startTime = schema.id("cef.extensions.startTime");
    this.version = schema.id("cef.version");
    this.prefix = schema.id("log.syslog.header");
    this.deviceHost = schema.id("cef.extensions.deviceHostName");
    this.deviceZone = schema.id("cef.extensions.deviceTimeZone");
    this.receiptTime = schema.id("cef.extensions.deviceReceiptTime");
    this.stamps = stamps;
    this.header =
        new int[] {
          schema.id("cef.device.vendor"), schema.id("observer.vendor"),
          schema.id("cef.device.product"), schema.id("observer.product"),
          schema.id("cef.device.version"), schema.id("observer.version"),
          schema.id("cef.device.event_class_id"), Fields.EVENT_CODE.id(),
          schema.id("cef.name"), Schema.NONE,
          schema.id("cef.severity"), Schema.NONE
        };
  }

  @Override
  public String name() {
    return "cef";
  }

  /** Where {@code CEF:0} begins that ends in front of this pipe; -1 if nothing of the kind does. */
  static int startBefore(byte[] bytes, int from, int pipe) {
    int i = pipe - 1;
    while (i > from && Cursor.isDigit(bytes[i])) {
      i--;
    }
    if (i == pipe - 1) {
      return -1;
    }
    while (i > from && bytes[i] == ' ') {
      i--;
    }
    int start = i + 1 - START.length;
    return start >= from && Entries.is(bytes, start, pipe, START) ? start : -1;
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    int pipe = headerEnd(bytes, from, to);
    int start = pipe == to ? -1 : startBefore(bytes, from, pipe);
    if (start < 0) {
      return out.misfit(pipe, "cef.version", "expecting CEF:, a number and |");
    }
    before(out, from, start);
    int at = start + START.length;
    while (bytes[at] == ' ') {
      at++;
    }
    out.text(version, at, pipe);
    at = pipe + 1;
    for (int field = 0; field < 6; field++) {
      int end = headerEnd(bytes, at, to);
      if (end == to && field < 5 || end == at && end == to) {
        return out.misfit(to, "cef.header", "expecting seven values with | between them");
      }
      header(out, field, at, end);
      at = Math.min(end + 1, to);
      bytes = out.bytes();
    }
    extensions(out, at, to);
    return null;
  }

  /** Words in front that no header explains are kept as what they were meant for. */
  private void before(Entries out, int from, int start) {
    int to = start;
    while (to > from && out.bytes()[to - 1] == ' ') {
      to--;
    }
    out.text(prefix, from, to);
  }

  /** Where the next pipe is that no backslash escapes, or the end. */
  private static int headerEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '|') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private void header(Entries out, int field, int start, int end) {
    byte[] bytes = out.bytes();
    int from = start;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (from < to && bytes[to - 1] == ' ') {
      to--;
    }
    if (to - from > 1 && bytes[from] == '"' && bytes[to - 1] == '"') {
      from++;
      to--;
    }
    if (hasEscape(bytes, from, to)) {
      out.unescape(from, to, CefFormat::headerEscape);
      from = out.textAt;
      to = out.textEnd;
    }
    out.text(header[field * 2], from, to);
    out.text(header[field * 2 + 1], from, to);
    if (field == 5) {
      severity(out, from, to);
    }
  }

  /** A number from 0 to 10, or a word for one. */
  private static void severity(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    if (Entries.isNumber(bytes, from, to)) {
      out.number(Fields.EVENT_SEVERITY.id(), from, to);
      return;
    }
    int word =
        switch (to - from) {
          case 3 -> bytes[from] == 'L' || bytes[from] == 'l' ? 0 : -1;
          case 4 -> bytes[from] == 'H' || bytes[from] == 'h' ? 2 : -1;
          case 6 -> bytes[from] == 'M' || bytes[from] == 'm' ? 1 : -1;
          case 9 -> bytes[from] == 'V' || bytes[from] == 'v' ? 3 : -1;
          default -> -1;
        };
    if (word >= 0) {
      out.constant(Fields.EVENT_SEVERITY.id(), SEVERITIES[word]);
    }
  }

  private void extensions(Entries out, int start, int to) {
    customs = 0;
    endTo = endFrom;
    startTo = startFrom;
    receiptTo = receiptFrom;
    zoneTo = zoneFrom;
    hostTo = hostFrom;
    byte[] bytes = out.bytes();
    int keyFrom = -1;
    int keyTo = 0;
    int word = start;
    boolean isKey = true;
    boolean flagged = false;
    int i = start;
    while (i < to) {
      byte b = bytes[i];
      if (b == '=') {
        if (isKey && i > word) {
          if (keyFrom >= 0) {
            extension(out, keyFrom, keyTo, word);
            bytes = out.bytes();
          }
          keyFrom = word;
          keyTo = i;
        } else if (i == word && !flagged && (keyFrom < 0 || keyTo + 1 < word)) {
          flagged = true;
          out.flag(out.misfit(i, "cef.extension", "expecting a key in front of ="));
          bytes = out.bytes();
        }
        isKey = false;
        i++;
      } else if (b == ' ' || b == '\t' || b == '\n' || b == '\r') {
        i++;
        word = i;
        isKey = true;
      } else if (b == '\\') {
        isKey = false;
        i += 2;
      } else {
        isKey &= isKeyByte(b) && i - word < MAX_KEY;
        i++;
      }
    }
    if (keyFrom >= 0) {
      extension(out, keyFrom, keyTo, to);
    } else if (hasText(bytes, start, to)) {
      out.flag(out.misfit(start, "cef.extension", "expecting KEY=VALUE"));
    }
    labels(out);
    device(out);
    if (!ClaimedTime.isSound(out.event())) {
      keys.claim(out, endFrom, endTo);
      keys.claim(out, startFrom, startTo);
    }
  }

  /**
   * A time of reception that names no zone is one of the zone of the device; the device is the host
   * where the header names none.
   */
  private void device(Entries out) {
    if (receiptTo > receiptFrom && zoneTo > zoneFrom) {
      ZoneClock zone = zones.find(out.bytes(), zoneFrom, zoneTo);
      if (zone != null) {
        out.claimAgain(
            stamps.read(out.bytes(), receiptFrom, receiptTo, out.received(), zone), receiptFrom);
      }
    }
    if (hostTo > hostFrom && out.event().find(Fields.HOST_NAME.id()) == EventBatch.NONE) {
      out.text(Fields.HOST_NAME.id(), hostFrom, hostTo);
    }
  }

  private static boolean hasText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] > ' ' && bytes[i] != '|') {
        return true;
      }
    }
    return false;
  }

  private static boolean isKeyByte(byte b) {
    int lower = b | 0x20;
    return (lower >= 'a' && lower <= 'z')
        || Cursor.isDigit(b)
        || b == '_'
        || b == '.'
        || b == ','
        || b == '-'
        || b == '['
        || b == ']';
  }

  private void extension(Entries out, int keyFrom, int keyTo, int end) {
    byte[] bytes = out.bytes();
    int from = keyTo + 1;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (from < to && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
      to--;
    }
    if (to - from > 1 && bytes[from] == '"' && bytes[to - 1] == '"') {
      from++;
      to--;
    }
    if (hasEscape(bytes, from, to)) {
      out.unescape(from, to, CefFormat::extensionEscape);
      from = out.textAt;
      to = out.textEnd;
    }
    KeyTable.Key key = keys.find(out.bytes(), keyFrom, keyTo);
    if (key == null) {
      out.own(EXTENSIONS, keyFrom, keyTo, from, to);
    } else {
      out.value(key.own(), from, to);
      keys.enter(out, key, from, to);
      late(key, from, to);
    }
    custom(out, keyFrom, keyTo, from, to);
  }

  /**
   * Where neither the header nor a time of reception tells when it was, that of the end or the
   * start of what is reported counts. What else is looked at once all is read is noted here too.
   */
  private void late(KeyTable.Key key, int from, int to) {
    if (key.own() == endTime) {
      endFrom = from;
      endTo = to;
    } else if (key.own() == startTime) {
      startFrom = from;
      startTo = to;
    } else if (key.own() == receiptTime) {
      receiptFrom = from;
      receiptTo = to;
    } else if (key.own() == deviceZone) {
      zoneFrom = from;
      zoneTo = to;
    } else if (key.own() == deviceHost) {
      hostFrom = from;
      hostTo = to;
    }
  }

  /** Remembers a custom value or its label until both are known. */
  private void custom(Entries out, int keyFrom, int keyTo, int from, int to) {
    if (customs < MAX_CUSTOM && to > from && isCustom(out.bytes(), keyFrom, keyTo)) {
      int at = customs++ * 4;
      custom[at] = keyFrom;
      custom[at + 1] = keyTo;
      custom[at + 2] = from;
      custom[at + 3] = to;
    }
  }

  /** {@code cs1}, {@code cn3Label}, {@code flexString1}, {@code c6a2} and the like. */
  private static boolean isCustom(byte[] bytes, int from, int to) {
    int end = isLabel(bytes, from, to) ? to - LABEL.length : to;
    return end > from + 2 && Cursor.isDigit(bytes[end - 1]) && !Cursor.isDigit(bytes[from]);
  }

  private static boolean isLabel(byte[] bytes, int from, int to) {
    return to - from > LABEL.length && Entries.is(bytes, to - LABEL.length, to, LABEL);
  }

  private void labels(Entries out) {
    for (int label = 0; label < customs * 4; label += 4) {
      if (!isLabel(out.bytes(), custom[label], custom[label + 1])) {
        continue;
      }
      int length = custom[label + 1] - LABEL.length - custom[label];
      for (int value = 0; value < customs * 4; value += 4) {
        if (custom[value + 1] - custom[value] == length
            && same(out.bytes(), custom[label], custom[value], length)) {
          labelled(out, custom[label + 2], custom[label + 3], custom[value + 2], custom[value + 3]);
          break;
        }
      }
    }
  }

  /** Enters a value under its label, whose blanks and signs become underscores. */
  private static void labelled(Entries out, int labelFrom, int labelTo, int from, int to) {
    int length = Math.min(labelTo - labelFrom, MAX_KEY);
    int at = out.event().append(out.bytes(), labelFrom, length);
    byte[] bytes = out.bytes();
    for (int i = at; i < at + length; i++) {
      if (bytes[i] >= 0 && !isKeyByte(bytes[i])) {
        bytes[i] = '_';
      }
    }
    out.own(CUSTOM, at, at + length, from, to);
  }

  private static boolean same(byte[] bytes, int one, int other, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[one + i] != bytes[other + i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasEscape(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  private static int headerEscape(int letter) {
    return letter == '|' || letter == '\\' ? letter : -1;
  }

  private static int extensionEscape(int letter) {
    return switch (letter) {
      case '=', '\\' -> letter;
      case 'n', 'r' -> '\n';
      default -> -1;
    };
  }
}
