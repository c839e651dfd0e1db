package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Why an event was found: which part of which value met which clause. Clauses that say what must
 * not be, what must be there at all, and when, mark nothing. Thread-safe.
 */
public final class Highlighter {
  /** Marks of one event at most; the first ones are given. */
  public static final int MAX_MARKS = 500;

  private static final int MAX_CLAUSES = 500;

  private final Schema schema;
  private final List<Clause> clauses = new ArrayList<>();

  private Highlighter(Schema schema) {
    this.schema = schema;
  }

  /**
   * For a query over events of a schema.
   *
   * @throws IllegalArgumentException if a regular expression is none
   */
  public static Highlighter compile(Query query, Schema schema, RegexCompiler regexes) {
    var highlighter = new Highlighter(schema);
    highlighter.collect(query, regexes);
    return highlighter;
  }

  /**
   * A part of a value.
   *
   * @param field the field
   * @param value which of its values, from 0
   * @param from where the part begins, in UTF-16 units of the value's text
   * @param to where it ends
   * @param clause what it met, as the printer has it
   */
  public record Mark(Field field, int value, int from, int to, String clause) {}

  /** A clause, what it asks of a value, and where in it. */
  private record Clause(String field, String text, ValueTest test, Spans spans) {}

  private void collect(Query query, RegexCompiler regexes) {
    if (clauses.size() >= MAX_CLAUSES) {
      return;
    }
    switch (query) {
      case Query.And and -> and.clauses().forEach(clause -> collect(clause, regexes));
      case Query.Or or -> or.clauses().forEach(clause -> collect(clause, regexes));
      case Query.All _, Query.Not _, Query.Exists _, Query.Time _ -> {}
      case Query.Term term ->
          add(
              term.field(),
              term,
              ValueTest.term(term.value(), term.exact()),
              term.exact() ? Spans.WHOLE : Spans.words(term.value(), 0, false));
      case Query.Phrase phrase ->
          add(
              phrase.field(),
              phrase,
              ValueTest.phrase(phrase),
              Spans.words(phrase.text(), phrase.slop(), phrase.prefix()));
      case Query.Wildcard wildcard ->
          add(
              wildcard.field(),
              wildcard,
              ValueTest.wildcard(wildcard.pattern()),
              Spans.pattern(wildcard.pattern()));
      case Query.Regex regex ->
          add(
              regex.field(),
              regex,
              ValueTest.regex(regexes.compile(regex.pattern())),
              Spans.regex(regexes.groups(regex.pattern())));
      case Query.Range range -> add(range.field(), range, ValueTest.range(range), Spans.WHOLE);
      case Query.Cidr cidr -> add(cidr.field(), cidr, ValueTest.cidr(cidr.network()), Spans.WHOLE);
      case Query.In in -> add(in.field(), in, ValueTest.in(in.values()), Spans.WHOLE);
    }
  }

  private void add(String field, Query query, ValueTest test, Spans spans) {
    clauses.add(new Clause(field, query.toString(), test, spans));
  }

  /** The marks of an event, by field, value and place. */
  public List<Mark> marks(EventBatch batch, int row) {
    var marks = new ArrayList<Mark>();
    for (Clause clause : clauses) {
      if (!clause.field.isEmpty()) {
        Field field = schema.find(clause.field);
        if (field != null) {
          values(batch, row, field, clause, marks);
        }
        continue;
      }
      values(batch, row, Fields.MESSAGE, clause, marks);
      values(batch, row, Fields.ORIGINAL, clause, marks);
      for (Field field : Fields.IDENTITY) {
        values(batch, row, field, clause, marks);
      }
    }
    marks.sort(
        Comparator.comparing((Mark mark) -> mark.field.name())
            .thenComparingInt(Mark::value)
            .thenComparingInt(Mark::from)
            .thenComparingInt(Mark::to));
    return marks;
  }

  private static void values(
      EventBatch batch, int row, Field field, Clause clause, List<Mark> into) {
    if (field.equals(Fields.ORIGINAL)) {
      int from = batch.originalOffset(row);
      int to = from + batch.originalLength(row);
      value(batch.bytes(), from, to, ValueKind.TEXT, FieldType.TEXT, field, 0, clause, into);
      return;
    }
    if (Fields.isRow(field.id())) {
      String text = batch.event(row).text(field);
      if (text != null) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        value(bytes, 0, bytes.length, ValueKind.TEXT, field.type(), field, 0, clause, into);
      }
      return;
    }
    int number = 0;
    for (int slice = batch.find(row, field.id());
        slice != EventBatch.NONE;
        slice = batch.next(row, slice)) {
      int from = batch.offset(slice);
      value(
          batch.bytes(),
          from,
          from + batch.length(slice),
          batch.kind(slice),
          field.type(),
          field,
          number++,
          clause,
          into);
    }
  }

  private static void value(
      byte[] bytes,
      int from,
      int to,
      ValueKind kind,
      FieldType type,
      Field field,
      int number,
      Clause clause,
      List<Mark> into) {
    if (into.size() >= MAX_MARKS || !clause.test.test(bytes, from, to, kind, type)) {
      return;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    @Nullable List<int[]> spans = clause.spans.of(text, type == FieldType.TEXT);
    if (spans == null || spans.isEmpty()) {
      spans = List.of(new int[] {0, text.length()});
    }
    for (int[] span : spans) {
      if (into.size() < MAX_MARKS && span[1] > span[0]) {
        into.add(new Mark(field, number, span[0], span[1], clause.text));
      }
    }
  }
}
