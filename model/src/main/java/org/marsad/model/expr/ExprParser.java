package org.marsad.model.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.model.query.QueryProblem.Suggestion;
import org.marsad.model.query.RegexLiteral;

/**
 * Reads expressions.
 *
 * <pre>
 * expr       := comparison joined by and, xor, or; not before one
 * comparison := sum [ == | = | != | &lt;&gt; | =~ | !~ | &lt; | &lt;= | &gt; | &gt;= | like | contains | has
 *               | startswith | endswith | matches ] sum | sum [not] in ( expr { , expr } )
 *               | sum is [not] null
 * sum        := product { +|- product } ; product := sign { *|/|% sign } ; sign := [-] atom
 * atom       := ( expr ) | "text" | 5 | 15m | /regex/ | true | false | null | function( ... ) | name | `any name`
 * </pre>
 */
public final class ExprParser {
  /** Operands and operators of one expression at most. */
  public static final int MAX_NODES = 1_000;

  private static final int MAX_DEPTH = 200;
  private static final Expr ERROR = new Expr.Constant(Values.NULL);

  private final TextReader in;
  private int depth;
  private int nodes;

  private ExprParser(TextReader in) {
    this.in = in;
  }

  /** Reads the expression that comes next; what is wrong is noted there. */
  public static Expr read(TextReader in) {
    return new ExprParser(in).either();
  }

  private Expr either() {
    if (++depth > MAX_DEPTH) {
      in.problem("SQ192", in.at(), in.at() + 1, "brackets lie deeper than " + MAX_DEPTH, List.of());
      in.recover();
      depth--;
      return ERROR;
    }
    Expr left = exclusive();
    while (in.takeWord("or") || in.take("||")) {
      left = node(BinaryOperator.OR, left, exclusive());
    }
    depth--;
    return left;
  }

  private Expr exclusive() {
    Expr left = both();
    while (in.takeWord("xor")) {
      left = node(BinaryOperator.XOR, left, both());
    }
    return left;
  }

  private Expr both() {
    Expr left = not();
    while (in.takeWord("and") || in.take("&&")) {
      left = node(BinaryOperator.AND, left, not());
    }
    return left;
  }

  private Expr node(BinaryOperator operator, Expr left, Expr right) {
    if (++nodes > MAX_NODES) {
      if (nodes == MAX_NODES + 1) {
        in.problem(
            "SQ191",
            in.at(),
            in.at(),
            "the expression has more than " + MAX_NODES + " operators",
            List.of());
      }
      return left;
    }
    return new Expr.Binary(operator, left, right);
  }

  private Expr not() {
    int nots = 0;
    while (in.takeWord("not") || (in.is("!") && !in.is("!=") && !in.is("!~") && in.take("!"))) {
      if (++nots > MAX_DEPTH) {
        in.problem("SQ192", in.at(), in.at(), "NOT lies deeper than " + MAX_DEPTH, List.of());
        in.recover();
        return ERROR;
      }
    }
    Expr expr = comparison();
    for (; nots > 0; nots--) {
      expr = new Expr.Not(expr);
    }
    return expr;
  }

  private Expr comparison() {
    Expr left = sum();
    if (in.isWord("in") || isNotIn()) {
      return list(left);
    }
    if (in.takeWord("is")) {
      boolean not = in.takeWord("not");
      if (!in.takeWord("null")) {
        in.unexpected("SQ150", "null behind is", "null");
      }
      return new Expr.Call(not ? "isnotnull" : "isnull", List.of(left));
    }
    BinaryOperator operator = operator();
    if (operator == null) {
      return left;
    }
    in.blanks();
    int from = in.at();
    Expr right = sum();
    if (operator == BinaryOperator.MATCHES) {
      in.takeWord("regex");
      right = pattern(right, from);
    } else if (right instanceof Expr.Pattern(String regex)) {
      in.problem(
          "SQ153",
          from,
          in.at(),
          "a regex stands behind matches alone",
          List.of("matches"),
          new Suggestion("write matches /" + regex + "/", from, from, "matches "));
    } else if (operator == BinaryOperator.LIKE) {
      checkLike(right, from);
    }
    return node(operator, left, right);
  }

