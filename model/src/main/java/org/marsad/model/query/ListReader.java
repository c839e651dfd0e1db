package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.query.QueryProblem.Suggestion;

/** Reads lists of values: {@code IN (a, b)} and {@code NOT IN (a, b)}. One thread. */
final class ListReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final ValueReader values;

  ListReader(Source in, QueryLimits limits, LiteralReader literals, ValueReader values) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.values = values;
  }

  /** Whether {@code IN (} or {@code NOT IN (} comes next; stays where it is. */
  boolean isList() {
    int from = in.at();
    if (in.takeWord("not")) {
      in.blanks();
    }
    boolean list = in.takeWord("in");
    in.blanks();
    list = list && in.isAnyOf("([");
    in.goTo(from);
    return list;
  }

  /** The list behind a name; {@link #isList} said that there is one. */
  Query list(Word name) {
    String field = name.plain();
    boolean not = in.takeWord("not");
    in.blanks();
    in.takeWord("in");
    in.blanks();
    int open = in.at();
    if (in.next() == '[') {
      return square(open);
    }
    literals.checkName(name);
    var texts = new ArrayList<String>();
    var others = new ArrayList<Query>();
    do {
      item(field, texts, others);
      in.blanks();
    } while (in.take(','));
    close(open);
    if (!texts.isEmpty()) {
      others.addFirst(new Query.In(field, texts));
    }
    Query any = others.isEmpty() ? ERROR : Query.or(others);
    return not ? new Query.Not(any) : any;
  }

  private Query square(int open) {
    in.problem(
        "SQ108",
        open,
        open + 1,
        "a list stands in round brackets",
        List.of("("),
        new Suggestion("write (", open, open + 1, "("));
    in.recover();
    return ERROR;
  }

  private void item(String field, List<String> texts, List<Query> others) {
    in.blanks();
    int from = in.at();
    if (in.is('"')) {
      String text = literals.quoted();
      if (limits.count()) {
        texts.add(text);
      }
      return;
    }
    Word word = Word.value(in, ",");
    if (word.isEmpty()) {
      in.problem("SQ108", from, from, "expecting a value in the list", List.of("a value"));
      return;
    }
    Query query = values.bare(field, word);
    if (query instanceof Query.Term(_, String value, _)) {
      texts.add(value);
    } else {
      others.add(query);
    }
  }

  private void close(int open) {
    if (in.take(')') || in.gaveUp()) {
      return;
    }
    int from = in.at();
    if (in.hasClause()) {
      in.problem(
          "SQ108",
          from,
          from + 1,
          "expecting a comma between the values of a list",
          List.of(",", ")"),
          new Suggestion("write a comma", from, from, ", "));
      in.recover();
      in.take(')');
      return;
    }
    in.problem(
        "SQ108",
        open,
        open + 1,
        "the list is never closed",
        List.of(",", ")"),
        new Suggestion("close it with )", from, from, ")"));
  }
}
