package org.marsad.rules.drl;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads comparisons and sums inside of a pattern, and checks what they are about. The grammar has
 * no calls but those of {@code Geo}, no assignments, and no way to anything that is no attribute.
 */
final class ExpressionReader {
  private static final Set<String> SAME = Set.of("==", "!=");
  private static final Set<String> ORDER = Set.of("<", "<=", ">", ">=");
  private static final Set<String> FUNCTIONS = Set.of("km", "kmh");
  private static final Set<String> PARTS = Set.of("startsWith", "endsWith");
  private static final Set<String> DECIMALS =
      Set.of("sum", "meanSeconds", "jitter", "latitude", "longitude");
  private static final int MAX_DEPTH = 16;

  /** Drools' compiler calls itself once for each. */
  private static final int MAX_VALUES = 200;

  private final Cursor cursor;
  private final Scope scope;
  private final Map<String, FactType> types;
  private int depth;
  private int values;

  /** Whether the comparison at hand began with an attribute that has a fraction. */
  private boolean decimal;

  ExpressionReader(Cursor cursor, Scope scope, Map<String, FactType> types) {
    this.cursor = cursor;
    this.scope = scope;
    this.types = types;
  }

  /** A constraint that is true or false. */
  void constraint(FactType of) {
    Token start = cursor.peek();
    require(Kind.FLAG, or(of), start);
  }

  /** A number, such as a time. */
  void number(FactType of) {
    Token start = cursor.peek();
    require(Kind.NUMBER, sum(of), start);
  }

  /** A text. */
  void text(FactType of) {
    Token start = cursor.peek();
    require(Kind.TEXT, sum(of), start);
  }

  /** {@code attribute}, or a comparison that begins with it. */
  void comparison(FactType of) {
    Token start = cursor.peek();
    require(Kind.FLAG, compare(of), start);
  }

  private Kind or(FactType of) {
    Token start = cursor.peek();
    if (++depth > MAX_DEPTH) {
      throw Refusal.at(start, "more than " + MAX_DEPTH + " brackets in each other");
    }
    Kind kind = and(of);
    while (cursor.is("||")) {
      require(Kind.FLAG, kind, start);
      cursor.keep();
      Token right = cursor.peek();
      kind = and(of);
      require(Kind.FLAG, kind, right);
    }
    depth--;
    return kind;
  }

  private Kind and(FactType of) {
    Token start = cursor.peek();
    Kind kind = not(of);
    while (cursor.is("&&")) {
      require(Kind.FLAG, kind, start);
      cursor.keep();
      Token right = cursor.peek();
      kind = not(of);
      require(Kind.FLAG, kind, right);
    }
    return kind;
  }

  private Kind not(FactType of) {
    if (!cursor.is("!")) {
      return compare(of);
    }
    cursor.keep();
    cursor.keep("(");
    Token start = cursor.peek();
    require(Kind.FLAG, or(of), start);
    cursor.keep(")");
    return Kind.FLAG;
  }

