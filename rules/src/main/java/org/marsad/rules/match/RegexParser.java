package org.marsad.rules.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression that RE2 compiles, as far as it concerns text of ASCII alone: characters of
 * others are left out, for they cannot be there. What it does not know it does not read. One
 * thread.
 */
final class RegexParser {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REPEAT = 1000;
  private static final RegexTree.Characters DIGITS = between('0', '9');
  private static final RegexTree.Characters WORDS =
      or(or(between('a', 'z'), between('A', 'Z')), or(DIGITS, between('_', '_')));
  private static final RegexTree.Characters BLANKS =
      or(or(between('\t', '\n'), between('\f', '\r')), between(' ', ' '));
  private static final RegexTree.Characters ALL = new RegexTree.Characters(-1, -1);
  private static final RegexTree.Characters NEW_LINE = between('\n', '\n');

  private final String pattern;
  private int at;
  private int depth;
  private boolean isFolded;
  private boolean hasLines;
  private boolean isDotAll;

  private RegexParser(String pattern) {
    this.pattern = pattern;
  }

  /** The tree of an expression with its flags in front; null if it has something unknown. */
  static @Nullable RegexTree parse(String pattern) {
    var parser = new RegexParser(pattern);
    try {
      RegexTree tree = parser.choice();
      return parser.at == pattern.length() ? tree : null;
    } catch (Unknown _) {
      return null;
    }
  }

  private boolean more() {
    return at < pattern.length();
  }

  private char peek() {
    return pattern.charAt(at);
  }

  private char next() {
    if (!more()) {
      throw new Unknown();
    }
    return pattern.charAt(at++);
  }

