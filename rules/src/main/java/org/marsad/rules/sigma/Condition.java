package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The condition of a rule:
 *
 * <pre>
 * or    := and ("or" and)*
 * and   := not ("and" not)*
 * not   := "not" not | "(" or ")" | ("1" | "any" | "all") "of" (pattern | "them") | identifier
 * </pre>
 *
 * Patterns and {@code them} leave identifiers out that begin with an underscore, unless the pattern
 * does. One condition; one thread.
 */
final class Condition {
  private static final int MAX_DEPTH = 64;
  private static final Set<String> QUANTIFIERS = Set.of("1", "any", "all");
  private static final Set<String> WORDS = Set.of("and", "or", "not", "of", "(", ")");

  private final Node node;
  private final Map<String, Expr> identifiers;
  private final List<Token> tokens;
  private int at;

  private Condition(Node node, Map<String, Expr> identifiers) {
    this.node = node;
    this.identifiers = identifiers;
    this.tokens = tokens(node);
  }

  /** The condition with its identifiers put in. */
  static Expr parse(Node node, Map<String, Expr> identifiers) {
    var condition = new Condition(node, identifiers);
    Expr whole = condition.or(0);
    if (condition.at < condition.tokens.size()) {
      Token rest = condition.tokens.get(condition.at);
      throw condition.rejected(rest, "unexpected \"" + rest.text + "\"; expecting and, or");
    }
    return whole;
  }

  /** The names in a condition of rules, in their order, each once. */
  static List<Mention> mentions(Node node) {
    var mentions = new LinkedHashMap<String, Mention>();
    for (Token token : tokens(node)) {
      if (!WORDS.contains(token.text)) {
        mentions.putIfAbsent(token.text, new Mention(token.text, token.at));
      }
    }
    return List.copyOf(mentions.values());
  }

  private Expr or(int depth) {
    var parts = new ArrayList<Expr>();
    do {
      parts.add(and(depth));
    } while (skip("or"));
    return Expr.any(parts);
  }

  private Expr and(int depth) {
    var parts = new ArrayList<Expr>();
    do {
      parts.add(not(depth));
    } while (skip("and"));
    return Expr.all(parts);
  }

  private Expr not(int depth) {
    if (depth > MAX_DEPTH) {
      throw Rejection.at(node, "the condition is nested deeper than " + MAX_DEPTH);
    }
    if (skip("not")) {
      return new Expr.Not(not(depth + 1));
    }
    if (skip("(")) {
      Expr inner = or(depth + 1);
      if (!skip(")")) {
        throw end("expecting )");
      }
      return inner;
    }
    Token token = next();
    if (QUANTIFIERS.contains(token.text) && skip("of")) {
      return of(token.text.equals("all"), next());
    }
    if (WORDS.contains(token.text)) {
      throw rejected(token, "unexpected \"" + token.text + "\"; expecting an identifier");
    }
    Expr identifier = identifiers.get(token.text);
    if (identifier == null) {
      throw rejected(
          token,
          "there is no search identifier \""
              + token.text
              + "\""
              + Suggestions.of(token.text, identifiers.keySet()));
    }
    return identifier;
  }

  private Expr of(boolean all, Token pattern) {
    String glob = pattern.text.equals("them") ? "*" : pattern.text;
    var parts = new ArrayList<Expr>();
    identifiers.forEach(
        (name, expr) -> {
          boolean hidden = name.startsWith("_") && !glob.startsWith("_");
          if (!hidden && fits(name, glob)) {
            parts.add(expr);
          }
        });
    if (parts.isEmpty()) {
      throw rejected(pattern, "no search identifier fits \"" + pattern.text + "\"");
    }
    return all ? Expr.all(parts) : Expr.any(parts);
  }

  private static boolean fits(String name, String glob) {
    int star = glob.indexOf('*');
    if (star < 0) {
      return name.equals(glob);
    }
    if (!name.startsWith(glob.substring(0, star))) {
      return false;
    }
    String rest = glob.substring(star + 1);
    for (int from = star; from <= name.length(); from++) {
      if (fits(name.substring(from), rest)) {
        return true;
      }
    }
    return false;
  }

  private boolean skip(String word) {
    if (at < tokens.size() && tokens.get(at).text.equals(word)) {
      at++;
      return true;
    }
    return false;
  }

  private Token next() {
    if (at == tokens.size()) {
      throw end("the condition ends where an identifier was expected");
    }
    return tokens.get(at++);
  }

  private Rejection end(String message) {
    return at < tokens.size()
        ? rejected(tokens.get(at), message + " before \"" + tokens.get(at).text + "\"")
        : Rejection.at(node, message);
  }

  private Rejection rejected(Token token, String message) {
    return Rejection.at(node, token.at, message);
  }

  private static List<Token> tokens(Node node) {
    String text = Nodes.text(node);
    var tokens = new ArrayList<Token>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int from = at++;
      if (Character.isWhitespace(c)) {
        continue;
      }
      if (c == '|') {
        throw Rejection.at(
            node,
            from,
            "conditions with | were replaced by correlation rules: type event_count or"
                + " value_count");
      }
      if (c != '(' && c != ')') {
        if (!isName(c)) {
          throw Rejection.at(node, from, "unexpected \"" + c + "\" in the condition");
        }
        while (at < text.length() && isName(text.charAt(at))) {
          at++;
        }
      }
      tokens.add(new Token(text.substring(from, at), from));
    }
    return tokens;
  }

  private static boolean isName(char c) {
    return c == '_' || c == '-' || c == '*' || c == '.' || Character.isLetterOrDigit(c);
  }

  /**
   * A name in a condition.
   *
   * @param at how many characters behind its start
   */
  record Mention(String name, int at) {}

  private record Token(String text, int at) {}
}
