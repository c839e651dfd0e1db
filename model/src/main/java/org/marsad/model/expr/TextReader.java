package org.marsad.model.expr;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem.Position;
import org.marsad.model.query.QueryProblem;
import org.marsad.model.query.QueryProblem.Suggestion;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.RegexLiteral;
import org.marsad.model.query.SavedQueries;

/** The text of commands while it is read: how far, and what is wrong with it so far. One thread. */
public final class TextReader {
  /** Saved searches that a query may include. */
  public static final int MAX_INCLUSIONS = 100;

  private static final int MAX_PROBLEMS = 10;

  private final String text;
  private final Instant now;
  private final ZoneId zone;
  private final @Nullable RegexCompiler regexes;
  private final SavedQueries saved;
  private final List<String> including;
  private final AtomicInteger inclusions;
  private final List<QueryProblem> problems = new ArrayList<>();
  private int at;
  private int depth;

  /** Begins at the start of the text. */
  public TextReader(String text, Instant now, ZoneId zone, @Nullable RegexCompiler regexes) {
    this(text, now, zone, regexes, SavedQueries.NONE);
  }

  /** As above, for a text that may include others. */
  public TextReader(
      String text, Instant now, ZoneId zone, @Nullable RegexCompiler regexes, SavedQueries saved) {
    this(text, now, zone, regexes, saved, List.of(), new AtomicInteger());
  }

  private TextReader(
      String text,
      Instant now,
      ZoneId zone,
      @Nullable RegexCompiler regexes,
      SavedQueries saved,
      List<String> including,
      AtomicInteger inclusions) {
    this.text = text;
    this.now = now;
    this.zone = zone;
    this.regexes = regexes;
    this.saved = saved;
    this.including = including;
    this.inclusions = inclusions;
  }

  /** Reads a text that this one includes by a name. */
  public TextReader inside(String name, String included) {
    var names = new ArrayList<>(including);
    names.add(name);
    return new TextReader(included, now, zone, regexes, saved, List.copyOf(names), inclusions);
  }

  public String text() {
    return text;
  }

  public Instant now() {
    return now;
  }

  public ZoneId zone() {
    return zone;
  }

  public @Nullable RegexCompiler regexes() {
    return regexes;
  }

  /** What can be included by name. */
  public SavedQueries saved() {
    return saved;
  }

  /** The names of the texts that this one is inside of, the outermost first. */
  public List<String> including() {
    return including;
  }

  /** Counts an inclusion, over the whole query; false if it is one too many. */
  public boolean include() {
    return inclusions.incrementAndGet() <= MAX_INCLUSIONS;
  }

  /** How many searches in brackets one would be inside of, that began here. */
  public int depth() {
    return depth;
  }

  /** Notes {@link #depth}. */
  public void enter(int inside) {
    depth = inside;
  }

  public int at() {
    return at;
  }

  public void goTo(int index) {
    at = index;
  }

  /** The part [from, at). */
  public String since(int from) {
    return text.substring(from, at);
  }

  public boolean atEnd() {
    return at >= text.length();
  }

  /** Goes over blanks and says whether the command ends here. */
  public boolean isOver() {
    blanks();
    return atEnd() || text.charAt(at) == '|' || text.charAt(at) == ']';
  }