  private Expr pattern(Expr right, int from) {
    if (right instanceof Expr.Constant(Value.Text(String regex))) {
      in.check(regex, from);
      return new Expr.Pattern(RegexLiteral.unescape(regex));
    }
    if (!(right instanceof Expr.Pattern)) {
      in.problem("SQ153", from, in.at(), "expecting a regex behind matches", List.of("/a regex/"));
    }
    return right;
  }

  private void checkLike(Expr right, int from) {
    if (right instanceof Expr.Constant(Value.Text(String text))
        && text.indexOf('*') < 0
        && (text.startsWith("%") || text.endsWith("%"))) {
      String stars = Names.quoted(text.replace('%', '*'));
      in.problem(
          "SQ154",
          from,
          in.at(),
          "like knows * and ?, not %",
          List.of("*", "?"),
          new Suggestion("write " + stars, from, in.at(), stars));
    }
  }

  private boolean isNotIn() {
    int from = in.at();
    boolean here = in.takeWord("not") && in.isWord("in");
    in.goTo(from);
    return here;
  }

  private Expr list(Expr left) {
    boolean not = in.takeWord("not");
    in.takeWord("in");
    var list = new ArrayList<Expr>();
    if (!in.take("(")) {
      in.unexpected("SQ108", "a list in round brackets", "(");
      return ERROR;
    }
    do {
      list.add(either());
    } while (in.take(","));
    close();
    Expr expr = new Expr.In(left, list);
    return not ? new Expr.Not(expr) : expr;
  }

  private void close() {
    if (!in.take(")")) {
      in.unexpected("SQ101", "a closing bracket", ")", ",");
    }
  }

  private @Nullable BinaryOperator operator() {
    in.blanks();
    for (BinaryOperator operator : BinaryOperator.values()) {
      boolean comparison = operator.strength() == BinaryOperator.EQUAL.strength();
      if (comparison
          && (operator.isWord() ? in.takeWord(operator.sign()) : in.take(operator.sign()))) {
        if (operator == BinaryOperator.MATCHES) {
          in.takeWord("regex");
        }
        return operator;
      }
    }
    if (in.take("<>")) {
      return BinaryOperator.UNEQUAL;
    }
    return in.take("=") || in.take(":") ? BinaryOperator.EQUAL : null;
  }

  private Expr sum() {
    Expr left = product();
    while (true) {
      if (in.take("+")) {
        left = node(BinaryOperator.PLUS, left, product());
      } else if (in.take("-")) {
        left = node(BinaryOperator.MINUS, left, product());
      } else {
        return left;
      }
    }
  }

  private Expr product() {
    Expr left = sign();
    while (true) {
      if (in.take("*")) {
        left = node(BinaryOperator.TIMES, left, sign());
      } else if (in.take("/")) {
        left = node(BinaryOperator.OVER, left, sign());
      } else if (in.take("%")) {
        left = node(BinaryOperator.MODULO, left, sign());
      } else {
        return left;
      }
    }
  }

  private Expr sign() {
    if (!in.take("-")) {
      return atom();
    }
    Expr atom = atom();
    return switch (atom) {
      case Expr.Constant(Value.Whole(long number)) -> new Expr.Constant(new Value.Whole(-number));
      case Expr.Constant(Value.Real(double number)) -> new Expr.Constant(new Value.Real(-number));
      case Expr.Span(long nanos) -> new Expr.Span(-nanos);
      default -> new Expr.Minus(atom);
    };
  }

