package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import org.marsad.model.query.QueryProblem.Suggestion;

/**
 * Reads one clause: the name of a field and what it must be, the name of a saved search, or a value
 * that any field may have. One thread.
 */
final class FieldReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final RangeReader ranges;
  private final ValueReader values;
  private final OperandReader operands;
  private final ListReader lists;
  private final TimeReader times;
  private final InclusionReader saved;

  FieldReader(
      Source in,
      QueryLimits limits,
      LiteralReader literals,
      RangeReader ranges,
      ValueReader values,
      OperandReader operands,
      TimeReader times,
      InclusionReader saved) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.ranges = ranges;
    this.values = values;
    this.operands = operands;
    this.lists = new ListReader(in, limits, literals, values);
    this.times = times;
    this.saved = saved;
  }

  /** A clause that has no field in front of its brackets. */
  Query clause() {
    return switch (in.peek()) {
      case '"' -> phraseOrName();
      case '[', '{' -> ranges.withoutField();
      default -> word();
    };
  }

  /** A clause in the brackets of a field: one of its operands. */
  Query operand(String field) {
    boolean comparison = in.isAnyOf("<>=") || (in.is(':') && !isAddress(in.word()));
    return comparison ? operands.comparison(field) : values.value(field);
  }

  private Query word() {
    if (in.is('/') || in.isAnyOf(QueryParser.QUOTES) || isAddress(in.word())) {
      return values.value(Query.ANY_FIELD);
    }
    Word word = Word.name(in);
    if (word.isEmpty()) {
      return withoutField();
    }
    boolean gap = in.blanks();
    if (Operator.isAt(in) && !(gap && isAddress(in.word()))) {
      return operation(word);
    }
    if (lists.isList()) {
      return lists.list(word);
    }
    in.goTo(word.to());
    Query included = saved.included(word);
    return included == null ? values.bare(Query.ANY_FIELD, word) : included;
  }

  /** Whether this is an IPv6 address or network, whose colons are no operators. */
  private static boolean isAddress(String word) {
    if (word.indexOf(':') == word.lastIndexOf(':')) {
      return false;
    }
    String plain = word.replace("\\/", "/");
    return Address.parse(plain) != null || Network.parse(plain) != null;
  }

  /** An operator where a clause should begin. */
  private Query withoutField() {
    int from = in.at();
    Operator.take(in);
    int end = in.wordEnd(from);
    in.problem(
        "SQ106",
        from,
        in.at(),
        "expecting the name of a field before '" + in.since(from) + "'",
        List.of("field:value"),
        in.quote(from, end));
    in.goTo(end);
    return ERROR;
  }

  private Query phraseOrName() {
    int open = in.at();
    Query phrase = values.value(Query.ANY_FIELD);
    if (!Operator.isAt(in) || !(phrase instanceof Query.Phrase name) || name.text().isEmpty()) {
      return phrase;
    }
    String plain = QueryPrinter.escape(name.text());
    in.problem(
        "SQ110",
        open,
        in.at(),
        "the name of a field is not quoted",
        List.of("blanks in it as \"\\ \""),
        new Suggestion("write " + plain, open, in.at(), plain));
    return operands.operation(name.text(), open);
  }

  private Query operation(Word name) {
    if (name.isAnything() && in.startsWith(":*") && in.isBreak(in.at() + 2)) {
      in.take(":*");
      return limits.count() ? new Query.All() : ERROR;
    }
    literals.checkName(name);
    if (name.is("_exists_")) {
      return existence();
    }
    return TimeReader.isTime(name)
        ? times.time(name)
        : operands.operation(name.plain(), name.from());
  }

  private Query existence() {
    Operator.takeIs(in, "_exists_", "SQ109");
    in.blanks();
    int from = in.at();
    String field;
    if (in.is('"')) {
      field = literals.quoted();
    } else {
      Word name = Word.value(in, "");
      literals.checkName(name);
      field = name.plain();
    }
    if (field.isEmpty()) {
      in.problem(
          "SQ107", from, from, "expecting the name of a field behind _exists_:", List.of("field"));
      return ERROR;
    }
    return limits.count() ? new Query.Exists(field) : ERROR;
  }
}
