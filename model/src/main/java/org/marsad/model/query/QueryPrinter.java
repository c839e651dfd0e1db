package org.marsad.model.query;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;

/** Writes a tree as text that {@link QueryParser} reads back to an equal tree. */
final class QueryPrinter {
  private static final Set<String> WORDS =
      Set.of("and", "or", "not", "in", "to", "earliest", "latest", "_time", "_exists_");
  private static final String PLAIN = "_.@-%$#;'~^`";

  private QueryPrinter() {}

  static String print(Query query) {
    var out = new StringBuilder();
    print(query, out);
    return out.toString();
  }

  private static void print(Query query, StringBuilder out) {
    switch (query) {
      case Query.All _ -> out.append('*');
      case Query.And and -> join(and.clauses(), " AND ", out);
      case Query.Or or -> join(or.clauses(), " OR ", out);
      case Query.Not not -> {
        out.append("NOT ");
        nested(not.clause(), out);
      }
      case Query.Exists exists -> out.append("_exists_:").append(name(exists.field()));
      case Query.Term term -> {
        field(term.field(), term.exact() ? "==" : ":", out);
        literally(term.field(), term.value(), out);
        out.append(term.value().isEmpty() ? "\"\"" : value(term.value()));
      }
      case Query.Phrase phrase -> {
        field(phrase.field(), ":", out);
        out.append(quoted(phrase.text()));
        out.append(phrase.slop() > 0 ? "~" + phrase.slop() : "").append(phrase.prefix() ? "*" : "");
      }
      case Query.Wildcard wildcard -> {
        field(wildcard.field(), ":", out);
        if (wildcard.pattern().parts().getFirst() instanceof WildcardPattern.Literal first) {
          literally(wildcard.field(), first.text(), out);
        }
        pattern(wildcard.pattern(), out);
      }
      case Query.Regex regex -> {
        field(regex.field(), ":", out);
        out.append(RegexLiteral.print(regex.pattern()));
      }
      case Query.Range range -> {
        field(range.field(), ":", out);
        range(range, out);
      }
      case Query.Cidr cidr -> {
        field(cidr.field(), ":", out);
        out.append(cidr.network());
      }
      case Query.In in -> {
        out.append(name(in.field())).append(" IN (");
        for (int i = 0; i < in.values().size(); i++) {
          out.append(i > 0 ? ", " : "").append(quoted(in.values().get(i)));
        }
        out.append(')');
      }
      case Query.Time time -> {
        out.append("_time:[").append(point(time.earliest(), Long.MIN_VALUE)).append(" TO ");
        out.append(point(time.latest(), Long.MAX_VALUE)).append('}');
      }
    }
  }

  private static void join(List<Query> clauses, String operator, StringBuilder out) {
    for (int i = 0; i < clauses.size(); i++) {
      out.append(i > 0 ? operator : "");
      nested(clauses.get(i), out);
    }
  }

  private static void nested(Query query, StringBuilder out) {
    boolean group = query instanceof Query.And || query instanceof Query.Or;
    out.append(group ? "(" : "");
    print(query, out);
    out.append(group ? ")" : "");
  }

  private static void field(String name, String operator, StringBuilder out) {
    if (!name.isEmpty()) {
      out.append(name(name)).append(operator);
    }
  }

  /** A word that begins with an @ is no saved search. */
  private static void literally(String field, String value, StringBuilder out) {
    out.append(field.isEmpty() && value.startsWith("@") ? "\\" : "");
  }

  private static String name(String name) {
    return escape(name);
  }

  /** A value that is a word and nothing else. */
  private static String value(String value) {
    if (!Network.resembles(value)) {
      return escape(value);
    }
    // A backslash where a network needs none says that the text is meant.
    int digit = 0;
    while (Character.digit(value.charAt(digit), 16) < 0) {
      digit++;
    }
    return escape(value.substring(0, digit)) + '\\' + escape(value.substring(digit));
  }

  /** The text as a bare word. */
  static String escape(String text) {
    var out = new StringBuilder();
    boolean word = WORDS.contains(text.toLowerCase(Locale.ROOT));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c < 0x80 ? Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 : isPlain(c);
      boolean sign = i == 0 && (c == '-' || word);
      out.append(plain && !sign ? "" : "\\").append(c);
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return QueryParser.QUOTES.indexOf(c) < 0;
  }

  /** The text in quotes. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void pattern(WildcardPattern pattern, StringBuilder out) {
    for (WildcardPattern.Part part : pattern.parts()) {
      switch (part) {
        case WildcardPattern.Literal literal -> out.append(escape(literal.text()));
        case WildcardPattern.Run _ -> out.append('*');
        case WildcardPattern.One _ -> out.append('?');
      }
    }
  }

  private static void range(Query.Range range, StringBuilder out) {
    Query.Bound lower = range.lower();
    Query.Bound upper = range.upper();
    out.append(lower == null || lower.inclusive() ? '[' : '{').append(bound(lower));
    out.append(" TO ").append(bound(upper));
    out.append(upper == null || upper.inclusive() ? ']' : '}');
  }

  private static String bound(Query.@Nullable Bound bound) {
    return bound == null ? "*" : quoted(bound.value());
  }

  private static String point(long nanos, long open) {
    return nanos == open ? "*" : quoted(Nanos.format(nanos));
  }
}
