package org.marsad.query.route;

/**
 * Text of senders made harmless for people and for Markdown: what a terminal or a browser would act
 * on, or what changes the direction of reading, is shown as its code. Stateless.
 */
final class Plain {
  /** What means something inside a line; what does at its beginning never stands there. */
  private static final String MARKUP = "\\`*_[]|~@";

  private Plain() {}

  /** One line without anything that acts. */
  static String line(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (acts(c)) {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Controls, the line and paragraph separators, and what turns or hides text. */
  private static boolean acts(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** As a part of a line of Markdown (CommonMark 0.31) that is nothing but text. */
  static String markdown(String text) {
    String line = line(text);
    var safe = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '&' -> safe.append("&amp;");
        default -> {
          if (MARKUP.indexOf(c) >= 0 || isLink(line, i)) {
            safe.append('\\');
          }
          safe.append(c);
        }
      }
    }
    return safe.toString();
  }

  /** Whether a renderer might take an address from here on for a link (GFM, section 6.9). */
  private static boolean isLink(String line, int at) {
    return line.startsWith("://", at)
        || line.startsWith(".", at) && line.regionMatches(true, at - 3, "www", 0, 3);
  }

  /** A fence that no line of the text can close. */
  static String fence(Iterable<String> lines) {
    int longest = 2;
    for (String line : lines) {
      int run = 0;
      for (int i = 0; i < line.length(); i++) {
        run = line.charAt(i) == '`' ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    return "`".repeat(longest + 1);
  }
}
