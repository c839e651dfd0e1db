package org.marsad.collector.format;

import java.util.Arrays;

/**
 * What the words of an old syslog header may be: a host, a tag, an address. Looks at the cursor's
 * frame and leaves the cursor where it is. One thread.
 */
final class HeaderWords {
  static final int MAX_HOST = 255;

  private static final int MAX_TAG = 128;
  private static final int LEAST_MANGLED = 4;
  private static final boolean[] HOST_BYTES = bytes("-./:@_%#~+\\");
  private static final boolean[] TAG_BYTES = bytes("-./@_~+!\\#$%&()*<>");

  private static final byte[][] LEVELS = {
    Entries.ascii("TRACE"), Entries.ascii("DEBUG"), Entries.ascii("INFO"), Entries.ascii("NOTICE"),
    Entries.ascii("WARN"), Entries.ascii("WARNING"), Entries.ascii("ERROR"),
        Entries.ascii("SEVERE"),
    Entries.ascii("CRITICAL"), Entries.ascii("FATAL")
  };

  private final Cursor in;

  HeaderWords(Cursor in) {
    this.in = in;
  }

  /** Whether hosts can look so: no signs but those of names, addresses and relay chains. */
  boolean isHost(int from, int end) {
    int first = from;
    int last = end;
    if (end - from > 2 && in.bytes[from] == '[' && in.bytes[end - 1] == ']') {
      first++;
      last--;
    }
    // A level in brackets or a number, even with a fraction, is none: nginx and Squid write such
    // words there.
    boolean brackets = first > from;
    boolean sign = false;
    int points = 0;
    int digits = 0;
    for (int i = first; i < last; i++) {
      byte b = in.bytes[i];
      if (!isHostByte(b)) {
        return false;
      }
      boolean digit = Cursor.isDigit(b);
      points += b == '.' ? 1 : 0;
      digits += digit ? 1 : 0;
      sign |= brackets ? b == '.' || b == ':' : !digit;
    }
    boolean fraction = points == 1 && digits == last - first - 1;
    return sign && in.bytes[first] != '%' && !fraction;
  }

  private static boolean isHostByte(byte b) {
    return HOST_BYTES[b & 0xff];
  }

  /** A word with a colon is a host if the facility of a Cisco device follows. */
  boolean isHostWithColon(int end) {
    int i = end;
    while (i < in.end && in.bytes[i] == ' ') {
      i++;
    }
    return i < in.end && in.bytes[i] == '%';
  }

  /** {@code name[...]}, with or without colon and text behind it. */
  boolean isTag(int from, int end) {
    if (in.bytes[from] == '[') {
      return false;
    }
    for (int i = from + 1; i < end; i++) {
      if (in.bytes[i] == '[') {
        return true;
      }
    }
    return false;
  }

  /** {@code user.info} and the like, and a word that is the host behind it. */
  boolean isLevelBeforeHost() {
    int end = in.wordEnd();
    int dot = in.at;
    while (dot < end && in.bytes[dot] != '.') {
      dot++;
    }
    if (dot == end || dot == in.at || end + 1 >= in.end) {
      return false;
    }
    int back = in.at;
    in.at = end;
    in.skipBlanks();
    int hostEnd = in.wordEnd();
    boolean host = hostEnd < in.end && isPlainHost(in.at, hostEnd);
    in.at = back;
    return host
        && SyslogHeader.isFacility(in.bytes, back, dot)
        && SyslogHeader.isLevel(in.bytes, dot + 1, end);
  }

  /** Whether the word that ends here, with its colon, stands there once more. */
  boolean isTwice(int end) {
    int length = end - in.at;
    return length > 2
        && end + 1 + length < in.end
        && in.bytes[end + length] == ':'
        && in.bytes[end + 1 + length] == ' '
        && Arrays.equals(in.bytes, in.at, end, in.bytes, end + 1, end + 1 + length);
  }

