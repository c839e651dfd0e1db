package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import java.util.function.Function;
import org.marsad.model.query.QueryProblem.Suggestion;

/** Reads what stands behind the name of a field: an operator and its operand. One thread. */
final class OperandReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final RangeReader ranges;
  private final ValueReader values;
  private final Function<String, Query> groups;

  /** With what reads the clauses in brackets for a field. */
  OperandReader(
      Source in,
      QueryLimits limits,
      LiteralReader literals,
      RangeReader ranges,
      ValueReader values,
      Function<String, Query> groups) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.ranges = ranges;
    this.values = values;
    this.groups = groups;
  }

  /** An operator, which is here, and its operand; the name of the field began at {@code from}. */
  Query operation(String field, int from) {
    String foreign = Operator.foreign(in);
    if (foreign != null) {
      return foreign(field, foreign);
    }
    int start = in.at();
    Operator operator = Operator.take(in);
    if (operator.isOrder()) {
      return order(field, operator, start);
    }
    return switch (operator) {
      case IS_NOT -> {
        limits.count();
        Query operand = operand(field, from);
        yield new Query.And(List.of(new Query.Exists(field), new Query.Not(operand)));
      }
      case EXACTLY -> {
        String value = literals.single(in.since(start));
        yield limits.count() ? new Query.Term(field, value, true) : ERROR;
      }
      case IS, BELOW, AT_MOST, ABOVE, AT_LEAST -> operand(field, from);
    };
  }

  /** {@code >5} behind the bracket of a field. */
  Query comparison(String field) {
    int from = in.at();
    Operator operator = Operator.take(in);
    if (operator.isOrder()) {
      return order(field, operator, from);
    }
    in.problem(
        "SQ109",
        from,
        in.at(),
        "'" + in.since(from) + "' cannot stand behind " + field + ":(",
        List.of("<", "<=", ">", ">=", "a value"),
        new Suggestion("leave it out", from, in.at(), ""));
    return in.isBreak(in.at()) ? ERROR : values.value(field);
  }

  private Query order(String field, Operator operator, int start) {
    String sign = in.since(start);
    return literals.isMissing(in.blanks()) ? literals.missing(sign) : ranges.order(field, operator);
  }

  private Query operand(String field, int from) {
    String before = in.since(from);
    if (literals.isMissing(in.blanks())) {
      return literals.missing(before);
    }
    return in.is('(') ? groups.apply(field) : values.value(field);
  }

  /** An operator of another language: told with what it is here. */
  private Query foreign(String field, String sign) {
    int from = in.at();
    in.goTo(from + sign.length());
    in.blanks();
    if (sign.equals("=~") && in.hasClause() && !in.is('/') && !in.is('"')) {
      return bareRegex(from);
    }
    String ours = Operator.ours(sign);
    in.problem(
        "SQ109",
        from,
        from + sign.length(),
        "there is no operator " + sign,
        operators(),
        new Suggestion("did you mean " + ours, from, from + sign.length(), ours));
    return in.hasClause() ? operand(field, from) : ERROR;
  }

  /** A regex without slashes behind {@code =~}. */
  private Query bareRegex(int from) {
    int start = in.at();
    in.goTo(in.wordEnd(start));
    String regex = RegexLiteral.print(RegexLiteral.unescape(in.since(start)));
    in.problem(
        "SQ109",
        from,
        from + 2,
        "there is no operator =~",
        operators(),
        new Suggestion("did you mean :" + regex, from, in.at(), ":" + regex));
    return ERROR;
  }

  private static List<String> operators() {
    return List.of(":", "=", "!=", "==", "<", "<=", ">", ">=");
  }
}
