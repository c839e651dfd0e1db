package org.marsad.rules.correlate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.marsad.rules.problem.RuleProblem;

/**
 * What a DRL file may say. DRL is code, and part of it runs while it is being compiled; so its text
 * passes this gate before any compiler sees it. An allow-list of words and shapes: patterns over
 * the vocabulary and over bursts declared in the file, field accesses on bound variables, and a
 * consequence that does nothing but tell an incident. All else is a problem with its line.
 */
final class SourceGate {
  /** The one import a file may have. */
  static final String API = "org.marsad.rules.correlate.api.*";

  private static final Set<String> VOCABULARY = Set.of("Logon", "ProcessStart");
  private static final Set<String> CALLS =
      Set.of("not", "exists", "and", "or", "after", "before", "in");
  private static final Set<String> FORBIDDEN =
      Set.of(
          "function",
          "query",
          "eval",
          "enum",
          "dialect",
          "from",
          "accumulate",
          "acc",
          "collect",
          "groupby",
          "timer",
          "salience",
          "calendars",
          "entry-point",
          "new",
          "class",
          "static",
          "matches",
          "soundslike",
          "insert",
          "insertLogical",
          "update",
          "modify",
          "delete",
          "retract",
          "drools",
          "kcontext",
          "System",
          "Runtime",
          "Thread",
          "Class",
          "ClassLoader",
          "template",
          "unit",
          "window",
          "over",
          "forall",
          "do",
          "ruleflow-group",
          "lock-on-active",
          "agenda-group",
          "activation-group",
          "auto-focus",
          "enabled",
          "duration",
          "date-effective",
          "date-expires",
          "refract",
          "trait",
          "getClass");

  private final String file;
  private final List<Token> tokens;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final Set<String> types = new HashSet<>(VOCABULARY);
  private int at;

  private SourceGate(String file, List<Token> tokens, List<RuleProblem> problems) {
    this.file = file;
    this.tokens = tokens;
    this.problems.addAll(problems);
  }

  /** Everything in the text that may not be there; empty if it may be compiled. */
  static List<RuleProblem> check(String file, String text, String packageName) {
    var problems = new ArrayList<RuleProblem>();
    List<Token> tokens = Tokenizer.tokens(file, text, problems);
    var gate = new SourceGate(file, tokens, problems);
    if (problems.isEmpty()) {
      gate.file(packageName);
    }
    return gate.problems;
  }

