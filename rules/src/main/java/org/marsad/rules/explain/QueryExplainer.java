package org.marsad.rules.explain;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.rules.explain.Verdict.How;
import org.marsad.rules.pack.Rule;

/** Explains rules whose condition is a query. Thread-safe. */
public final class QueryExplainer {
  private final Schema schema;
  private final RegexCompiler regexes;

  /** For events of a schema. */
  public QueryExplainer(Schema schema, RegexCompiler regexes) {
    this.schema = schema;
    this.regexes = regexes;
  }

  /** What the rule has to say about the event of a row. */
  public Explanation explain(Rule.Detection rule, EventBatch batch, int row) {
    return new Explanation(
        rule.meta().id(), rule.meta().title(), "", true, verdict(rule.match(), batch, row));
  }

  private Verdict verdict(Query query, EventBatch batch, int row) {
    return switch (query) {
      case Query.And and -> joined(How.ALL, and.clauses(), batch, row);
      case Query.Or or -> joined(How.ANY, or.clauses(), batch, row);
      case Query.Not not -> joined(How.NONE, List.of(not.clause()), batch, row);
      case Query.All _ -> asked("", query, batch, row);
      case Query.Exists(String field) -> asked(field, query, batch, row);
      case Query.Term term -> asked(term.field(), query, batch, row);
      case Query.Phrase phrase -> asked(phrase.field(), query, batch, row);
      case Query.Wildcard wildcard -> asked(wildcard.field(), query, batch, row);
      case Query.Regex regex -> asked(regex.field(), query, batch, row);
      case Query.Range range -> asked(range.field(), query, batch, row);
      case Query.Cidr cidr -> asked(cidr.field(), query, batch, row);
      case Query.In in -> asked(in.field(), query, batch, row);
      case Query.Time _ -> asked(Fields.TIMESTAMP.name(), query, batch, row);
    };
  }

  private Verdict joined(How how, List<Query> clauses, EventBatch batch, int row) {
    return Verdict.Joined.of(
        "", how, clauses.stream().map(clause -> verdict(clause, batch, row)).toList());
  }

  private Verdict asked(String field, Query query, EventBatch batch, int row) {
    boolean holds = Matcher.compile(query, schema, regexes).matches(batch, row);
    String wanted = query.toString();
    return new Verdict.Asked(
        field.isEmpty() ? "the event" : field,
        wanted.startsWith(field + ":") ? wanted.substring(field.length() + 1) : wanted,
        seen(field, batch, row),
        holds);
  }

  private List<String> seen(String name, EventBatch batch, int row) {
    Event event = batch.event(row);
    if (name.isEmpty()) {
      return List.of(event.originalText());
    }
    if (name.equals(Fields.TIMESTAMP.name())) {
      return List.of(Nanos.instant(batch.timestamp(row)).toString());
    }
    var values = new ArrayList<String>();
    Field field = schema.find(name);
    if (field != null) {
      for (int slice = batch.find(row, field.id());
          slice != EventBatch.NONE;
          slice = batch.next(row, slice)) {
        values.add(batch.text(slice));
      }
    }
    return values;
  }
}
