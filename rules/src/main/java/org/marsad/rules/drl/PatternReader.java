package org.marsad.rules.drl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.word.Interest;

/**
 * Reads the conditions of one rule: patterns over facts, {@code not}, {@code exists}, and groups in
 * brackets. Every pattern over events but the first says when it happens, seen from one before it,
 * so that no session holds events longer than a rule can use them.
 */
final class PatternReader {
  /** The longest span a pattern may look over; what lies further apart is for the history. */
  static final Duration MAX_SPAN = Duration.ofHours(24);

  private static final int MAX_PATTERNS = 12;
  private static final Map<String, String> LOOKUPS =
      Map.of(
          "logons", "Logon",
          "processStarts", "ProcessStart",
          "connections", "NetConnection",
          "dnsQueries", "DnsQuery",
          "fileWrites", "FileWrite",
          "services", "ServiceInstalled",
          "alerts", "Alert");

  private final Cursor cursor;
  private final Map<String, FactType> types;
  private final Scope scope;
  private final ExpressionReader expressions;
  private final List<Pattern> read;
  private final List<Lookup> lookups;

  /** Which facts of the session each pattern takes, by its number; null where none. */
  private final List<@Nullable Interest> taken = new ArrayList<>();

  /** Of the pattern at hand, the values it has in common with one before. */
  private final List<Common> common = new ArrayList<>();

  /** The fact that the pattern at hand must come after. */
  private Scope.@Nullable Variable follows;

  private long within;
  private int patterns;

  /** Patterns over events of the session. */
  private int events;

  /** The patterns of this rule. */
  private final List<Pattern> own = new ArrayList<>();

  private int happenings;
  private long reach;

  PatternReader(
      Cursor cursor,
      Map<String, FactType> types,
      Scope scope,
      List<Pattern> read,
      List<Lookup> lookups) {
    this.cursor = cursor;
    this.types = types;
    this.scope = scope;
    this.read = read;
    this.lookups = lookups;
    expressions = new ExpressionReader(cursor, scope, types);
  }

  /** Everything up to {@code then}. */
  void read() {
    Token start = cursor.peek();
    while (!cursor.is("then")) {
      element(true);
      cursor.keepIf("and");
      if (cursor.is("or")) {
        throw Refusal.at(cursor.peek(), "put the whole \"or\" into brackets: ( A(...) or B(...) )");
      }
    }
    if (happenings == 0) {
      throw Refusal.at(start, "a rule needs a pattern over something that happens");
    }
    for (Pattern pattern : own) {
      read.add(new Pattern(pattern.interest(), pattern.after(), events == 1));
    }
  }

  private void element(boolean positive) {
    Token token = cursor.peek();
    if (token.is("not") || token.is("exists")) {
      cursor.keep();
      Map<String, Scope.Variable> before = scope.save();
      if (cursor.is("(")) {
        group(false);
      } else {
        pattern(false);
      }
      scope.restore(before);
    } else if (token.is("(")) {
      group(positive);
    } else {
      pattern(positive);
    }
  }

  /** {@code ( A(...) or B(...) )} or {@code ( A(...) and B(...) )}. */
  private void group(boolean positive) {
    cursor.keep("(");
    Map<String, Scope.Variable> before = scope.save();
    int happened = happenings;
    element(positive);
    boolean either = cursor.is("or");
    String joint = either ? "or" : "and";
    while (cursor.is(joint)) {
      cursor.keep();
      if (either) {
        scope.restore(before);
        happenings = happened;
      }
      element(positive);
    }
    if (either) {
      scope.restore(before);
    }
    cursor.keep(")", "\"" + joint + "\" or \")\"");
  }

