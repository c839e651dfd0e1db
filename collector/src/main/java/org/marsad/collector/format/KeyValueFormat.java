package org.marsad.collector.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Names and values, as logfmt and most firewalls write them: {@code level=info msg="two words"
 * flag}. Keys and values may stand in quotes, with quotes inside that are escaped or come in pairs;
 * a name without a value is true. Between pairs stand blanks, or commas, semicolons or bars where
 * the first pair is followed by one. With values in quotes a colon does for the equals sign. Names
 * stay as the sender has them; those that everybody uses for the same are the fields of ECS
 * besides.
 *
 * <p>Signs of two characters do as well, {@code a => b, c => d} or {@code a -- b || c -- d}, and
 * colons without quotes in a list, {@code a:b,c:d}, and blanks around the sign, {@code a = b c = d
 * e}.
 *
 * <p>A sentence with an equals sign in it is none of these: the text begins with a pair, and there
 * are no more bare words than pairs.
 */
final class KeyValueFormat implements Payload {
  private static final byte[] NONE = {};
  private static final byte[] TRUE = Entries.ascii("true");
  private static final int MAX_KEY = 255;
  private static final int MAX_PAIRS = 1_024;

  /** So many quotes are looked for in vain up to the end of the text; the others are no quotes. */
  private static final int MAX_UNCLOSED = 8;

  private static final String KEYS =
      """
      level TEXT log.level
      lvl TEXT log.level
      loglevel TEXT log.level
      log_level TEXT log.level
      severity TEXT log.level
      msg MESSAGE
      @timestamp TIME
      timestamp TIME
      time TIME
      ts TIME
      t TIME
      datetime TIME
      src ADDRESS source.ip
      srcip ADDRESS source.ip
      src_ip ADDRESS source.ip
      SrcIP ADDRESS source.ip
      SRC ADDRESS source.ip
      saddr ADDRESS source.ip
      sourceip ADDRESS source.ip
      source_ip ADDRESS source.ip
      client_ip ADDRESS source.ip
      clientip ADDRESS source.ip
      ip ADDRESS source.ip
      sourceIp ADDRESS source.ip
      sourceIP ADDRESS source.ip
      clientIP ADDRESS source.ip
      client ADDRESS source.ip
      remote ADDRESS source.ip
      remote_addr ADDRESS source.ip
      remote_ip ADDRESS source.ip
      remoteip ADDRESS source.ip
      srcaddr ADDRESS source.ip
      src_addr ADDRESS source.ip
      sourceAddress ADDRESS source.ip
      source_address ADDRESS source.ip
      srcport NUMBER source.port
      src_port NUMBER source.port
      SrcPort NUMBER source.port
      SPT NUMBER source.port
      spt NUMBER source.port
      sport NUMBER source.port
      dst ADDRESS destination.ip
      dstip ADDRESS destination.ip
      dst_ip ADDRESS destination.ip
      DstIP ADDRESS destination.ip
      DST ADDRESS destination.ip
      daddr ADDRESS destination.ip
      destip ADDRESS destination.ip
      dest_ip ADDRESS destination.ip
      destination_ip ADDRESS destination.ip
      dstaddr ADDRESS destination.ip
      destinationIp ADDRESS destination.ip
      destinationIP ADDRESS destination.ip
      dst_addr ADDRESS destination.ip
      dest_addr ADDRESS destination.ip
      destinationAddress ADDRESS destination.ip
      destination_address ADDRESS destination.ip
      server_ip ADDRESS destination.ip
      dstport NUMBER destination.port
      dst_port NUMBER destination.port
      DstPort NUMBER destination.port
      DPT NUMBER destination.port
      dpt NUMBER destination.port
      dport NUMBER destination.port
      user TEXT user.name
      username TEXT user.name
      user_name TEXT user.name
      userName TEXT user.name
      usr TEXT user.name
      fwd ADDRESS source.ip
      source_port NUMBER source.port
      s_port NUMBER source.port
      sourcePort NUMBER source.port
      destinationPort NUMBER destination.port
      service_port NUMBER destination.port
      destination_port NUMBER destination.port
      dest_port NUMBER destination.port
      proto TRANSPORT network.transport
      ipproto TRANSPORT network.transport
      Proto TRANSPORT network.transport
      PROTO TRANSPORT network.transport
      protocol TRANSPORT network.transport
      Protocol TRANSPORT network.transport
      """;

