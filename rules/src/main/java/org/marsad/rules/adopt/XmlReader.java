package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the XML that Wazuh writes its rules in, which is not quite XML: several roots in a file,
 * {@code \<} for an angle bracket, brackets and ampersands that mean themselves. Knows elements,
 * attributes, texts, comments and the five characters XML names; there are no definitions of types,
 * no entities of one's own and nothing that is fetched: where a file has them, reading ends there.
 * Bounded in depth and number. One thread, used once.
 */
final class XmlReader {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_ELEMENTS = 200_000;
  private static final int MAX_ATTRIBUTES = 32;
  private static final Map<String, Character> NAMED =
      Map.of("lt", '<', "gt", '>', "amp", '&', "quot", '"', "apos", '\'');

  private final String text;
  private final List<Element> roots = new ArrayList<>();
  private final List<Element> open = new ArrayList<>();
  private String comment = "";
  private int at;
  private int line = 1;
  private int elements;

  XmlReader(String text) {
    this.text = text;
  }

  /**
   * Reads to the end, or to the first mistake: what was complete before it is in {@link #roots}.
   *
   * @throws LeftOut with the place of the mistake
   */
  void read() {
    try {
      all();
    } catch (LeftOut e) {
      // Of an unfinished element only the outermost stays, for what is whole in it.
      if (open.size() > 1) {
        open.getFirst().children().remove(open.get(1));
      }
      throw e;
    }
  }

  private void all() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '<' && isMarkup()) {
        markup();
      } else if (open.isEmpty()) {
        step();
      } else {
        open.getLast().append(character());
      }
    }
    if (!open.isEmpty()) {
      throw new LeftOut(open.getLast().line(), "<" + open.getLast().name() + "> is never closed");
    }
  }

  /** The outermost elements so far. */
  List<Element> roots() {
    return roots;
  }

  /** The first comment that says whose the file is, or empty. */
  String comment() {
    return comment;
  }

  /** Whether an angle bracket is more than itself. */
  private boolean isMarkup() {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return open.isEmpty() || next == '/' || next == '!' || next == '?' || isLetter(next);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private void markup() {
    if (text.startsWith("<!--", at)) {
      int from = at + "<!--".length();
      int end = end("-->", from, "the comment is never closed");
      String inside = text.substring(from, end);
      if (comment.isEmpty() && inside.contains("Copyright")) {
        comment = inside;
      }
      stepTo(end + "-->".length());
    } else if (text.startsWith("<?", at)) {
      stepTo(end("?>", at + "<?".length(), "<? is never closed") + "?>".length());
    } else if (text.startsWith("<!", at)) {
      throw new LeftOut(line, "definitions of types and entities are not read");
    } else if (text.startsWith("</", at)) {
      close();
    } else {
      open();
    }
  }

  private int end(String what, int from, String otherwise) {
    int end = text.indexOf(what, from);
    if (end < 0) {
      throw new LeftOut(line, otherwise);
    }
    return end;
  }

  private void close() {
    int end = end(">", at, "</ is never closed");
    String name = text.substring(at + 2, end).strip();
    if (open.isEmpty() || !open.getLast().name().equals(name)) {
      throw new LeftOut(line, "</" + name + "> closes nothing");
    }
    open.removeLast();
    stepTo(end + 1);
  }

  private void open() {
    int begin = line;
    step();
    String name = name();
    var element = new Element(name, begin);
    if (++elements > MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
      throw new LeftOut(
          begin,
          "more than " + MAX_ELEMENTS + " elements, or " + MAX_DEPTH + " inside of each other");
    }
    blanks();
    while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != '/') {
      attribute(element);
      blanks();
    }
    boolean isEmpty = text.startsWith("/>", at);
    if (!isEmpty && !text.startsWith(">", at)) {
      throw new LeftOut(begin, "<" + name + " is never closed");
    }
    stepTo(at + (isEmpty ? 2 : 1));
    (open.isEmpty() ? roots : open.getLast().children()).add(element);
    if (!isEmpty) {
      open.add(element);
    }
  }

  private void attribute(Element element) {
    String name = name();
    blanks();
    if (!text.startsWith("=", at)) {
      throw new LeftOut(line, "expecting = behind the attribute \"" + name + "\"");
    }
    step();
    blanks();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    if (quote != '"' && quote != '\'') {
      throw new LeftOut(line, "expecting the value of \"" + name + "\" in quotes");
    }
    step();
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      value.append(character());
    }
    if (at >= text.length() || element.attributes().size() >= MAX_ATTRIBUTES) {
      throw new LeftOut(
          element.line(), "a quote is never closed, or there are too many attributes");
    }
    step();
    element.attributes().put(name, value.toString());
  }

  private String name() {
    int from = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw new LeftOut(line, "expecting a name behind <; \\< is the character itself");
    }
    return text.substring(from, at);
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.'
        || c == ':';
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      step();
    }
  }

  /** The next character, which may be written as several. */
  private char character() {
    char c = text.charAt(at);
    if (c == '\\' && text.startsWith("<", at + 1)) {
      stepTo(at + 2);
      return '<';
    }
    if (c == '&') {
      int end = text.indexOf(';', at);
      Character named = end < 0 || end > at + 6 ? null : NAMED.get(text.substring(at + 1, end));
      if (named != null) {
        stepTo(end + 1);
        return named;
      }
    }
    step();
    return c;
  }

  private void step() {
    stepTo(at + 1);
  }

  private void stepTo(int to) {
    for (; at < to; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
  }
}