  public void blanks() {
    while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Whether this text comes next, behind blanks. */
  public boolean is(String what) {
    blanks();
    return text.startsWith(what, at);
  }

  /** Goes over this text if it comes next. */
  public boolean take(String what) {
    boolean here = is(what);
    at += here ? what.length() : 0;
    return here;
  }

  /** Whether this word comes next, in any case and with nothing attached. */
  public boolean isWord(String word) {
    blanks();
    int end = at + word.length();
    return text.regionMatches(true, at, word, 0, word.length())
        && (end >= text.length() || !isNameCharacter(text.charAt(end)));
  }

  public boolean takeWord(String word) {
    boolean here = isWord(word);
    at += here ? word.length() : 0;
    return here;
  }

  /** Whether {@code name=} comes next, which is an option, and not {@code name==}. */
  public boolean isOption() {
    blanks();
    int end = at;
    while (end < text.length() && (Names.isPlain(text.charAt(end)) && text.charAt(end) != '.')) {
      end++;
    }
    return end > at
        && end + 1 < text.length()
        && text.charAt(end) == '='
        && text.charAt(end + 1) != '='
        && text.charAt(end + 1) != '~';
  }

  /** Whether the name of any field and a single {@code =} come next. */
  public boolean isAssignment() {
    int from = at;
    boolean here = !listName().isEmpty() && is("=") && !is("==") && !is("=~");
    at = from;
    return here;
  }

  /** Whether the name of a field comes next. */
  public boolean isName() {
    int from = at;
    boolean here = !isOver() && !listName().isEmpty();
    at = from;
    return here;
  }

  private static boolean isNameCharacter(char c) {
    return Names.isPlain(c) || c == '-';
  }

  /** A run of letters, digits and underscores; empty if there is none. */
  public String word() {
    blanks();
    int from = at;
    while (!atEnd() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return since(from);
  }

  /** A run of characters up to a blank, a comma, a bracket or a pipe, or a text in quotes. */
  public String argument() {
    blanks();
    if (!atEnd() && text.charAt(at) == '"') {
      return quoted('"');
    }
    int from = at;
    while (!atEnd()
        && !Character.isWhitespace(text.charAt(at))
        && ",|()[]\"`".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return since(from);
  }

  /** The name of a field as lists of names have it, with wildcards; empty if there is none. */
  public String listName() {
    return name("-*:#$");
  }

  /** The name of a field as expressions have it; empty if there is none. */
  public String expressionName() {
    return name("");
  }

  private String name(String more) {
    blanks();
    if (!atEnd() && text.charAt(at) == '`') {
      return quoted('`');
    }
    int from = at;
    while (!atEnd()
        && (Names.isPlain(text.charAt(at))
            || (more.indexOf(text.charAt(at)) >= 0 && (at > from || text.charAt(at) == '*')))) {
      at++;
    }
    return since(from);
  }

  /** What stands between these quotes; a backslash takes the meaning from what follows. */
  public String quoted(char quote) {
    int open = at;
    at++;
    var inside = new StringBuilder();
    while (!atEnd() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      inside.append(c == '\\' && !atEnd() ? text.charAt(at++) : c);
    }
    if (atEnd()) {
      problem(
          "SQ103",
          open,
          open + 1,
          "the quote is never closed",
          List.of(String.valueOf(quote)),
          new Suggestion("close it with " + quote, at, at, String.valueOf(quote)));
    } else {
      at++;
    }
    return inside.toString();
  }

  /** The regex between slashes that begins here; told and empty if it is none. */
  public String regex() {
    int open = at;
    var literal = new RegexLiteral(text, open, "()|,]");
    if (literal.end() < 0) {
      problem("SQ130", open, open + 1, "the regex is never ended by a slash", List.of("/"));
      recover();
      return "";
    }
    at = literal.end() + 1;
    String pattern = literal.pattern(literal.end());
    check(pattern, open);
    return pattern;
  }

  /** Has the compiler look at a regex that was read since {@code from}. */
  public void check(String pattern, int from) {
    String unsupported = RegexLiteral.unsupported(pattern);
    if (!unsupported.isEmpty()) {
      problem(
          "SQ131",
          from,
          at,
          unsupported + " is not supported (the engine takes linear time)",
          List.of("RE2 syntax"));
      return;
    }
    try {
      if (regexes != null) {
        regexes.compile(pattern);
      }
    } catch (IllegalArgumentException e) {
      problem("SQ131", from, at, String.valueOf(e.getMessage()), List.of("RE2 syntax"));
    }
  }

  /** Goes on to the next pipe or closing bracket outside of quotes, or to the end. */
  public void recover() {
    int depth = 0;
    while (!atEnd()) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"' || c == '`') {
        int end = text.indexOf(c, at + 1);
        at = end < 0 ? text.length() : end;
      } else if (c == '[') {
        depth++;
      } else if (depth == 0 && (c == '|' || c == ']')) {
        return;
      } else if (c == ']') {
        depth--;
      }
      at++;
    }
    at = Math.min(at, text.length());
  }

  /** By their places. */
  public List<QueryProblem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(p -> p.position().offset())).toList();
  }

  public boolean isFull() {
    return problems.size() >= MAX_PROBLEMS;
  }

  public void add(List<QueryProblem> more) {
    for (QueryProblem problem : more) {
      if (!isFull()) {
        problems.add(problem);
      }
    }
  }

  /** Notes a problem with the part [from, to); one for each place. */
  public void problem(
      String code,
      int from,
      int to,
      String message,
      List<String> expected,
      Suggestion... suggestions) {
    boolean told = problems.stream().anyMatch(p -> p.position().offset() == from);
    if (isFull() || told) {
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

  /** Says that what comes next is not what should. */
  public void unexpected(String code, String what, String... expected) {
    blanks();
    int from = at;
    int end = from;
    while (end < text.length()
        && !Character.isWhitespace(text.charAt(end))
        && (end == from || "|,()[]".indexOf(text.charAt(end)) < 0)) {
      end++;
    }
    String found = end == from ? "the end" : "\"" + text.substring(from, end) + "\"";
    problem(code, from, end, "expecting " + what + " instead of " + found, List.of(expected));
  }
}