  private static final int MAX_STAMP = 16;

  private final KeyTable keys;
  private final Span date = new Span("date", 8);
  private final Span clock = new Span("time", 7);
  private final Span zone = new Span("timezone", 1);

  // One pair, as pair() found it.
  private int keyFrom;
  private int keyTo;
  private boolean keyEscaped;
  private int valueFrom;
  private int valueTo;
  private boolean hasValue;
  private boolean isQuoted;
  private boolean isOpen;
  private int unclosed;

  KeyValueFormat(Schema schema, Stamps stamps) {
    keys = new KeyTable(schema, stamps).add(KEYS);
  }

  @Override
  public String name() {
    return "key-value";
  }

  /** Whether the text begins with a pair and has no more bare words than pairs. */
  boolean fits(byte[] bytes, int start, int to) {
    int from = behindRepeated(bytes, start, to);
    int equals = equalsSign(bytes, from, to);
    if (equals < 0) {
      return LongSigns.at(bytes, start, to) >= 0 || SpacedPairs.fits(bytes, start, to);
    }
    int between = between(bytes, from, to, equals);
    int pairs = 0;
    int bare = 0;
    unclosed = 0;
    int at = from;
    while (pairs < MAX_PAIRS) {
      at = skip(bytes, at, to, between);
      if (at >= to) {
        break;
      }
      at = pair(bytes, at, to, equals, between);
      if (hasValue) {
        pairs++;
      } else if (bytes[keyFrom] != '=') {
        bare++;
      }
      if (at == from || (pairs == 0 && bare == 1)) {
        return false;
      }
    }
    return pairs > bare || (pairs == bare && pairs > 1);
  }

  /** Whether the text is pairs between brackets, {@code [a=1, b=2]}. */
  boolean fitsInBrackets(byte[] bytes, int from, int to) {
    if (bytes[from] != '[' || bytes[to - 1] != ']' || equalsSign(bytes, from + 1, to) != '=') {
      return false;
    }
    for (int i = from + 1; i < to - 1; i++) {
      if (bytes[i] == '[' || bytes[i] == ']') {
        return false;
      }
    }
    return fits(bytes, from + 1, to - 1);
  }

  /**
   * Whether colons part names from values, as they do where a header would see a tag, or signs of
   * two characters.
   */
  static boolean hasColons(byte[] bytes, int from, int to) {
    return equalsSign(bytes, behindRepeated(bytes, from, to), to) == ':'
        || LongSigns.at(bytes, from, to) >= 0;
  }