  private Kind compare(FactType of) {
    Token start = cursor.peek();
    decimal = DECIMALS.contains(start.text());
    Kind left = sum(of);
    Token operator = cursor.peek();
    if (SAME.contains(operator.text()) || ORDER.contains(operator.text())) {
      cursor.keep();
      Token right = cursor.peek();
      if (ORDER.contains(operator.text())) {
        require(Kind.NUMBER, left, start);
      }
      require(left, sum(of), right);
      if (left == Kind.FACT) {
        throw Refusal.at(start, "facts cannot be compared; compare their attributes");
      }
      return Kind.FLAG;
    }
    if (operator.is("not")) {
      cursor.keep();
      if (!cursor.is("in") && !cursor.is("contains")) {
        throw cursor.expecting("in (...) or contains");
      }
    }
    if (cursor.keepIf("in")) {
      literals(left, start);
      return Kind.FLAG;
    }
    if (cursor.keepIf("contains")) {
      require(Kind.TEXT, left, start);
      Token right = cursor.peek();
      require(Kind.TEXT, sum(of), right);
      return Kind.FLAG;
    }
    if (cursor.is("str")) {
      require(Kind.TEXT, left, start);
      cursor.skip();
      cursor.skip("[", "\"[\"");
      Token part = cursor.peek();
      if (!PARTS.contains(part.text())) {
        throw cursor.expecting("startsWith or endsWith");
      }
      cursor.skip();
      cursor.skip("]", "\"]\"");
      cursor.write(part.as("str[" + part.text() + "]"));
      Token right = cursor.peek();
      require(Kind.TEXT, sum(of), right);
      return Kind.FLAG;
    }
    if (operator.type() == Token.Type.NAME || operator.is("=") || operator.is("~")) {
      throw Refusal.at(
          operator,
          operator.shown()
              + " is no operator"
              + (operator.is("=")
                  ? "; did you mean \"==\"?"
                  : Advice.on(
                      operator.text(),
                      List.of(
                          "==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "str"))));
    }
    if (left == Kind.FLAG && start.isWord() && of.attributes().containsKey(start.text())) {
      cursor.write("== true");
    }
    return left;
  }

  private void literals(Kind kind, Token start) {
    if (kind != Kind.TEXT && kind != Kind.NUMBER) {
      throw Refusal.at(start, "only texts and numbers can be one of several");
    }
    cursor.keep("(");
    do {
      Token literal = cursor.peek();
      if (!literal.isText() && literal.type() != Token.Type.NUMBER) {
        throw cursor.expecting("a text or a number");
      }
      require(kind, factor(ANY), literal);
    } while (cursor.keepIf(","));
    cursor.keep(")");
  }

  private static final FactType ANY = new FactType("", false, Map.of(), "");

  private Kind sum(FactType of) {
    Token start = cursor.peek();
    Kind kind = product(of);
    while (cursor.is("+") || cursor.is("-")) {
      require(Kind.NUMBER, kind, start);
      cursor.keep();
      Token right = cursor.peek();
      require(Kind.NUMBER, product(of), right);
    }
    return kind;
  }

  private Kind product(FactType of) {
    Token start = cursor.peek();
    Kind kind = factor(of);
    while (cursor.is("*") || cursor.is("/")) {
      require(Kind.NUMBER, kind, start);
      cursor.keep();
      Token right = cursor.peek();
      require(Kind.NUMBER, factor(of), right);
    }
    return kind;
  }

  private Kind factor(FactType of) {
    if (++values > MAX_VALUES) {
      throw Refusal.at(
          cursor.peek(),
          "the patterns of a rule name at most "
              + MAX_VALUES
              + " attributes and values; put a list into a rule with \"indicator\" and match its"
              + " Alert here");
    }
    Token token = cursor.peek();
    if (token.isText()) {
      cursor.keep();
      return Kind.TEXT;
    }
    if (token.type() == Token.Type.NUMBER) {
      literal();
      return Kind.NUMBER;
    }
    if (token.is("-")) {
      cursor.keep();
      Token number = cursor.peek();
      require(Kind.NUMBER, factor(of), number);
      return Kind.NUMBER;
    }
    if (token.is("true") || token.is("false")) {
      cursor.keep();
      return Kind.FLAG;
    }
    if (token.is("(")) {
      cursor.keep();
      Kind kind = or(of);
      cursor.keep(")");
      return kind;
    }
    if (token.isVariable()) {
      return variable();
    }
    if (token.isWord() && cursor.peek(1).is("(")) {
      return call();
    }
    if (token.isWord()) {
      return attribute(of);
    }
    throw cursor.expecting("an attribute, a variable, a text or a number");
  }

  private void literal() {
    Token token = cursor.peek();
    String text = token.text();
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    if (end < text.length() || text.length() > 15) {
      throw Refusal.at(token, "\"" + text + "\" is no number of at most 15 digits");
    }
    if (text.length() > 1 && text.startsWith("0") && text.charAt(1) != '.') {
      throw Refusal.at(token, "a number does not begin with 0");
    }
    cursor.skip();
    boolean large = text.length() > 9 && text.indexOf('.') < 0;
    cursor.write(large ? token.as(text + (decimal ? ".0" : "L")) : token);
  }

  /** {@code $name} or {@code $name.attribute}. */
  private Kind variable() {
    Token name = cursor.skip();
    Scope.Variable variable = scope.get(name);
    if (!cursor.is(".")) {
      cursor.write(name);
      return variable.kind();
    }
    cursor.skip();
    Token attribute = cursor.skip();
    FactType type = variable.type();
    if (type == null) {
      throw Refusal.at(
          attribute, name.text() + " is " + variable.kind() + " and has no attributes");
    }
    Kind kind = kind(type, attribute);
    cursor.write(
        name.as(
            variable.member()
                ? "((" + type.name() + ")" + name.text() + ")." + Getter.of(attribute.text())
                : name.text() + "." + attribute.text()));
    return kind;
  }

  /** {@code km($one, $other)}. */
  private Kind call() {
    Token function = cursor.peek();
    if (!FUNCTIONS.contains(function.text())) {
      throw Refusal.at(
          function,
          "\"" + function.text() + "(\" cannot be called" + Advice.on(function.text(), FUNCTIONS));
    }
    cursor.keep();
    cursor.keep("(");
    fact();
    cursor.keep(",");
    fact();
    cursor.keep(")");
    return Kind.NUMBER;
  }

  private void fact() {
    Token name = cursor.peek();
    if (!name.isVariable() || scope.get(name).kind() != Kind.FACT) {
      throw cursor.expecting("a variable that is a fact");
    }
    cursor.keep();
  }

  private Kind attribute(FactType of) {
    Token name = cursor.peek();
    Kind kind = kind(of, name);
    cursor.keep();
    if (cursor.is(".")) {
      throw cursor.expecting("an operator; an attribute has no attributes of its own");
    }
    return kind;
  }

  /** What an attribute is. */
  static Kind kind(FactType type, Token attribute) {
    Kind kind = type.attributes().get(attribute.text());
    if (kind == null || !attribute.isWord()) {
      throw Refusal.at(
          attribute,
          type.name()
              + " has no attribute "
              + attribute.shown()
              + Advice.on(attribute.text(), type.attributes().keySet()));
    }
    return kind;
  }

  private static void require(Kind wanted, Kind found, Token where) {
    if (wanted != found) {
      throw Refusal.at(where, "expecting " + wanted + ", found " + found);
    }
  }

  /** The type that a fact attribute of a pair has. */
  FactType member(FactType of) {
    FactType member = types.get(of.member());
    return member == null ? ANY : member;
  }
}