  private void pattern(boolean positive) {
    if (++patterns > MAX_PATTERNS) {
      throw Refusal.at(cursor.peek(), "a rule has at most " + MAX_PATTERNS + " patterns");
    }
    Token name = null;
    if (cursor.peek().isVariable()) {
      name = cursor.keep();
      cursor.keep(":");
    }
    Token typeName = cursor.peek();
    FactType type = types.get(typeName.text());
    if (type == null || !typeName.isWord()) {
      throw Refusal.at(
          typeName, typeName.shown() + " is no fact" + Advice.on(typeName.text(), types.keySet()));
    }
    cursor.keep();
    cursor.keep("(");
    var literals = new TreeMap<String, String>();
    int number = taken.size();
    taken.add(null);
    common.clear();
    follows = null;
    boolean timed = false;
    if (!cursor.is(")")) {
      do {
        timed |= constraint(type, literals);
      } while (cursor.keepIf(","));
    }
    cursor.keep(")", "\",\" or \")\"");
    boolean looked = cursor.is("from");
    if (looked) {
      from(type, literals);
    } else if (!cursor.is("then") && cursor.peek().isWord() && isFollower(cursor.peek())) {
      throw Refusal.at(
          cursor.peek(),
          cursor.peek().shown()
              + " cannot stand behind a pattern"
              + Advice.on(cursor.peek().text(), List.of("from", "and", "or", "then")));
    } else if (type.event() && !timed && (happenings > 0 || !positive)) {
      throw Refusal.at(
          typeName,
          "say when it happens, seen from another fact: "
              + type.name()
              + "( ..., this after[0s,10m] $fact )");
    } else {
      var interest = new Interest(type.name(), literals);
      own.add(new Pattern(interest, after(), false));
      events += type.event() ? 1 : 0;
      taken.set(number, interest);
    }
    if (type.event() && positive) {
      happenings++;
    }
    if (name != null) {
      scope.bind(name, new Scope.Variable(Kind.FACT, type, false, number, ""));
    }
  }

  /** Whether a word is neither the next pattern nor a joint between two. */
  private boolean isFollower(Token token) {
    return !types.containsKey(token.text())
        && !List.of("not", "exists", "and", "or", "then").contains(token.text())
        && !cursor.peek(1).is("(");
  }

  /** One constraint; whether it says when. */
  private boolean constraint(FactType type, Map<String, String> literals) {
    if (cursor.is("this")) {
      time(type);
      return true;
    }
    Token variable = null;
    if (cursor.peek().isVariable() && (cursor.peek(1).is(":") || cursor.peek(1).is(":="))) {
      variable = cursor.keep();
      cursor.keep(":");
    }
    Token first = cursor.peek();
    literal(type, literals);
    common(type);
    if (variable == null) {
      expressions.constraint(type);
      return false;
    }
    Kind kind = ExpressionReader.kind(type, first);
    if (cursor.peek(1).is(",") || cursor.peek(1).is(")")) {
      cursor.keep();
    } else {
      expressions.comparison(type);
    }
    scope.bind(
        variable,
        kind == Kind.FACT
            ? new Scope.Variable(
                kind, expressions.member(type), true, taken.size() - 1, first.text())
            : Scope.Variable.of(kind, taken.size() - 1, first.text()));
    return false;
  }

  /** Remembers {@code attribute == $value} when that is all of the constraint. */
  private void common(FactType type) {
    Token attribute = cursor.peek();
    Token value = cursor.peek(2);
    if (type.attributes().get(attribute.text()) != Kind.TEXT
        || !cursor.peek(1).is("==")
        || !value.isVariable()) {
      return;
    }
    Scope.Variable variable = scope.get(value);
    boolean ofFact = cursor.peek(3).is(".");
    Token end = cursor.peek(ofFact ? 5 : 3);
    if (variable.member() || !(end.is(",") || end.is(")"))) {
      return;
    }
    String other = ofFact ? cursor.peek(4).text() : variable.attribute();
    common.add(new Common(attribute.text(), variable.pattern(), other));
  }

  /** What must have come before the facts of the pattern at hand. */
  private @Nullable Sequel after() {
    Scope.Variable fact = follows;
    Interest first = fact == null || fact.member() ? null : taken.get(fact.pattern());
    if (fact == null || first == null) {
      return null;
    }
    FactType type = fact.type();
    for (Common each : common) {
      boolean isKnown =
          type != null
              && type.attributes().get(each.other) == Kind.TEXT
              && (type.member().isEmpty() || each.other.equals("key"));
      if (each.pattern == fact.pattern() && isKnown) {
        return new Sequel(first, each.attribute, each.other, within);
      }
    }
    return new Sequel(first, "", "", within);
  }

  /** Remembers {@code attribute == literal} when that is all of the constraint. */
  private void literal(FactType type, Map<String, String> literals) {
    Token attribute = cursor.peek();
    Token value = cursor.peek(2);
    boolean simple =
        type.attributes().containsKey(attribute.text())
            && cursor.peek(1).is("==")
            && (value.isText() || isWhole(value))
            && (cursor.peek(3).is(",") || cursor.peek(3).is(")"));
    if (simple) {
      literals.putIfAbsent(attribute.text(), value.text());
    }
  }