  /** Behind a first name without a value that comes again with one at once. */
  static int behindRepeated(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && isKeyByte(bytes[end]) && end - from < MAX_KEY) {
      end++;
    }
    int length = end - from;
    int sign = end + 1 + length;
    return length > 0
            && sign < to
            && bytes[end] == ' '
            && (bytes[sign] == '=' || bytes[sign] == ':')
            && Arrays.equals(bytes, from, end, bytes, end + 1, sign)
        ? end + 1
        : from;
  }

  /** {@code name:value,name:value,flag} without a blank. */
  static boolean isTight(byte[] bytes, int from, int to) {
    int pairs = 0;
    int bare = 0;
    int at = from;
    while (at < to) {
      int i = at;
      while (i < to && isKeyByte(bytes[i])) {
        i++;
      }
      if (!isLetter(bytes[at])) {
        return false;
      }
      boolean pair = i < to && bytes[i] == ':';
      pairs += pair ? 1 : 0;
      bare += pair ? 0 : 1;
      while (i < to && bytes[i] != ',') {
        if (bytes[i] == ' ' || bytes[i] == '=') {
          return false;
        }
        i++;
      }
      at = i + 1;
    }
    return pairs > 1 && pairs > bare;
  }

  private static boolean isLetter(byte b) {
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
  }

  /** The sign that parts the first name from its value; -1 if there is none. */
  private static int equalsSign(byte[] bytes, int from, int to) {
    int i = from;
    boolean quoted = i < to && (bytes[i] == '"' || bytes[i] == '\'');
    if (quoted) {
      byte quote = bytes[i++];
      while (i < to && bytes[i] != quote && i - from < MAX_KEY) {
        i += bytes[i] == '\\' ? 2 : 1;
      }
      i++;
      while (i < to && bytes[i] == ' ') {
        i++;
      }
    } else {
      while (i < to && isKeyByte(bytes[i]) && i - from < MAX_KEY) {
        i++;
      }
    }
    if (i >= to || i == from) {
      return -1;
    }
    if (bytes[i] == '=') {
      return '=';
    }
    if (bytes[i] != ':') {
      return -1;
    }
    i++;
    while (quoted && i < to && bytes[i] == ' ') {
      i++;
    }
    boolean value = i < to && (bytes[i] == '"' || quoted && bytes[i] == '\'');
    return value || !quoted && (isColonList(bytes, from, to) || isTight(bytes, from, to))
        ? ':'
        : -1;
  }

  /**
   * {@code name: value, name: value}, or a line each: each part begins with one word and a colon.
   * The first comma or line end must be near, so that a text is soon told from a list.
   */
  static boolean isColonList(byte[] bytes, int from, int to) {
    int at = from;
    int parts = 0;
    int sign = partSign(bytes, from, Math.min(to, from + MAX_KEY));
    while (at < to && sign > 0) {
      int i = at;
      while (i < to && isKeyByte(bytes[i]) && i - at < MAX_KEY) {
        i++;
      }
      if (i == at || i + 1 >= to || bytes[i] != ':' || bytes[i + 1] != ' ') {
        return false;
      }
      parts++;
      while (i < to && bytes[i] != sign) {
        i++;
      }
      at = i + 1;
      while (at < to && bytes[at] == ' ') {
        at++;
      }
    }
    return parts > 1;
  }

  /** The first comma or line end, or 0. */
  private static int partSign(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ',' || bytes[i] == '\n') {
        return bytes[i];
      }
    }
    return 0;
  }

  private static boolean isKeyByte(byte b) {
    return b > ' ' && b != '=' && b != ':' && b != ',' && b != ';' && b != '|' && b != '('
        && b != '[' && b != '{' && b != '<' && b != '"' && b != '\'';
  }

  /** What stands behind the first pair: a blank, or a sign that another pair follows. */
  private static int between(byte[] bytes, int from, int to, int equals) {
    int named = bytes[from] == '"' || bytes[from] == '\'' ? keyEnd(bytes, from, to) : -1;
    int i = Math.max(from, named + 1);
    byte quote = 0;
    boolean valued = false;
    while (i < to) {
      byte b = bytes[i];
      if (quote != 0) {
        if (b == '\\') {
          i++;
        } else if (b == quote) {
          quote = 0;
        }
      } else if ((b == '"' || b == '\'') && (valued || i > from && bytes[i - 1] == equals)) {
        quote = b;
      } else if (b == ',' || b == ';' || b == '|') {
        return isPair(bytes, i + 1, to, equals) ? b : ' ';
      } else if (b == '\n' && equals == ':' && isPair(bytes, i + 1, to, equals)) {
        return b;
      } else if (b == ' ' && i + 1 < to && bytes[i + 1] != equals && bytes[i - 1] != equals) {
        int next = behindBlanks(bytes, i, to);
        byte sign = next < to ? bytes[next] : 0;
        boolean parts = sign == ',' || sign == ';' || sign == '|' || sign == '\n' && equals == ':';
        return parts && isPair(bytes, next + 1, to, equals) ? sign : ' ';
      }
      valued = b == equals || valued && b == ' ';
      i++;
    }
    return ' ';
  }

  private static boolean isPair(byte[] bytes, int start, int to, int equals) {
    int from = start;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    int i = from;
    while (i < to && isKeyByte(bytes[i]) && i - from < MAX_KEY) {
      i++;
    }
    int sign = equals == ':' ? skip(bytes, i, to, ' ') : i;
    return i > from && sign < to && bytes[sign] == equals;
  }

  @Override
  public @Nullable Misfit read(Entries out, int start, int end) {
    boolean brackets = end - start > 2 && out.bytes()[start] == '[' && out.bytes()[end - 1] == ']';
    int to = brackets ? end - 1 : end;
    int from = behindRepeated(out.bytes(), brackets ? start + 1 : start, to);
    int equals = equalsSign(out.bytes(), from, to);
    if (equals < 0) {
      if (SpacedPairs.fits(out.bytes(), start, end)) {
        int at = SpacedPairs.shorten(out, start, end);
        pairs(out, at, at + end - start, LongSigns.EQUALS, LongSigns.BETWEEN);
        return null;
      }
      int sign = LongSigns.at(out.bytes(), start, end);
      if (sign < 0) {
        return out.misfit(from, "key-value.pair", "expecting NAME=VALUE");
      }
      int at = LongSigns.shorten(out, start, end, sign);
      pairs(out, at, at + end - start, LongSigns.EQUALS, LongSigns.BETWEEN);
      return null;
    }
    pairs(out, from, to, equals, between(out.bytes(), from, to, equals));
    return null;
  }

  /** Enters names and values with blanks between them. */
  void pairs(Entries out, int from, int to) {
    pairs(out, from, to, '=', ' ');
  }

  private void pairs(Entries out, int from, int to, int equals, int between) {
    unclosed = 0;
    date.length = 0;
    clock.length = 0;
    zone.length = 0;
    int at = skip(out.bytes(), from, to, between);
    for (int pairs = 0; at < to; pairs++) {
      if (pairs == MAX_PAIRS) {
        out.flag(out.misfit(at, "key-value.capped", "more than " + MAX_PAIRS + " pairs"));
        return;
      }
      at = pair(out.bytes(), at, to, equals, between);
      enter(out);
      at = skip(out.bytes(), at, to, between);
    }
    stamp(out);
  }

  /** {@code date=2026-03-18 time=10:20:30 tz="+0300"}: one time in two values or three. */
  private void stamp(Entries out) {
    if (date.length == 0 || clock.length == 0) {
      return;
    }
    int at = out.event().claim(date.length + clock.length + zone.length + 2);
    byte[] bytes = out.bytes();
    int to = date.write(bytes, at);
    bytes[to++] = ' ';
    to = clock.write(bytes, to);
    int end = to;
    if (zone.length > 0) {
      bytes[to++] = ' ';
      to = zone.write(bytes, to);
    }
    keys.claim(out, at, to);
    keys.claim(out, at, end);
  }

  /** Where the value of one name is. */
  private static final class Span {
    final byte[] name;
    final int least;
    int from;
    int length;

    Span(String name, int least) {
      this.name = Entries.ascii(name);
      this.least = least;
    }

    void take(byte[] bytes, int nameFrom, int nameTo, int from, int to) {
      if (length == 0
          && to - from >= least
          && to - from <= MAX_STAMP
          && nameTo - nameFrom == name.length
          && Entries.is(bytes, nameFrom, nameTo, name)) {
        this.from = from;
        this.length = to - from;
      }
    }

    int write(byte[] bytes, int at) {
      System.arraycopy(bytes, from, bytes, at, length);
      return at + length;
    }
  }

  private static int skip(byte[] bytes, int from, int to, int between) {
    int i = from;
    while (i < to
        && (bytes[i] == ' '
            || bytes[i] == '\t'
            || bytes[i] == '\n'
            || bytes[i] == '\r'
            || bytes[i] == between)) {
      i++;
    }
    return i;
  }

  private void enter(Entries out) {
    int from = valueFrom;
    int to = valueTo;
    int name = keyFrom;
    int nameTo = keyTo;
    boolean known = hasValue;
    boolean quoted = isQuoted;
    if (isOpen && unclosed == 1) {
      out.flag(out.misfit(from, "key-value.quote", "the quote is never closed"));
    }
    if (keyEscaped) {
      out.unescape(name, nameTo, KeyValueFormat::escape);
      name = out.textAt;
      nameTo = out.textEnd;
    }
    if (!known) {
      int at = out.event().append(TRUE, 0, TRUE.length);
      out.own(NONE, name, nameTo, ValueKind.BOOLEAN, at, at + TRUE.length);
      return;
    }
    if (quoted && hasEscape(out.bytes(), from, to)) {
      out.unescape(from, to, KeyValueFormat::escape);
      from = out.textAt;
      to = out.textEnd;
    }
    byte[] bytes = out.bytes();
    date.take(bytes, name, nameTo, from, to);
    clock.take(bytes, name, nameTo, from, to);
    zone.take(bytes, name, nameTo, from, to);
    KeyTable.Key key = keys.find(bytes, name, nameTo);
    if (key != null) {
      keys.enter(out, key, from, to);
    }
    out.own(NONE, name, nameTo, from, to);
  }

  private static boolean hasEscape(byte[] bytes, int from, int to) {
    return holds(bytes, from, to, '\\');
  }

  private static int escape(int letter) {
    return switch (letter) {
      case '"', '\\' -> letter;
      case 'n' -> '\n';
      default -> -1;
    };
  }

  /** Reads the pair that begins here; where it ends. */
  private int pair(byte[] bytes, int from, int to, int equals, int between) {
    hasValue = false;
    isQuoted = false;
    isOpen = false;
    keyEscaped = false;
    int at = key(bytes, from, to, equals, between);
    if (at >= to || bytes[at] != equals) {
      return at;
    }
    hasValue = true;
    at++;
    if (equals != '=') {
      at = skip(bytes, at, to, ' ');
    }
    valueFrom = at;
    valueTo = at;
    if (at < to && (bytes[at] == '"' || bytes[at] == '\'')) {
      int closing = unclosed < MAX_UNCLOSED ? closing(bytes, at, to, between) : -1;
      int behind = closing < 0 ? to : behindBlanks(bytes, closing + 1, to);
      boolean whole = equals == '=' || between == ' ' || behind == to || bytes[behind] == between;
      if (closing >= 0 && whole) {
        isQuoted = true;
        valueFrom = at + 1;
        valueTo = closing;
        return closing + 1;
      }
      unclosed += closing < 0 ? 1 : 0;
      isOpen = closing < 0 && bytes[at] == '"' && unclosed <= MAX_UNCLOSED;
      if (isOpen && !holds(bytes, at, to, equals)) {
        valueFrom = at + 1;
        valueTo = to;
        return to;
      }
    }
    while (at < to && !isEnd(bytes[at], between)) {
      at++;
    }
    valueTo = at;
    while (between != ' ' && valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
      valueTo--;
    }
    return at;
  }

  private static int behindBlanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\r';
  }

  private static boolean holds(byte[] bytes, int from, int to, int wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private int key(byte[] bytes, int from, int to, int equals, int between) {
    keyFrom = from;
    if (bytes[from] == '"' || bytes[from] == '\'') {
      int closing = keyEnd(bytes, from, to);
      int behind = closing < 0 ? to : skip(bytes, closing + 1, to, ' ');
      boolean named = behind < to && bytes[behind] == equals;
      if (closing > from + 1
          && (named || closing + 1 == to || isEnd(bytes[closing + 1], between))) {
        keyFrom = from + 1;
        keyTo = closing;
        keyEscaped = hasEscape(bytes, keyFrom, keyTo);
        return named ? behind : closing + 1;
      }
    }
    int at = from;
    while (at < to && bytes[at] != equals && !isEnd(bytes[at], between)) {
      at++;
    }
    if (at == from && at < to) {
      while (at < to && !isEnd(bytes[at], between)) {
        at++;
      }
    }
    keyTo = at;
    int behind = between == ' ' && equals == '=' ? at : skip(bytes, at, to, ' ');
    while (between != ' ' && keyTo > keyFrom && bytes[keyTo - 1] == ' ') {
      keyTo--;
    }
    return behind < to && bytes[behind] == equals && at > from && bytes[from] != equals
        ? behind
        : at;
  }

  /** Where a name in quotes ends; -1 if it does not within the length of names. */
  private static int keyEnd(byte[] bytes, int from, int to) {
    int i = from + 1;
    while (i < to && bytes[i] != bytes[from] && i - from <= MAX_KEY) {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return i < to && bytes[i] == bytes[from] ? i : -1;
  }

  private static boolean isEnd(byte b, int between) {
    return b == between || (between == ' ' && (b == '\t' || b == '\n' || b == '\r'));
  }

  /**
   * The quote that closes the one at {@code from}: not escaped, with the end of the pair behind it,
   * and not the second of a pair inside of the value. -1 if there is none.
   */
  static int closing(byte[] bytes, int from, int to, int between) {
    byte quote = bytes[from];
    int depth = 0;
    int i = from + 1;
    while (i < to) {
      byte b = bytes[i];
      if (b == '\\') {
        i += 2;
        continue;
      }
      if (b == quote) {
        boolean ends =
            i + 1 == to
                || isEnd(bytes[i + 1], between)
                || bytes[i + 1] == ' '
                || bytes[i + 1] == ',';
        boolean opens = i > from + 1 && bytes[i - 1] == ' ' && !ends;
        if (opens) {
          depth++;
        } else if (ends && depth == 0) {
          return i;
        } else if (depth > 0) {
          depth--;
        }
      }
      i++;
    }
    return -1;
  }
}
