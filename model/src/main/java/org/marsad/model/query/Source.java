package org.marsad.model.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.marsad.model.problem.Problem.Position;
import org.marsad.model.query.QueryProblem.Suggestion;

/** The text of a query while it is read: how far, and what is wrong with it so far. One thread. */
final class Source {
  private static final int MAX_PROBLEMS = 10;

  private final String text;
  private final List<QueryProblem> problems = new ArrayList<>();
  private final boolean nested;
  private int at;
  private boolean given;

  /**
   * Begins at {@code from}.
   *
   * @param nested whether a square bracket that no range opened ends the query
   */
  Source(String text, int from, boolean nested) {
    this.text = text;
    this.at = from;
    this.nested = nested;
  }

  boolean isNested() {
    return nested;
  }

  String text() {
    return text;
  }

  /** The part [from, at). */
  String since(int from) {
    return text.substring(from, at);
  }

  // Where we are

  int at() {
    return at;
  }

  void goTo(int index) {
    at = index;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The character here; not at the end. */
  char peek() {
    return text.charAt(at);
  }

  /** The character here, which is then behind us. */
  char next() {
    return text.charAt(at++);
  }

  boolean is(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  boolean isAnyOf(String characters) {
    return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
  }

  boolean startsWith(String what) {
    return text.startsWith(what, at);
  }

  boolean take(char c) {
    boolean here = is(c);
    at += here ? 1 : 0;
    return here;
  }

  boolean take(String what) {
    boolean here = startsWith(what);
    at += here ? what.length() : 0;
    return here;
  }

  // Blanks and words

  /** Only these part words; the blanks of Unicode do occur inside of values. */
  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /** Goes over blanks; whether there were any. */
  boolean blanks() {
    int from = at;
    while (!atEnd() && isBlank(peek())) {
      at++;
    }
    return at > from;
  }

  /** Whether no word can go on there: at a blank, a round bracket, a pipe or the end. */
  boolean isBreak(int index) {
    return index >= text.length()
        || isBlank(text.charAt(index))
        || "()|".indexOf(text.charAt(index)) >= 0
        || (nested && text.charAt(index) == ']');
  }

  /** Where the word that begins there ends, escapes minded. */
  int wordEnd(int from) {
    int end = from;
    while (!isBreak(end)) {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end, text.length());
  }

  /** The word that begins here, with its escapes. */
  String word() {
    return text.substring(at, wordEnd(at));
  }

  /** Where the word around there begins. */
  int wordStart(int index) {
    int start = index;
    while (start > 0 && !isBreak(start - 1)) {
      start--;
    }
    return start;
  }

  /** Whether this word is here, in any case and with nothing attached to it. */
  boolean isWord(String word) {
    int end = at + word.length();
    return text.regionMatches(true, at, word, 0, word.length())
        && (isBreak(end) || text.charAt(end) == '"');
  }

  boolean takeWord(String word) {
    boolean here = isWord(word);
    at += here ? word.length() : 0;
    return here;
  }

  boolean isAnd() {
    return isWord("and") || startsWith("&&");
  }

  boolean isOr() {
    return isWord("or") || startsWith("||");
  }

  boolean takeAnd() {
    return takeWord("and") || take("&&");
  }

  boolean takeOr() {
    return takeWord("or") || take("||");
  }

  boolean takeNot() {
    return takeWord("not") || (is('!') && !startsWith("!=") && take('!'));
  }

  /** Whether a clause can begin here: not at the end, a closing bracket or a pipe. */
  boolean hasClause() {
    return !atEnd() && peek() != ')' && peek() != '|' && !(nested && peek() == ']');
  }

  /** Goes on to where reading can find its feet again: a closing bracket, a pipe or the end. */
  void recover() {
    while (hasClause()) {
      at += peek() == '\\' ? 2 : 1;
    }
    at = Math.min(at, text.length());
  }

  /** Nothing behind this is worth reading: goes to the end. */
  void giveUp() {
    given = true;
    at = text.length();
  }

  /** Whether the end was reached by {@link #giveUp}. */
  boolean gaveUp() {
    return given;
  }

  // Problems

  /** By their places. */
  List<QueryProblem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(p -> p.position().offset())).toList();
  }

  /** A way out: to search for the part [from, to) as text. */
  Suggestion quote(int from, int to) {
    String quoted = QueryPrinter.quoted(text.substring(from, to));
    return new Suggestion("search for the text: " + quoted, from, to, quoted);
  }

  private boolean isFull() {
    return problems.size() >= MAX_PROBLEMS;
  }

  void problem(String code, int from, int to, String message, Suggestion... suggestions) {
    problem(code, from, to, message, List.of(), suggestions);
  }

  /** Notes a problem with the part [from, to). */
  void problem(
      String code,
      int from,
      int to,
      String message,
      List<String> expected,
      Suggestion... suggestions) {
    if (isFull()) {
      giveUp();
      return;
    }
    int end = Math.clamp(to, from, Math.max(from, text.length()));
    problems.add(
        new QueryProblem(
            code,
            message,
            Position.of(text, from, end - from),
            text.substring(from, end),
            expected,
            List.of(suggestions)));
  }
}