  /**
   * Whether a word is the level that a program logs with: in capitals, or one capital before a word
   * in capitals, as MongoDB has it.
   */
  boolean isLoggedLevel(int from, int end) {
    if (end == from + 1) {
      int next = end + 1 < in.end ? in.bytes[end + 1] : ' ';
      int after = end + 2 < in.end ? in.bytes[end + 2] : ' ';
      boolean level = "DEFIW".indexOf(in.bytes[from]) >= 0;
      return level && (isCapital(next) && isCapital(after) || next == '-' && after == ' ');
    }
    for (byte[] level : LEVELS) {
      if (Arrays.equals(level, 0, level.length, in.bytes, from, end)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a word is the class that a Java program logs for: packages in small letters, then a
   * name that begins with a capital.
   */
  boolean isLoggedClass(int from, int end) {
    int dots = 0;
    int part = from;
    for (int i = from; i < end; i++) {
      int c = in.bytes[i];
      if (c == '.') {
        dots++;
        part = i + 1;
      } else if (i == part && dots < 2 && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return dots >= 2
        && part + 1 < end
        && isCapital(in.bytes[part])
        && !isCapital(in.bytes[part + 1]);
  }

  private static boolean isCapital(int c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Whether a word is the id of a message of Exim: {@code 1a2B3c-0004d5-6E} and what it did. */
  boolean isMailId(int from, int end) {
    int length = end - from;
    boolean dashes =
        length == 16 && in.bytes[from + 6] == '-' && in.bytes[from + 13] == '-'
            || length == 23 && in.bytes[from + 6] == '-' && in.bytes[from + 18] == '-';
    if (!dashes || end + 2 >= in.end) {
      return false;
    }
    byte first = in.bytes[end + 1];
    byte second = in.bytes[end + 2];
    return first == '<' && second == '='
        || (first == '=' || first == '-' || first == '*') && (second == '>' || second == first)
        || first == 'C' && second == 'o';
  }

  /** Whether a word has nothing but signs of tags, and a letter first. */
  boolean isName(int from, int end) {
    int lower = in.bytes[from] | 0x20;
    for (int i = from; i < end; i++) {
      if (!isTagByte(in.bytes[i])) {
        return false;
      }
    }
    return lower >= 'a' && lower <= 'z' && end - from <= MAX_TAG;
  }

  boolean isPlainHost(int from, int end) {
    return end - from <= MAX_HOST
        && in.bytes[end - 1] != ':'
        && isHost(from, end)
        && !isTag(from, end);
  }

  /** Whether a word stands here behind which no tag and no facility of Cisco does. */
  boolean isPlainWord() {
    int back = in.at;
    in.at = in.wordEnd();
    in.skipBlanks();
    boolean plain = in.peek() != '%' && in.peek() != ':' && tagEnd() < 0;
    in.at = back;
    return plain;
  }

  /** Digits, points or dashes among the letters, as names of machines have them. */
  boolean isFirmHost(int from, int end) {
    boolean letter = false;
    boolean digit = false;
    boolean sign = false;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      digit |= Cursor.isDigit(b);
      letter |= (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
      sign |= b == '.' || b == '-';
    }
    return digit && letter || sign && letter || isAddress(from, end);
  }

  boolean isMangled(int from, int end) {
    boolean digit = false;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      digit |= Cursor.isDigit(b);
      boolean capital = b >= 'A' && b <= 'Z' || b == '_' || b >= '+' && b <= ':';
      if (!capital) {
        return false;
      }
    }
    return digit
        && end - from >= LEAST_MANGLED
        && in.bytes[end - 1] != ':'
        && !isAddress(from, end);
  }

  /** Digits and points, or digits, letters to f and colons. */
  boolean isAddress(int from, int end) {
    int points = 0;
    int colons = 0;
    for (int i = from; i < end; i++) {
      byte b = in.bytes[i];
      points += b == '.' ? 1 : 0;
      colons += b == ':' ? 1 : 0;
      boolean hex = b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
      if (!hex && b != '.' && b != ':') {
        return false;
      }
    }
    return colons >= 2 || points == 3 && Cursor.isDigit(in.bytes[from]);
  }

  /** Whether a word at the start of a plain line is a host: not {@code ERROR worker[1]:}. */
  boolean isHostAlone(int from, int end) {
    boolean capital = in.bytes[from] >= 'A' && in.bytes[from] <= 'Z';
    return (!capital || isFirmHost(from, end)) && isNumberedTag(end);
  }

  /** Whether {@code name[1]:} is behind the word that ends here. */
  boolean isNumberedTag(int wordEnd) {
    int back = in.at;
    in.at = wordEnd;
    in.skipBlanks();
    int i = tagEnd();
    in.at = back;
    if (i < 0 || in.bytes[i] != '[') {
      return false;
    }
    int from = ++i;
    while (Cursor.isDigit(in.bytes[i])) {
      i++;
    }
    return i > from && in.bytes[i] == ']' && i + 1 < in.end && in.bytes[i + 1] == ':';
  }

  boolean isKernelAt(int at) {
    int back = in.at;
    in.at = at;
    boolean kernel = isText("kernel: ");
    in.at = back;
    return kernel;
  }

  /** Whether {@code name[...]} and a colon stand here. */
  boolean isBracketTag() {
    int end = tagEnd();
    return end >= 0 && in.bytes[end] == '[';
  }

  /**
   * Where the name of a tag ends that stands here: before its brackets, its colon, or the blank
   * before its colon; -1 if none does.
   */
  int tagEnd() {
    byte[] bytes = in.bytes;
    int end = in.end;
    int i = in.at;
    if (in.peek() == '<') {
      return -1;
    }
    int most = Math.min(end, i + MAX_TAG + 1);
    int open = 0;
    while (i < most && (isTagByte(bytes[i]) || open > 0 && bytes[i] == ':')) {
      open += bytes[i] == '(' ? 1 : bytes[i] == ')' ? -1 : 0;
      i++;
    }
    if (i == in.at || i >= end || i - in.at > MAX_TAG || Payloads.isStart(bytes, in.at, i)) {
      return -1;
    }
    return switch (bytes[i]) {
      case '[' -> isClosed(i) ? i : -1;
      case ':' -> isColon(i) ? i : -1;
      case ' ' -> isColonBehind(i) ? i : -1;
      default -> -1;
    };
  }

  /** {@code [...]} without a blank in it, and behind it a colon, a blank or the end. */
  private boolean isClosed(int bracket) {
    int i = bracket + 1;
    while (i < in.end && in.bytes[i] != ']' && in.bytes[i] != ' ' && i - bracket <= MAX_TAG) {
      i++;
    }
    if (i >= in.end || in.bytes[i] != ']') {
      return false;
    }
    return i + 1 == in.end || in.bytes[i + 1] == ':' || in.bytes[i + 1] == ' ';
  }

  /**
   * A colon ends a tag before a blank, and before text too, except where it is part of something
   * else: of a clock, an address, a path, the start of CEF.
   */
  private boolean isColon(int colon) {
    int next = colon + 1 < in.end ? in.bytes[colon + 1] : ' ';
    return next != ':' && next != '/' && next != '\\' && !Cursor.isDigit(next);
  }

  private boolean isColonBehind(int blank) {
    if (blank + 1 >= in.end) {
      return false;
    }
    int next = in.bytes[blank + 1];
    int after = blank + 2 < in.end ? in.bytes[blank + 2] : ' ';
    if (next == ':') {
      return after == ' ';
    }
    return next == '-' && after == ':';
  }

  private static boolean isTagByte(byte b) {
    return TAG_BYTES[b & 0xff];
  }

  /** Letters, digits, bytes past ASCII, and these signs. */
  private static boolean[] bytes(String signs) {
    var table = new boolean[256];
    for (int c = 0; c < 256; c++) {
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80;
      table[c] = c >= 0x80 || letter || Cursor.isDigit(c) || signs.indexOf(c) >= 0;
    }
    return table;
  }

  boolean isText(String text) {
    if (in.left() < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (in.peek(i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A zone nobody knows, such as DST, between the time and the facility of a Cisco device. */
  boolean isZoneBeforeFacility() {
    int length = 0;
    while (length < 6 && in.peek(length) >= 'A' && in.peek(length) <= 'Z') {
      length++;
    }
    return length >= 3
        && in.peek(length - 1) == 'T'
        && in.peek(length) == ':'
        && in.peek(length + 1) == ' '
        && in.peek(length + 2) == '%';
  }
}