  private static boolean isWhole(Token token) {
    return token.type() == Token.Type.NUMBER && token.text().chars().allMatch(Character::isDigit);
  }

  /** {@code this after[0s,10m] $fact}. */
  private void time(FactType type) {
    Token here = cursor.keep();
    Token word = cursor.peek();
    if (!word.is("after") && !word.is("before")) {
      throw Refusal.at(
          word,
          "\"this\" is only for times, such as: this after[0s,10m] $fact"
              + Advice.on(word.text(), List.of("after", "before")));
    }
    if (!type.event()) {
      throw Refusal.at(here, type.name() + " does not happen, it is there; it has no time");
    }
    cursor.skip();
    cursor.skip("[", "spans, such as after[0s,10m]");
    Duration from = span();
    cursor.skip(",", "\",\" and the longest span: " + word.text() + "[0s,10m]");
    Duration to = span();
    cursor.skip("]", "\"]\"");
    reach += to.toNanos();
    if (from.compareTo(to) > 0) {
      throw Refusal.at(word, "the shorter span comes first");
    }
    cursor.write(word.as("%s[%ds,%ds]".formatted(word.text(), from.toSeconds(), to.toSeconds())));
    Token fact = cursor.peek();
    Scope.Variable variable = fact.isVariable() ? scope.get(fact) : null;
    FactType other = variable == null ? null : variable.type();
    if (other == null || !other.event()) {
      throw cursor.expecting("a variable that is a fact about an event");
    }
    if (word.is("after")) {
      follows = variable;
      within = to.toMillis();
    }
    cursor.keep();
  }

  /** How far apart in time what meets in the patterns can lie, in nanoseconds. */
  long reach() {
    return reach;
  }

  private Duration span() {
    Token token = cursor.skip();
    Optional<Duration> span = Spans.parse(token.text());
    if (token.type() != Token.Type.NUMBER || span.isEmpty()) {
      throw Refusal.at(token, token.shown() + " is no span such as 30s, 10m, 2h or 1d");
    }
    if (span.get().compareTo(MAX_SPAN) > 0) {
      throw Refusal.at(
          token,
          token.shown()
              + " is longer than "
              + MAX_SPAN.toHours()
              + "h, and facts are not kept so long; count with a declared type, or look into"
              + " history");
    }
    return span.get();
  }

  /** {@code from history.logons($host, $fact.ts - 600000, $fact.ts)}. */
  private void from(FactType type, Map<String, String> literals) {
    cursor.keep();
    if (!cursor.is("history")) {
      throw Refusal.at(
          cursor.peek(),
          "facts come from the session or from history, not from " + cursor.peek().shown());
    }
    Token history = cursor.skip();
    cursor.skip(".", "\".\" and what to look up");
    Token lookup = cursor.skip();
    String of = LOOKUPS.get(lookup.text());
    if (of == null) {
      throw Refusal.at(
          lookup, "history has no " + lookup.shown() + Advice.on(lookup.text(), LOOKUPS.keySet()));
    }
    if (!of.equals(type.name())) {
      throw Refusal.at(lookup, "history." + lookup.text() + " has " + of + ", not " + type.name());
    }
    cursor.write(history.as("history." + lookup.text()));
    cursor.keep("(");
    String by = "host";
    if (cursor.peek().isText() && cursor.peek(1).is(",")) {
      Token attribute = cursor.peek();
      if (type.attributes().get(attribute.text()) != Kind.TEXT) {
        throw Refusal.at(
            attribute,
            type.name()
                + " has no attribute "
                + attribute.shown()
                + Advice.on(attribute.text(), type.attributes().keySet()));
      }
      by = attribute.text();
      cursor.keep();
      cursor.keep(",");
    }
    Token key = cursor.peek();
    expressions.text(type);
    if (!key.isVariable() && !key.isText()) {
      throw Refusal.at(key, "expecting a variable or a text to look up");
    }
    cursor.keep(",");
    expressions.number(type);
    cursor.keep(",");
    expressions.number(type);
    cursor.keep(")");
    lookups.add(new Lookup(new Interest(type.name(), literals), by));
  }

  /**
   * A value that a pattern has in common with one before.
   *
   * @param attribute of its own
   * @param pattern the number of the other
   * @param other the other's attribute
   */
  private record Common(String attribute, int pattern, String other) {}
}