  private Expr atom() {
    if (in.isOver()) {
      in.unexpected("SQ150", "a value", "a field", "\"a text\"", "a number", "(");
      return ERROR;
    }
    if (in.take("(")) {
      Expr inner = either();
      close();
      return inner;
    }
    char c = in.text().charAt(in.at());
    if (c == '"') {
      return new Expr.Constant(Value.of(in.quoted('"')));
    }
    if (c == '/') {
      return new Expr.Pattern(in.regex());
    }
    if (c == '\'') {
      return apostrophe();
    }
    if (Character.isDigit(c)) {
      return number();
    }
    return c == '`' ? new Expr.Name(in.expressionName()) : named();
  }

  /** Some languages have texts in them, others names; so neither is guessed. */
  private Expr apostrophe() {
    int from = in.at();
    String inside = in.quoted('\'');
    in.problem(
        "SQ155",
        from,
        in.at(),
        "'" + inside + "' may be a text or a field",
        List.of("\"a text\"", "`a field`"),
        new Suggestion("the text " + Names.quoted(inside), from, in.at(), Names.quoted(inside)),
        new Suggestion("the field `" + inside + "`", from, in.at(), "`" + inside + "`"));
    return ERROR;
  }

  private Expr number() {
    int from = in.at();
    String text = in.text();
    int end = from;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      boolean exponent =
          (text.charAt(end) | 0x20) == 'e'
              && end + 1 < text.length()
              && "+-".indexOf(text.charAt(end + 1)) >= 0;
      end += exponent ? 2 : 1;
    }
    in.goTo(end);
    String digits = in.since(from);
    Value value = Value.parse(digits);
    if (value.isNumber()) {
      return new Expr.Constant(value);
    }
    Long span = Spans.parse(digits);
    if (span == null) {
      in.problem(
          "SQ156",
          from,
          end,
          "\"" + digits + "\" is neither a number nor a length of time",
          List.of("5", "2.5", "15m", "1h", "7d"),
          new Suggestion("the text " + Names.quoted(digits), from, end, Names.quoted(digits)));
      return ERROR;
    }
    return new Expr.Span(span);
  }

  private Expr named() {
    int from = in.at();
    String name = in.expressionName();
    if (name.isEmpty()) {
      in.unexpected("SQ150", "a value", "a field", "\"a text\"", "a number", "(");
      in.recover();
      return ERROR;
    }
    if (in.is("(")) {
      return call(name, from);
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "true" -> new Expr.Constant(Values.TRUE);
      case "false" -> new Expr.Constant(Values.FALSE);
      case "null" -> new Expr.Constant(Values.NULL);
      default -> new Expr.Name(name);
    };
  }

  private Expr call(String name, int from) {
    int end = in.at();
    in.take("(");
    var arguments = new ArrayList<Expr>();
    if (!in.is(")")) {
      do {
        arguments.add(either());
      } while (in.take(","));
    }
    close();
    String lower = name.toLowerCase(Locale.ROOT);
    Function function = Functions.find(lower);
    if (function == null) {
      String nearest = Suggest.nearest(lower, Functions.names());
      Suggestion[] instead =
          nearest.isEmpty()
              ? new Suggestion[0]
              : new Suggestion[] {new Suggestion("did you mean " + nearest, from, end, nearest)};
      in.problem(
          "SQ151", from, end, "there is no function " + name, List.of("a function"), instead);
      return ERROR;
    }
    if (arguments.size() < function.least() || arguments.size() > function.most()) {
      in.problem(
          "SQ152",
          from,
          in.at(),
          function.name() + " takes " + function.count() + ", not " + arguments.size(),
          List.of(function.usage()));
      return ERROR;
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i) instanceof Expr.Pattern && !Functions.takesRegex(function.name(), i)) {
        in.problem(
            "SQ153",
            from,
            in.at(),
            function.name() + " takes no regex there",
            List.of(function.usage()));
      }
    }
    return new Expr.Call(function.name(), arguments);
  }
}
