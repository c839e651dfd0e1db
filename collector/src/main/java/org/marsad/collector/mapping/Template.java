package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line with holes: {@code Failed {method} for {*user.name} from {source.ip} port {source.port}}.
 * Text outside of braces must be there; {@code {name}} is the shortest run up to the text behind
 * it, {@code {}} the same without keeping it; {@code {name->}} takes all the blanks (or what else
 * stands there several times) behind it. One hole may be greedy, {@code {*name}}: all holes before
 * it are found from the left, all behind it from the right, so that text of an attacker inside of
 * it cannot pose as what surrounds it. A hole {@code {-name}} holds no blank, or the template does
 * not fit. The whole text must fit. An opening brace between braces is a brace. What stands between
 * <code>{?</code> and <code>?}</code> may be missing: such a template is several, see {@link
 * #variants}.
 *
 * <p>Matching takes time linear in the text and makes no objects. Thread-safe.
 */
final class Template {
  static final int MAX_HOLES = 32;
  private static final int MAX_OPTIONAL = 6;

  private final byte[][] literals;
  private final List<String> holes;
  private final boolean[] padded;
  private final int greedy;

  /** Bits of the holes that hold no blank. */
  private final int words;

  private Template(byte[][] literals, List<String> holes, boolean[] padded, int greedy, int words) {
    this.literals = literals;
    this.padded = padded;
    this.holes = holes;
    this.greedy = greedy;
    this.words = words;
  }

  /**
   * The templates that a text with optional parts stands for, the longest first.
   *
   * @throws IllegalArgumentException with the column, if it is none
   */
  static List<Template> variants(String text) {
    var texts = new ArrayList<String>();
    expand(text, 0, texts);
    return texts.stream().map(Template::parse).toList();
  }

  private static void expand(String text, int depth, List<String> into) {
    int open = text.indexOf("{?");
    if (open < 0) {
      into.add(text);
      return;
    }
    int close = text.indexOf("?}", open);
    if (close < 0) {
      throw new IllegalArgumentException("{? at column " + (open + 1) + " is never closed by ?}");
    }
    if (depth == MAX_OPTIONAL) {
      throw new IllegalArgumentException("more than " + MAX_OPTIONAL + " optional parts");
    }
    String before = text.substring(0, open);
    String behind = text.substring(close + 2);
    expand(before + text.substring(open + 2, close) + behind, depth + 1, into);
    expand(before + behind, depth + 1, into);
  }

  /**
   * Reads a template without optional parts.
   *
   * @throws IllegalArgumentException with the column, if it is none
   */
  static Template parse(String text) {
    var literals = new ArrayList<byte[]>();
    var holes = new ArrayList<String>();
    var literal = new StringBuilder();
    boolean[] padded = new boolean[MAX_HOLES];
    int greedy = -1;
    int words = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '{') {
        literal.append(c);
        continue;
      }
      int end = text.indexOf('}', i);
      if (end < 0) {
        throw new IllegalArgumentException("{ at column " + (i + 1) + " is never closed");
      }
      String name = text.substring(i + 1, end);
      if (name.equals("{")) {
        literal.append('{');
        i = end;
        continue;
      }
      if (literal.isEmpty() && !holes.isEmpty()) {
        throw new IllegalArgumentException(
            "no text between the holes at column " + (i + 1) + "; they cannot be told apart");
      }
      if (name.startsWith("*")) {
        if (greedy >= 0) {
          throw new IllegalArgumentException("a second greedy hole at column " + (i + 1));
        }
        greedy = holes.size();
        name = name.substring(1);
      } else if (name.startsWith("-")) {
        words |= 1 << holes.size();
        name = name.substring(1);
      }
      if (name.endsWith("->")) {
        padded[Math.min(holes.size(), MAX_HOLES - 1)] = true;
        name = name.substring(0, name.length() - 2);
      }
      literals.add(literal.toString().getBytes(StandardCharsets.UTF_8));
      holes.add(name);
      literal.setLength(0);
      i = end;
    }
    literals.add(literal.toString().getBytes(StandardCharsets.UTF_8));
    if (holes.size() > MAX_HOLES) {
      throw new IllegalArgumentException("more than " + MAX_HOLES + " holes");
    }
    return new Template(literals.toArray(new byte[0][]), List.copyOf(holes), padded, greedy, words);
  }

  /** The names of the holes in turn; empty for those that are not kept. */
  List<String> holes() {
    return holes;
  }

  /**
   * Fits the template to [from, to).
   *
   * @param spans where each hole begins and ends is written here, two ints a hole
   */
  boolean match(byte[] bytes, int from, int to, int[] spans) {
    int last = literals.length - 2;
    byte[] head = literals[0];
    byte[] tail = literals[literals.length - 1];
    if (to - from < head.length + (last < 0 ? 0 : tail.length)
        || !at(bytes, from, to, head)
        || (last < 0 && to - from != head.length)) {
      return false;
    }
    if (last < 0) {
      return true;
    }
    if (!at(bytes, to - tail.length, to, tail)) {
      return false;
    }
    int left = from + head.length;
    int right = to - tail.length;
    int turn = greedy < 0 ? last : greedy;
    for (int hole = 0; hole < turn; hole++) {
      byte[] next = literals[hole + 1];
      int found = indexOf(bytes, left, right, next);
      if (found < 0) {
        return false;
      }
      spans[hole * 2] = left;
      spans[hole * 2 + 1] = found;
      left = found + next.length;
      while (padded[hole] && left < right && bytes[left] == next[next.length - 1]) {
        left++;
      }
    }
    for (int hole = last; hole > turn; hole--) {
      byte[] before = literals[hole];
      int found = lastIndexOf(bytes, left, right, before);
      if (found < 0) {
        return false;
      }
      spans[hole * 2] = found + before.length;
      spans[hole * 2 + 1] = right;
      right = found;
    }
    spans[turn * 2] = left;
    spans[turn * 2 + 1] = right;
    return left <= right && (words == 0 || isWords(bytes, spans));
  }

  private boolean isWords(byte[] bytes, int[] spans) {
    for (int hole = 0; hole < holes.size(); hole++) {
      if ((words & 1 << hole) != 0 && !isWord(bytes, spans[hole * 2], spans[hole * 2 + 1])) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is no blank but at the ends. */
  private static boolean isWord(byte[] bytes, int start, int to) {
    int at = start;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    while (at < to && bytes[at] != ' ') {
      at++;
    }
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    return at >= to;
  }

  private static boolean at(byte[] bytes, int at, int to, byte[] literal) {
    return to - at >= literal.length
        && Arrays.equals(bytes, at, at + literal.length, literal, 0, literal.length);
  }

  private static int indexOf(byte[] bytes, int from, int to, byte[] literal) {
    int last = to - literal.length;
    for (int i = from; i <= last; i++) {
      i = Values.indexOf(bytes, i, last + 1, literal[0]);
      if (i <= last && at(bytes, i, to, literal)) {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(byte[] bytes, int from, int to, byte[] literal) {
    for (int i = to - literal.length; i >= from; i--) {
      if (bytes[i] == literal[0] && at(bytes, i, to, literal)) {
        return i;
      }
    }
    return -1;
  }
}
