package org.marsad.rules.drl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.marsad.model.event.Nanos;
import org.marsad.rules.word.Vocabulary;
import org.marsad.rules.word.Word;

/**
 * Reads {@code declare Name extends Burst @x("...") end}: a type whose facts are measured outside
 * of Drools. Its annotations say what is measured; the compiler only learns that it is an event.
 */
final class DerivationReader {
  private static final String EVENT =
      "@role(event) @timestamp(ts) @expires(value=2h, policy=TIME_SOFT)";
  private static final int MAX = 10_000;
  private static final long MAX_SUM = 999_999_999_999_999L;
  private static final Duration MAX_WITHIN = Duration.ofDays(30);
  private static final Map<Shape, Set<String>> ANNOTATIONS = new EnumMap<>(Shape.class);

  static {
    ANNOTATIONS.put(
        Shape.BURST, Set.of("of", "where", "by", "within", "atLeast", "distinct", "sum"));
    ANNOTATIONS.put(Shape.PAIR, Set.of("of", "where", "by", "within"));
    ANNOTATIONS.put(Shape.RHYTHM, Set.of("of", "where", "by", "within", "atLeast"));
    ANNOTATIONS.put(Shape.SILENCE, Set.of("of", "where", "by", "after"));
  }

  private final Cursor cursor;
  private final Vocabulary vocabulary;

  DerivationReader(Cursor cursor, Vocabulary vocabulary) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
  }

  Derivation read() {
    cursor.keep("declare");
    Token name = name();
    cursor.keep("extends", "\"extends\" and one of " + shapes());
    Token parent = cursor.peek();
    Shape shape = shape(parent);
    cursor.keep();
    cursor.write(EVENT);
    Map<String, String> values =
        Annotations.read(cursor, ANNOTATIONS.getOrDefault(shape, Set.of()));
    if (!cursor.is("end")) {
      throw cursor.expecting("an annotation or \"end\"; a declared type has no fields of its own");
    }
    cursor.keep();
    return derivation(shape, name, values);
  }

  private Token name() {
    Token name = cursor.peek();
    String text = name.text();
    if (!name.isWord() || !text.matches("[A-Z][A-Za-z0-9]{2,63}")) {
      throw Refusal.at(
          name,
          name.shown()
              + " is no name for a type; expecting a capital, then letters and digits"
              + (text.equals("enum") || text.equals("trait") ? Advice.on("enum", List.of()) : ""));
    }
    boolean taken =
        Object.class.getResource("/java/lang/" + text + ".class") != null
            || DrlReader.RESERVED.contains(text)
            || vocabulary.names().contains(text);
    if (taken) {
      throw Refusal.at(name, "the name " + text + " is taken");
    }
    return cursor.keep();
  }

  private static Shape shape(Token parent) {
    for (Shape shape : Shape.values()) {
      if (parent.is(shape.type())) {
        return shape;
      }
    }
    throw Refusal.at(
        parent, "a declared type extends one of " + shapes() + ", not " + parent.shown());
  }

  private static List<String> shapes() {
    return Arrays.stream(Shape.values()).map(Shape::type).toList();
  }

  private Derivation derivation(Shape shape, Token name, Map<String, String> values) {
    String of = values.getOrDefault("of", "");
    Set<String> attributes = attributes(name, of, shape);
    List<Condition> where =
        Condition.parse(values.getOrDefault("where", ""))
            .orElseThrow(
                () ->
                    Refusal.at(name, "@where must be like \"outcome == failure && action != su\""));
    where.forEach(each -> attribute(name, "where", each.attribute(), attributes));
    List<String> by = new ArrayList<>();
    for (String each : values.getOrDefault("by", "").split(",", -1)) {
      attribute(name, "by", each.strip(), attributes);
      by.add(each.strip());
    }
    String distinct = values.getOrDefault("distinct", "");
    String sum = values.getOrDefault("sum", "");
    if (!distinct.isEmpty()) {
      attribute(name, "distinct", distinct, attributes);
    }
    if (!sum.isEmpty()) {
      attribute(name, "sum", sum, attributes);
    }
    if (!distinct.isEmpty() && !sum.isEmpty()) {
      throw Refusal.at(name, "either @distinct or @sum, not both");
    }
    String window = shape == Shape.SILENCE ? "after" : "within";
    Duration within = span(name, window, values.getOrDefault(window, ""));
    return new Derivation(
        shape,
        name.text(),
        of,
        where,
        by,
        Nanos.of(within),
        atLeast(shape, name, values.getOrDefault("atLeast", ""), sum),
        distinct,
        sum);
  }

  private Set<String> attributes(Token name, String of, Shape shape) {
    Word word = vocabulary.find(of);
    if (of.equals(FactType.ALERT.name()) && shape != Shape.PAIR) {
      return FactType.ALERT.attributes().keySet();
    }
    boolean any = of.equals(Vocabulary.ANY) && (shape == Shape.SILENCE || shape == Shape.BURST);
    if (word == null || (of.equals(Vocabulary.ANY) && !any)) {
      var known = new TreeSet<>(vocabulary.names());
      if (shape != Shape.PAIR) {
        known.add(FactType.ALERT.name());
      }
      known.remove(Vocabulary.ANY);
      throw Refusal.at(name, "@of must name a fact, not \"" + of + "\"" + Advice.on(of, known));
    }
    return word.attributes();
  }

  private static void attribute(
      Token name, String annotation, String attribute, Set<String> known) {
    if (!known.contains(attribute)) {
      throw Refusal.at(
          name,
          "@"
              + annotation
              + " must name an attribute, not \""
              + attribute
              + "\""
              + Advice.on(attribute, known));
    }
  }

  private static Duration span(Token name, String annotation, String text) {
    Optional<Duration> span = Spans.parse(text);
    if (span.isEmpty() || span.get().isZero() || span.get().compareTo(MAX_WITHIN) > 0) {
      throw Refusal.at(
          name,
          "@"
              + annotation
              + " must be a span such as \"5m\", of at most "
              + MAX_WITHIN.toDays()
              + "d");
    }
    return span.get();
  }

  private static long atLeast(Shape shape, Token name, String text, String sum) {
    if (shape == Shape.PAIR || shape == Shape.SILENCE) {
      return 0;
    }
    boolean number =
        !text.isEmpty() && text.length() <= 15 && text.chars().allMatch(Character::isDigit);
    long value = number ? Long.parseLong(text) : -1;
    int least = shape == Shape.RHYTHM ? 3 : sum.isEmpty() ? 2 : 1;
    long most = sum.isEmpty() ? MAX : MAX_SUM;
    if (value < least || value > most) {
      throw Refusal.at(name, "@atLeast must be a number from " + least + " to " + most);
    }
    return value;
  }
}
