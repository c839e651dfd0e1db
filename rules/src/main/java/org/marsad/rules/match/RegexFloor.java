package org.marsad.rules.match;

/**
 * What every text has in which an expression can be found: a least length in bytes, and certain
 * ASCII characters, upper and lower case taken as one. Cheap to look at before the expression is
 * tried. Where the expression has something that is not understood here, nothing is asked.
 * Immutable.
 */
final class RegexFloor {
  private static final RegexFloor NOTHING = new RegexFloor(0, 0, 0);
  private static final int MAX_REPEAT = 100_000;
  private static final String CLASSES = "dDwWsS";
  private static final String ANCHORS = "bBAz";
  private static final String CONTROLS = "tnrfva";

  private final long length;
  private final long low;
  private final long high;

  private RegexFloor(long length, long low, long high) {
    this.length = length;
    this.low = low;
    this.high = high;
  }

  /** Of an expression that RE2 compiles, with its flags in front. */
  static RegexFloor of(String pattern) {
    var reader = new Reader(pattern);
    try {
      RegexFloor floor = reader.alternatives();
      return reader.at == pattern.length() ? floor : NOTHING;
    } catch (Unknown _) {
      return NOTHING;
    }
  }

  /** Whether the expression may be found in [from, to). */
  boolean allows(byte[] bytes, int from, int to) {
    if (to - from < length) {
      return false;
    }
    long lowLeft = low;
    long highLeft = high;
    for (int i = from; i < to && (lowLeft | highLeft) != 0; i++) {
      int b = bytes[i];
      if (b < 0) {
        // The Kelvin sign and the long s are k and s in another case.
        return true;
      }
      if (b < 64) {
        lowLeft &= ~(1L << b);
      } else {
        highLeft &= ~(1L << (folded(b) - 64));
      }
    }
    return (lowLeft | highLeft) == 0;
  }

  /** Whether the expression may be found in a value that has this. */
  boolean allows(ValueShape shape) {
    return shape.length() >= length
        && (!shape.isAscii() || ((low & ~shape.low()) | (high & ~shape.high())) == 0);
  }

  private static int folded(int b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  private static RegexFloor character(int c) {
    if (c >= 128) {
      return new RegexFloor(1, 0, 0);
    }
    int b = folded(c);
    return b < 64 ? new RegexFloor(1, 1L << b, 0) : new RegexFloor(1, 0, 1L << (b - 64));
  }

  private RegexFloor then(RegexFloor next) {
    return new RegexFloor(length + next.length, low | next.low, high | next.high);
  }

  private RegexFloor or(RegexFloor other) {
    return new RegexFloor(Math.min(length, other.length), low & other.low, high & other.high);
  }

  private RegexFloor times(int least) {
    return least == 0 ? NOTHING : new RegexFloor(length * least, low, high);
  }

  /** Something that is not understood. */
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unknown() {
      super(null, null, false, false);
    }
  }

  private static final class Reader {
    private final String pattern;
    int at;

    Reader(String pattern) {
      this.pattern = pattern;
    }

    RegexFloor alternatives() {
      RegexFloor floor = sequence();
      while (at < pattern.length() && pattern.charAt(at) == '|') {
        at++;
        floor = floor.or(sequence());
      }
      return floor;
    }

    private RegexFloor sequence() {
      RegexFloor floor = NOTHING;
      while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
        RegexFloor one = atom();
        floor = floor.then(one.times(least()));
      }
      return floor;
    }

    private RegexFloor atom() {
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      return switch (c) {
        case '^', '$' -> NOTHING;
        case '.' -> new RegexFloor(1, 0, 0);
        case '[' -> set();
        case '(' -> group();
        case '\\' -> escape();
        case '*', '+', '?' -> throw new Unknown();
        default -> character(c);
      };
    }

    private RegexFloor escape() {
      char c = next();
      if (CLASSES.indexOf(c) >= 0) {
        return new RegexFloor(1, 0, 0);
      }
      if (ANCHORS.indexOf(c) >= 0) {
        return NOTHING;
      }
      if (CONTROLS.indexOf(c) >= 0) {
        return new RegexFloor(1, 0, 0);
      }
      if (Character.isLetterOrDigit(c) || c >= 128) {
        throw new Unknown();
      }
      return character(c);
    }

    private char next() {
      if (at >= pattern.length()) {
        throw new Unknown();
      }
      return pattern.charAt(at++);
    }

    private RegexFloor set() {
      if (at < pattern.length() && pattern.charAt(at) == '^') {
        at++;
      }
      if (at < pattern.length() && pattern.charAt(at) == ']') {
        at++;
      }
      while (true) {
        char c = next();
        if (c == ']') {
          return new RegexFloor(1, 0, 0);
        }
        if (c == '\\') {
          at++;
        } else if (c == '[' && at < pattern.length() && pattern.charAt(at) == ':') {
          throw new Unknown();
        }
      }
    }

    private RegexFloor group() {
      if (at < pattern.length() && pattern.charAt(at) == '?') {
        at++;
        while (true) {
          char c = next();
          if (c == ':') {
            break;
          }
          if (c == ')') {
            return NOTHING;
          }
          if (c == 'x' || !Character.isLowerCase(c)) {
            throw new Unknown();
          }
        }
      }
      RegexFloor inner = alternatives();
      if (next() != ')') {
        throw new Unknown();
      }
      return inner;
    }

    /** How often at least what was read must be there. */
    private int least() {
      int least = 1;
      boolean more = true;
      while (more && at < pattern.length()) {
        switch (pattern.charAt(at)) {
          case '*', '?' -> {
            least = 0;
            at++;
          }
          case '+' -> at++;
          case '{' -> least = Math.min(least, 1) * braces();
          default -> more = false;
        }
      }
      return least;
    }

    private int braces() {
      int end = pattern.indexOf('}', at);
      int comma = pattern.indexOf(',', at);
      int stop = comma > 0 && comma < end ? comma : end;
      if (end < 0 || !pattern.substring(at + 1, stop).matches("[0-9]{1,5}")) {
        throw new Unknown();
      }
      int least = Math.min(MAX_REPEAT, Integer.parseInt(pattern.substring(at + 1, stop)));
      at = end + 1;
      return least;
    }
  }
}
