package org.marsad.rules.drl;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.marsad.model.incident.Level;

/** Reads one rule: what it says of itself, its conditions, and what it tells. */
final class RuleReader {
  private static final String SILENT = "silent";
  private static final List<String> ANNOTATIONS =
      List.of("id", "version", "severity", "attack", "description", SILENT);
  private static final int MAX_NAME = 200;
  private static final int MAX_TOLD = 10;

  private final Cursor cursor;
  private final Scope scope = new Scope();
  private final PatternReader patterns;

  RuleReader(Cursor cursor, Map<String, FactType> types, List<Pattern> read, List<Lookup> lookups) {
    this.cursor = cursor;
    patterns = new PatternReader(cursor, types, scope, read, lookups);
  }

  /** From {@code rule} to {@code end}. */
  RuleText read() {
    Token first = cursor.keep("rule");
    Token name = cursor.peek();
    if (!name.isText()) {
      throw cursor.expecting("the rule's name in quotes");
    }
    boolean plain =
        name.text()
            .chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || " ,.;:'()&+/_-".indexOf(c) >= 0);
    if (!plain || name.text().isBlank() || name.text().length() > MAX_NAME) {
      throw Refusal.at(
          name,
          "a rule's name has letters, digits and ,.;:'()&+/_- and at most "
              + MAX_NAME
              + " characters");
    }
    cursor.keep();
    Map<String, String> annotations = Annotations.read(cursor, ANNOTATIONS);
    check(name, annotations);
    if (!cursor.is("when")) {
      Token token = cursor.peek();
      throw Refusal.at(
          token,
          "expecting \"when\" or an annotation, found "
              + token.shown()
              + Advice.on(token.text(), List.of("when")));
    }
    cursor.keep();
    patterns.read();
    cursor.keep("then");
    int told = 0;
    while (!cursor.is("end")) {
      if (++told > MAX_TOLD) {
        throw Refusal.at(cursor.peek(), "a rule tells at most " + MAX_TOLD + " incidents");
      }
      tell();
    }
    if (told == 0) {
      throw cursor.expecting("incidents.open($key).because($fact, ...);");
    }
    cursor.keep();
    return new RuleText(name.text(), annotations, first.line(), patterns.reach());
  }

  private static void check(Token name, Map<String, String> annotations) {
    String severity = annotations.getOrDefault("severity", "");
    if (Level.parse(severity).isEmpty()) {
      throw Refusal.at(
          name,
          "rule \""
              + name.text()
              + "\" needs @severity of informational, low, medium, high or critical"
              + (severity.isEmpty() ? "" : ", not \"" + severity + "\""));
    }
    String version = annotations.getOrDefault("version", "1");
    if (version.length() > 6 || !version.chars().allMatch(Character::isDigit)) {
      throw Refusal.at(name, "@version is a whole number, not \"" + version + "\"");
    }
    String silent = annotations.getOrDefault(SILENT, "1s");
    if (Spans.parse(silent).filter(Duration::isPositive).isEmpty()) {
      throw Refusal.at(name, "@silent is a span such as 30s, 10m or 1h, not \"" + silent + "\"");
    }
    String id = annotations.getOrDefault("id", "x");
    if (!id.matches("[a-z0-9][a-z0-9-]{0,99}")) {
      throw Refusal.at(name, "@id has small letters, digits and dashes, not \"" + id + "\"");
    }
  }

  /** {@code incidents.open($key).severity("high").because($a, $b);}. */
  private void tell() {
    if (!cursor.is("incidents")) {
      Token token = cursor.peek();
      throw Refusal.at(
          token,
          "a rule may only say: incidents.open($key).because($fact, ...); found " + token.shown());
    }
    cursor.keep();
    cursor.keep(".");
    cursor.keep("open");
    cursor.keep("(");
    key();
    while (cursor.keepIf("+")) {
      key();
    }
    cursor.keep(")");
    cursor.keep(".");
    if (cursor.keepIf("severity")) {
      cursor.keep("(");
      Token level = cursor.peek();
      if (!level.isText() || Level.parse(level.text()).isEmpty()) {
        throw cursor.expecting("\"informational\", \"low\", \"medium\", \"high\" or \"critical\"");
      }
      cursor.keep();
      cursor.keep(")");
      cursor.keep(".");
    }
    cursor.keep("because", "severity(...) or because(...)");
    cursor.keep("(");
    do {
      Token fact = cursor.peek();
      FactType type = fact.isVariable() ? scope.get(fact).type() : null;
      if (type == null || !type.event()) {
        throw cursor.expecting("a variable that is a fact about an event");
      }
      cursor.keep();
    } while (cursor.keepIf(","));
    cursor.keep(")");
    cursor.keep(";");
  }

  /** {@code $user}, {@code $login.user} or {@code "text"}. */
  private void key() {
    Token token = cursor.peek();
    if (token.isText()) {
      cursor.keep();
      return;
    }
    if (!token.isVariable()) {
      throw cursor.expecting("a variable that is a text, such as $host or $login.host");
    }
    cursor.skip();
    Scope.Variable variable = scope.get(token);
    FactType type = variable.type();
    if (!cursor.is(".") || type == null) {
      if (variable.kind() != Kind.TEXT) {
        throw Refusal.at(
            token, token.shown() + " is " + variable.kind() + "; an incident is opened for a text");
      }
      cursor.write(token);
      return;
    }
    cursor.skip();
    Token attribute = cursor.skip();
    if (ExpressionReader.kind(type, attribute) != Kind.TEXT) {
      throw Refusal.at(attribute, attribute.shown() + " is no text to open an incident for");
    }
    String fact = variable.member() ? "((" + type.name() + ")" + token.text() + ")" : token.text();
    cursor.write(token.as(fact + "." + Getter.of(attribute.text())));
  }
}
