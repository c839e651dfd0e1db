package org.marsad.model.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an event must be like to be found. {@code toString} writes text that {@link QueryParser}
 * reads back to an equal tree. {@link Matcher} is the meaning; stores agree with it.
 *
 * <p>Nodes about values name a field; {@link #ANY_FIELD} stands for the message, the original and
 * the identity fields together. Values are kept as written, unescaped; comparing ignores case
 * unless said otherwise.
 */
public sealed interface Query {
  /** The field of a bare word. */
  String ANY_FIELD = "";

  /** Every event. */
  record All() implements Query {
    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** All of at least two. */
  record And(List<Query> clauses) implements Query {
    public And {
      clauses = List.copyOf(clauses);
      if (clauses.size() < 2) {
        throw new IllegalArgumentException("AND joins at least two clauses");
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** Any of at least two. */
  record Or(List<Query> clauses) implements Query {
    public Or {
      clauses = List.copyOf(clauses);
      if (clauses.size() < 2) {
        throw new IllegalArgumentException("OR joins at least two clauses");
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** Events that the clause does not match; those without its field are among them. */
  record Not(Query clause) implements Query {
    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** The field has a value, be it empty. */
  record Exists(String field) implements Query {
    public Exists {
      requireName(field);
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * The field has this value: the whole of it on keywords, its words side by side on texts, the
   * same number or address on numbers and addresses.
   *
   * @param exact whether case counts ({@code f==v})
   */
  record Term(String field, String value, boolean exact) implements Query {
    public Term {
      if (value.isEmpty() && !exact) {
        throw new IllegalArgumentException("the empty value is a phrase");
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * A quoted text: words side by side on texts, the whole value elsewhere.
   *
   * @param slop how many words may lie between, on texts
   * @param prefix whether the last word is only the start of one, the value the start of one
   */
  record Phrase(String field, String text, int slop, boolean prefix) implements Query {
    public Phrase {
      if (slop < 0) {
        throw new IllegalArgumentException("slop must not be negative: " + slop);
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * The value fits the pattern from its start to its end; on texts a word or the whole text does.
   * Without wildcards it would be a term, with nothing but {@code *} existence.
   */
  record Wildcard(String field, WildcardPattern pattern) implements Query {
    public Wildcard {
      boolean literal =
          pattern.parts().stream().allMatch(WildcardPattern.Literal.class::isInstance);
      if (literal || pattern.parts().stream().allMatch(WildcardPattern.Run.class::isInstance)) {
        throw new IllegalArgumentException("a pattern has wildcards, and more than *");
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * The value holds a match of the RE2 pattern somewhere; case counts. Backslashes before slashes,
   * which mean nothing to RE2, are left out.
   */
  record Regex(String field, String pattern) implements Query {
    public Regex {
      pattern = RegexLiteral.unescape(pattern);
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * The value lies between the bounds: numbers by size, dates by time, addresses by address, others
   * by their folded text.
   *
   * @param lower null for none
   * @param upper null for none
   */
  record Range(String field, @Nullable Bound lower, @Nullable Bound upper) implements Query {
    public Range {
      requireName(field);
      if (Bounds.isEmpty(lower, upper)) {
        throw new IllegalArgumentException("an empty range: " + lower + " to " + upper);
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** An end of a range. */
  record Bound(String value, boolean inclusive) {}

  /** The value is an address inside of the network. */
  record Cidr(String field, Network network) implements Query {
    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** The field has one of these values, each as {@link Term} would have it. */
  record In(String field, List<String> values) implements Query {
    public In {
      requireName(field);
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("IN needs a value");
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /**
   * {@code @timestamp} lies in [earliest, latest), which is not empty.
   *
   * @param earliest in nanoseconds since 1970; {@link Long#MIN_VALUE} for no bound
   * @param latest in nanoseconds since 1970; {@link Long#MAX_VALUE} for no bound
   */
  record Time(long earliest, long latest) implements Query {
    public Time {
      if (earliest >= latest && latest != Long.MAX_VALUE) {
        throw new IllegalArgumentException("an empty time: " + earliest + " to " + latest);
      }
    }

    @Override
    public String toString() {
      return QueryPrinter.print(this);
    }
  }

  /** How many clauses about values there are in it. */
  default int leaves() {
    return switch (this) {
      case And and -> and.clauses().stream().mapToInt(Query::leaves).sum();
      case Or or -> or.clauses().stream().mapToInt(Query::leaves).sum();
      case Not not -> not.clause().leaves();
      case In in -> in.values().size();
      case All _, Exists _, Term _, Phrase _, Wildcard _, Regex _, Range _, Cidr _, Time _ -> 1;
    };
  }

  /** AND of any number of clauses: none is everything, one is itself. */
  static Query and(List<Query> clauses) {
    return switch (clauses.size()) {
      case 0 -> new All();
      case 1 -> clauses.getFirst();
      default -> new And(clauses);
    };
  }

  /** OR of at least one clause. */
  static Query or(List<Query> clauses) {
    return clauses.size() == 1 ? clauses.getFirst() : new Or(clauses);
  }

  private static void requireName(String field) {
    if (Objects.requireNonNull(field).isEmpty()) {
      throw new IllegalArgumentException("this clause needs the name of a field");
    }
  }
}