  private boolean skip(char wanted) {
    if (more() && peek() == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private RegexTree choice() {
    if (++depth > MAX_DEPTH) {
      throw new Unknown();
    }
    var parts = new ArrayList<RegexTree>();
    do {
      parts.add(sequence());
    } while (skip('|'));
    depth--;
    return parts.size() == 1 ? parts.getFirst() : new RegexTree.Choice(parts);
  }

  private RegexTree sequence() {
    List<RegexTree> parts = new ArrayList<>();
    while (more() && peek() != '|' && peek() != ')') {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexTree.Sequence(parts);
  }

  private RegexTree repeated(RegexTree part) {
    if (!more()) {
      return part;
    }
    RegexTree repeat =
        switch (peek()) {
          case '*' -> new RegexTree.Repeat(part, 0, Integer.MAX_VALUE);
          case '+' -> new RegexTree.Repeat(part, 1, Integer.MAX_VALUE);
          case '?' -> new RegexTree.Repeat(part, 0, 1);
          case '{' -> braces(part);
          default -> part;
        };
    if (repeat.equals(part)) {
      return part;
    }
    at++;
    skip('?');
    if (more() && "*+?{".indexOf(peek()) >= 0) {
      throw new Unknown();
    }
    return repeat;
  }

  /** Ends at the closing brace. */
  private RegexTree braces(RegexTree part) {
    at++;
    int least = number();
    int most = least;
    if (skip(',')) {
      most = more() && peek() == '}' ? Integer.MAX_VALUE : number();
    }
    if (!more() || peek() != '}') {
      throw new Unknown();
    }
    return new RegexTree.Repeat(part, least, most);
  }

  private int number() {
    int from = at;
    int number = 0;
    while (more() && peek() >= '0' && peek() <= '9' && at - from < 5) {
      number = number * 10 + next() - '0';
    }
    if (at == from || number > MAX_REPEAT) {
      throw new Unknown();
    }
    return number;
  }

  private RegexTree atom() {
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case '^' -> place(hasLines ? RegexTree.Place.LINE_BEGIN : RegexTree.Place.TEXT_BEGIN);
      case '$' -> place(hasLines ? RegexTree.Place.LINE_END : RegexTree.Place.TEXT_END);
      case '.' -> isDotAll ? ALL : not(NEW_LINE);
      case '[' -> set();
      case '(' -> group();
      case '\\' -> escape();
      case '*', '+', '?', '{' -> throw new Unknown();
      default -> character(c);
    };
  }

  private static RegexTree place(RegexTree.Place place) {
    return new RegexTree.At(place);
  }

  private RegexTree escape() {
    return switch (next()) {
      case 'b' -> place(RegexTree.Place.WORD_EDGE);
      case 'B' -> place(RegexTree.Place.NO_WORD_EDGE);
      case 'A' -> place(RegexTree.Place.TEXT_BEGIN);
      case 'z' -> place(RegexTree.Place.TEXT_END);
      default -> {
        at--;
        yield escaped();
      }
    };
  }

  /** A character or a class behind a backslash. */
  private RegexTree.Characters escaped() {
    char c = next();
    return switch (c) {
      case 'd' -> DIGITS;
      case 'D' -> not(DIGITS);
      case 'w' -> WORDS;
      case 'W' -> not(WORDS);
      case 's' -> BLANKS;
      case 'S' -> not(BLANKS);
      case 'a' -> character(7);
      case 'f' -> character('\f');
      case 'n' -> character('\n');
      case 'r' -> character('\r');
      case 't' -> character('\t');
      case 'v' -> character(11);
      case 'x' -> character(hexadecimal());
      default -> {
        if (c >= 128 || Character.isLetterOrDigit(c)) {
          throw new Unknown();
        }
        yield character(c);
      }
    };
  }

  private int hexadecimal() {
    int high = Character.digit(next(), 16);
    int low = Character.digit(next(), 16);
    if (high < 0 || low < 0) {
      throw new Unknown();
    }
    return high * 16 + low;
  }

  private RegexTree.Characters character(int c) {
    return folded(c, c);
  }

  /** The characters from one to another, in both cases if so wanted. */
  private RegexTree.Characters folded(int from, int to) {
    if (to >= 128 && isFolded) {
      // Some of them are an ASCII letter in another case.
      throw new Unknown();
    }
    RegexTree.Characters own = between(from, Math.min(to, 127));
    return isFolded ? bothCases(own) : own;
  }

  private static RegexTree.Characters bothCases(RegexTree.Characters own) {
    long upper = own.high() & between('A', 'Z').high();
    long lower = own.high() & between('a', 'z').high();
    return new RegexTree.Characters(own.low(), own.high() | upper << 32 | lower >>> 32);
  }

  private RegexTree group() {
    boolean folded = isFolded;
    boolean lines = hasLines;
    boolean dotAll = isDotAll;
    if (skip('?') && isFlagsAlone()) {
      return RegexTree.EMPTY;
    }
    RegexTree inner = choice();
    if (next() != ')') {
      throw new Unknown();
    }
    isFolded = folded;
    hasLines = lines;
    isDotAll = dotAll;
    return inner;
  }

  /** Reads what stands behind a question mark; whether it is flags for the rest of the group. */
  private boolean isFlagsAlone() {
    if (skip('P') || (more() && peek() == '<')) {
      while (next() != '>') {}
      return false;
    }
    boolean on = true;
    while (true) {
      switch (next()) {
        case ':' -> {
          return false;
        }
        case ')' -> {
          return true;
        }
        case '-' -> on = false;
        case 'i' -> isFolded = on;
        case 'm' -> hasLines = on;
        case 's' -> isDotAll = on;
        case 'U' -> {} // which one is found first is of no matter
        default -> throw new Unknown();
      }
    }
  }

  private RegexTree set() {
    boolean isNegated = skip('^');
    var members = new RegexTree.Characters(0, 0);
    boolean isFirst = true;
    while (isFirst || (more() && peek() != ']')) {
      isFirst = false;
      members = or(members, member());
    }
    next();
    return isNegated ? not(members) : members;
  }

  private RegexTree.Characters member() {
    if (peek() == '[' && at + 1 < pattern.length() && pattern.charAt(at + 1) == ':') {
      throw new Unknown();
    }
    int from = point();
    if (from < 0) {
      return escaped();
    }
    boolean isRange = at + 1 < pattern.length() && peek() == '-' && pattern.charAt(at + 1) != ']';
    if (!isRange) {
      return folded(from, from);
    }
    at++;
    int to = point();
    if (to < from) {
      throw new Unknown();
    }
    return folded(from, to);
  }

  /** One character of a set; negative, and nothing read, if a class comes. */
  private int point() {
    if (!more()) {
      throw new Unknown();
    }
    if (peek() != '\\') {
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      return c;
    }
    at++;
    if (more() && "dDwWsS".indexOf(peek()) >= 0) {
      return -1;
    }
    boolean wasFolded = isFolded;
    isFolded = false;
    RegexTree.Characters one = escaped();
    isFolded = wasFolded;
    if (one.low() == 0 && one.high() == 0) {
      throw new Unknown();
    }
    return one.low() != 0
        ? Long.numberOfTrailingZeros(one.low())
        : 64 + Long.numberOfTrailingZeros(one.high());
  }

  private static RegexTree.Characters between(int from, int to) {
    long low = 0;
    long high = 0;
    for (int c = from; c <= to; c++) {
      if (c < 64) {
        low |= 1L << c;
      } else {
        high |= 1L << c;
      }
    }
    return new RegexTree.Characters(low, high);
  }

  private static RegexTree.Characters or(RegexTree.Characters one, RegexTree.Characters other) {
    return new RegexTree.Characters(one.low() | other.low(), one.high() | other.high());
  }

  private static RegexTree.Characters not(RegexTree.Characters some) {
    return new RegexTree.Characters(~some.low(), ~some.high());
  }

  /** Something that is not known. */
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unknown() {
      super(null, null, false, false);
    }
  }
}
