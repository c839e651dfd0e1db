package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the case out of text by Unicode simple folding (CaseFolding.txt, status C and S): a
 * character becomes one character, and those that differ only in case become the same. The one
 * definition for queries, matching and the index.
 *
 * <p>The lower case of the upper case brings together what simple folding does, but for the dotted
 * capital and the dotless small i of Turkish, which it would make a plain i and simple folding
 * leaves alone.
 */
public final class Fold {
  private static final int DOTTED_CAPITAL_I = 0x130;
  private static final int DOTLESS_SMALL_I = 0x131;

  private Fold() {}

  /** The folded text. */
  public static String text(String text) {
    int plain = 0;
    while (plain < text.length() && isFolded(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    var folded = new StringBuilder(text.length()).append(text, 0, plain);
    for (int i = plain; i < text.length(); ) {
      int c = text.codePointAt(i);
      folded.appendCodePoint(character(c));
      i += Character.charCount(c);
    }
    return folded.toString();
  }

  /** One folded character. */
  public static int character(int c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
    if (c == DOTTED_CAPITAL_I || c == DOTLESS_SMALL_I) {
      return c;
    }
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  private static boolean isFolded(char c) {
    return c < 0x80 && (c < 'A' || c > 'Z');
  }

  /** The folded UTF-8 of the UTF-8 text in [from, to); bytes that are no UTF-8 become U+FFFD. */
  public static byte[] bytes(byte[] text, int from, int to) {
    var folded = new byte[to - from];
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b < 0) {
        return text(new String(text, from, to - from, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
      }
      folded[i - from] = ascii(b);
    }
    return folded;
  }

  /** One folded byte of ASCII. */
  static byte ascii(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }

  /** Whether the text in [from, to), folded, is {@code folded}. */
  static boolean equal(byte[] text, int from, int to, byte[] folded) {
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b < 0) {
        return Arrays.equals(bytes(text, from, to), folded);
      }
      if (i - from >= folded.length || ascii(b) != folded[i - from]) {
        return false;
      }
    }
    return to - from == folded.length;
  }
}