  private void file(String packageName) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).is("declare")) {
        types.add(tokens.get(i + 1).text);
      }
    }
    while (at < tokens.size() && problems.size() < 20) {
      Token token = tokens.get(at);
      switch (token.text) {
        case "package" -> expect("package", packageName);
        case "import" -> expect("import", API);
        case "global" -> expect("global", "Incidentsincidents");
        case "declare" -> declaration();
        case "rule" -> rule();
        case ";" -> at++;
        default -> {
          problem(token, "\"" + token.text + "\" cannot stand here; expecting declare or rule");
          at = tokens.size();
        }
      }
    }
  }

  /** The word, then exactly this text up to the end of the statement. */
  private void expect(String word, String wanted) {
    Token first = tokens.get(at++);
    var text = new StringBuilder();
    int line = first.line;
    while (at < tokens.size() && !tokens.get(at).is(";") && tokens.get(at).line == line) {
      text.append(tokens.get(at++).text);
    }
    if (!text.toString().equals(wanted)) {
      problem(first, word + " \"" + text + "\" is not allowed; expecting \"" + wanted + "\"");
    }
  }

  /** {@code declare Name extends Burst @x("...") ... end}. */
  private void declaration() {
    Token first = tokens.get(at++);
    at++;
    if (!next("extends") || !next("Burst")) {
      problem(first, "a declared type must extend Burst");
    }
    while (at < tokens.size() && !tokens.get(at).is("end")) {
      annotation();
    }
    at++;
  }

  private boolean next(String text) {
    if (at < tokens.size() && tokens.get(at).is(text)) {
      at++;
      return true;
    }
    return false;
  }

  /** {@code @name("text")} or {@code @name(number)}. */
  private void annotation() {
    Token first = tokens.get(at);
    boolean shape =
        at + 4 < tokens.size()
            && first.is("@")
            && tokens.get(at + 1).isName()
            && tokens.get(at + 2).is("(")
            && (tokens.get(at + 3).isString() || tokens.get(at + 3).isNumber())
            && tokens.get(at + 4).is(")");
    if (!shape) {
      problem(first, "expecting @name(\"text\") or @name(number), found \"" + first.text + "\"");
      at = tokens.size();
    } else {
      at += 5;
    }
  }

  private void rule() {
    Token first = tokens.get(at++);
    if (at >= tokens.size() || !tokens.get(at).isString()) {
      problem(first, "a rule's name must be quoted");
      at = tokens.size();
      return;
    }
    at++;
    while (at < tokens.size() && !tokens.get(at).is("when")) {
      annotation();
    }
    at++;
    while (at < tokens.size() && !tokens.get(at).is("then")) {
      condition();
    }
    at++;
    consequence(first);
  }

  private void condition() {
    Token token = tokens.get(at);
    if (FORBIDDEN.contains(token.text)) {
      problem(token, "\"" + token.text + "\" is not allowed in the condition of a rule");
    }
    boolean call = at + 1 < tokens.size() && tokens.get(at + 1).is("(") && token.isName();
    if (call && !types.contains(token.text) && !CALLS.contains(token.text)) {
      problem(
          token,
          "\""
              + token.text
              + "(\" is neither a fact nor an operator; expecting one of "
              + sorted());
    }
    boolean access = at > 0 && at + 1 < tokens.size() && token.is(".");
    if (access && !(tokens.get(at - 1).text.startsWith("$") && tokens.get(at + 1).isName())) {
      problem(token, "only fields of bound variables may be accessed, like $login.user");
    }
    if (token.is("@") || token.is("{") || token.is("}")) {
      problem(token, "\"" + token.text + "\" is not allowed in the condition of a rule");
    }
    boolean assigned =
        token.is("=") || token.is("+=") || token.is("++") || token.is("--") || token.is(":=");
    if (assigned) {
      problem(token, "a condition assigns nothing; compare with ==");
    }
    at++;
  }

  private List<String> sorted() {
    return types.stream().sorted().toList();
  }

  /** {@code incidents.open($x).because($a, $b);} and nothing else. */
  private void consequence(Token rule) {
    boolean shape =
        next("incidents")
            && next(".")
            && next("open")
            && next("(")
            && variable()
            && next(")")
            && next(".")
            && next("because")
            && next("(")
            && variable();
    while (shape && next(",")) {
      shape = variable();
    }
    shape = shape && next(")") && next(";") && next("end");
    if (!shape) {
      Token where = at < tokens.size() ? tokens.get(at) : rule;
      problem(where, "a rule may only say: incidents.open($key).because($fact, ...);");
      while (at < tokens.size() && !tokens.get(at).is("rule")) {
        at++;
      }
    }
  }

  private boolean variable() {
    if (at < tokens.size() && tokens.get(at).isName() && tokens.get(at).text.startsWith("$")) {
      at++;
      return true;
    }
    return false;
  }

  private void problem(Token token, String message) {
    problems.add(new RuleProblem(file, token.line, token.column, message));
  }

  /** A word, string, number or sign of the text. */
  record Token(String text, char kind, int line, int column) {
    boolean is(String wanted) {
      return kind != '"' && text.equals(wanted);
    }

    boolean isName() {
      return kind == 'a';
    }

    boolean isString() {
      return kind == '"';
    }

    boolean isNumber() {
      return kind == '0';
    }
  }

  /** Cuts the text into tokens; comments are left out, anything unusual is a problem. */
  private static final class Tokenizer {
    private static final String SIGNS = "()[]{}<>=!&|,;:.@+-*/%^?~";
    private static final List<String> LONG_SIGNS =
        List.of("==", "!=", "<=", ">=", "&&", "||", ":=", "+=", "++", "--");

    private Tokenizer() {}

    static List<Token> tokens(String file, String text, List<RuleProblem> problems) {
      var tokens = new ArrayList<Token>();
      int line = 1;
      int lineStart = 0;
      for (int i = 0; i < text.length(); ) {
        char c = text.charAt(i);
        int column = i - lineStart + 1;
        if (c == '\n') {
          line++;
          lineStart = ++i;
        } else if (c == ' ' || c == '\t' || c == '\r') {
          i++;
        } else if (text.startsWith("//", i)) {
          i = end(text, i, "\n");
        } else if (text.startsWith("/*", i)) {
          int close = text.indexOf("*/", i + 2);
          int to = close < 0 ? text.length() : close + 2;
          for (; i < to; i++) {
            if (text.charAt(i) == '\n') {
              line++;
              lineStart = i + 1;
            }
          }
        } else if (c == '"') {
          int close = string(text, i);
          if (close < 0) {
            problems.add(
                new RuleProblem(file, line, column, "the text is never closed, or escapes"));
            return tokens;
          }
          tokens.add(new Token(text.substring(i + 1, close), '"', line, column));
          i = close + 1;
        } else if (isNameStart(c)) {
          int from = i;
          while (i < text.length() && isNamePart(text.charAt(i))) {
            i++;
          }
          tokens.add(new Token(text.substring(from, i), 'a', line, column));
        } else if (c >= '0' && c <= '9') {
          int from = i;
          while (i < text.length() && isNamePart(text.charAt(i))) {
            i++;
          }
          tokens.add(new Token(text.substring(from, i), '0', line, column));
        } else if (SIGNS.indexOf(c) >= 0) {
          String two = text.substring(i, Math.min(i + 2, text.length()));
          String sign = LONG_SIGNS.contains(two) ? two : String.valueOf(c);
          tokens.add(new Token(sign, '.', line, column));
          i += sign.length();
        } else {
          problems.add(
              new RuleProblem(
                  file, line, column, "the character U+%04X is not allowed".formatted((int) c)));
          return tokens;
        }
      }
      return tokens;
    }

    private static int end(String text, int from, String mark) {
      int found = text.indexOf(mark, from);
      return found < 0 ? text.length() : found;
    }

    /** Where a string without escapes on one line ends, or -1. */
    private static int string(String text, int open) {
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"') {
          return i;
        }
        if (c == '\\' || c == '\n' || c > 0x7e || c < 0x20) {
          return -1;
        }
      }
      return -1;
    }

    private static boolean isNameStart(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isNamePart(char c) {
      return isNameStart(c) || (c >= '0' && c <= '9');
    }
  }
}
