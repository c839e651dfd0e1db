package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * What a query means. A compiled query that looks at one event at a time; the rules and the live
 * tail use it as it is, and every store must find what it finds.
 *
 * <p>A clause about a field holds if it holds for one of the field's values. What it asks of a
 * value depends on what the field is: the words of a text side by side, the same number, the same
 * address, the whole value of anything else; see {@link ValueTest}. An event without the field
 * fails the clause and so passes its negation. A clause without a field looks at the message, the
 * original and {@link Fields#IDENTITY}. A name that {@link Synonyms} knows is asked of both fields.
 *
 * <p>Thread-safe. Makes no text where bytes will do.
 */
public final class Matcher {
  private static final List<Field> ANY = any();

  private final Node root;

  private Matcher(Node root) {
    this.root = root;
  }

  /**
   * Compiles a query for the events of a schema. Names the schema does not know yet are looked up
   * again when it has grown.
   *
   * @throws IllegalArgumentException if a regular expression is none
   */
  public static Matcher compile(Query query, Schema schema, RegexCompiler regexes) {
    return new Matcher(new Compiler(schema, regexes).node(Synonyms.expand(query)));
  }

  /** Whether the event matches. */
  public boolean matches(EventBatch batch, int row) {
    return root.test(batch, row);
  }

  private static List<Field> any() {
    var fields = new ArrayList<Field>();
    fields.add(Fields.MESSAGE);
    fields.add(Fields.ORIGINAL);
    fields.addAll(Fields.IDENTITY);
    return List.copyOf(fields);
  }

  /** Whether an event fits. */
  @FunctionalInterface
  private interface Node {
    boolean test(EventBatch batch, int row);
  }

  private record Compiler(Schema schema, RegexCompiler regexes) {
    Node node(Query query) {
      return switch (query) {
        case Query.All _ -> (_, _) -> true;
        case Query.And and -> all(nodes(and.clauses()));
        case Query.Or or -> any(nodes(or.clauses()));
        case Query.Not not -> {
          Node inner = node(not.clause());
          yield (batch, row) -> !inner.test(batch, row);
        }
        case Query.Exists exists -> new Exists(new FieldRef(exists.field(), schema));
        case Query.Time time ->
            (batch, row) ->
                batch.timestamp(row) >= time.earliest()
                    && (batch.timestamp(row) < time.latest() || time.latest() == Long.MAX_VALUE);
        case Query.Term term -> values(term.field(), ValueTest.term(term.value(), term.exact()));
        case Query.Phrase phrase -> values(phrase.field(), ValueTest.phrase(phrase));
        case Query.Wildcard wildcard ->
            values(wildcard.field(), ValueTest.wildcard(wildcard.pattern()));
        case Query.Regex regex ->
            values(regex.field(), ValueTest.regex(regexes.compile(regex.pattern())));
        case Query.Range range -> values(range.field(), ValueTest.range(range));
        case Query.Cidr cidr -> values(cidr.field(), ValueTest.cidr(cidr.network()));
        case Query.In in -> values(in.field(), ValueTest.in(in.values()));
      };
    }

    private Node[] nodes(List<Query> clauses) {
      return clauses.stream().map(this::node).toArray(Node[]::new);
    }

    private Node values(String field, ValueTest test) {
      return field.isEmpty()
          ? new AnyValue(ANY, test)
          : new Value(new FieldRef(field, schema), test);
    }
  }

  private static Node all(Node[] nodes) {
    return (batch, row) -> {
      for (Node node : nodes) {
        if (!node.test(batch, row)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Node any(Node[] nodes) {
    return (batch, row) -> {
      for (Node node : nodes) {
        if (node.test(batch, row)) {
          return true;
        }
      }
      return false;
    };
  }

  /** A name, and its field once the schema knows it. */
  private static final class FieldRef {
    private final String name;
    private final Schema schema;
    private volatile int sizeSeen = -1;
    private volatile @Nullable Field field;

    FieldRef(String name, Schema schema) {
      this.name = name;
      this.schema = schema;
    }

    @Nullable Field get() {
      Field known = field;
      if (known == null) {
        int size = schema.size();
        if (size != sizeSeen) {
          known = schema.find(name);
          field = known;
          sizeSeen = size;
        } else {
          // Whoever looked it up may have found it since.
          known = field;
        }
      }
      return known;
    }
  }

  private record Exists(FieldRef ref) implements Node {
    @Override
    public boolean test(EventBatch batch, int row) {
      Field field = ref.get();
      return field != null && batch.event(row).has(field);
    }
  }

  private record Value(FieldRef ref, ValueTest test) implements Node {
    @Override
    public boolean test(EventBatch batch, int row) {
      Field field = ref.get();
      return field != null && holds(field, test, batch, row);
    }
  }

  private record AnyValue(List<Field> fields, ValueTest test) implements Node {
    @Override
    public boolean test(EventBatch batch, int row) {
      for (int i = 0; i < fields.size(); i++) {
        if (holds(fields.get(i), test, batch, row)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean holds(Field field, ValueTest test, EventBatch batch, int row) {
    if (field.equals(Fields.ORIGINAL)) {
      int from = batch.originalOffset(row);
      return test.test(
          batch.bytes(), from, from + batch.originalLength(row), ValueKind.TEXT, FieldType.TEXT);
    }
    if (Fields.isRow(field.id())) {
      String text = batch.event(row).text(field);
      if (text == null) {
        return false;
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return test.test(bytes, 0, bytes.length, ValueKind.TEXT, field.type());
    }
    for (int slice = batch.find(row, field.id());
        slice != EventBatch.NONE;
        slice = batch.next(row, slice)) {
      int from = batch.offset(slice);
      int to = from + batch.length(slice);
      if (test.test(batch.bytes(), from, to, batch.kind(slice), field.type())) {
        return true;
      }
    }
    return false;
  }
}
