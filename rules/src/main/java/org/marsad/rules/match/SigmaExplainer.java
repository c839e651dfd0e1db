package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.explain.Verdict;
import org.marsad.rules.explain.Verdict.How;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;
import org.marsad.rules.sigma.LogSource;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.rules.source.SourceEntries;
import org.marsad.rules.source.SourceEntry;

/**
 * Explains a Sigma rule: evaluates its condition the plain way, test by test and value by value,
 * with the log sources and names of fields that the detector uses. One thread.
 */
public final class SigmaExplainer {
  private final SigmaRule rule;
  private final Schema schema;
  private final SigmaDetector detector;
  private final List<SourceEntry> entries = SourceEntries.shipped();
  private final IdentityHashMap<Expr, String> selections = new IdentityHashMap<>();

  /** Of a rule, for events of a schema. */
  public SigmaExplainer(SigmaRule rule, Schema schema) {
    this.rule = rule;
    this.schema = schema;
    detector = new SigmaDetector(List.of(rule), schema);
    rule.selections().forEach((name, part) -> selections.put(part, name));
  }

  /** What the rule has to say about the event of a row. */
  public Explanation explain(EventBatch batch, int row) {
    Map<String, List<String>> renames = detector.renames(rule.logSource(), batch, row);
    Verdict condition = verdict(rule.condition(), renames == null ? Map.of() : renames, batch, row);
    return new Explanation(
        rule.id(), rule.title(), source(renames != null, batch, row), renames != null, condition);
  }

  private String source(boolean isOfSource, EventBatch batch, int row) {
    String source = words(rule.logSource());
    if (isOfSource) {
      return "the event is of " + source;
    }
    SourceEntry nearest = null;
    String least = "";
    int fewest = Integer.MAX_VALUE;
    for (SourceEntry entry : SigmaDetector.used(rule.logSource(), entries)) {
      LogSource names = entry.names();
      if (names.category().isEmpty() && names.service().isEmpty() && !isProductAlone()) {
        continue;
      }
      List<String> unmet = unmet(entry, batch, row);
      if (unmet.size() < fewest) {
        nearest = entry;
        fewest = unmet.size();
        least = String.join(", ", unmet);
      }
    }
    if (nearest == null) {
      return "the event does not say that it is of " + source + ", of which no mapping is known";
    }
    return "the event is not of " + source + (least.isEmpty() ? "" : ": " + least);
  }

  private boolean isProductAlone() {
    return rule.logSource().category().isEmpty() && rule.logSource().service().isEmpty();
  }

  private static String words(LogSource source) {
    var words = new StringJoiner(" / ");
    for (String word : List.of(source.product(), source.category(), source.service())) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words.toString();
  }

  /** What an event lacks to be of an entry. */
  private List<String> unmet(SourceEntry entry, EventBatch batch, int row) {
    var unmet = new ArrayList<String>();
    for (String field : entry.has()) {
      if (values(List.of(field), batch, row).isEmpty()) {
        unmet.add(field + " is not there");
      }
    }
    entry
        .when()
        .forEach(
            (field, wanted) -> {
              List<byte[]> values = values(List.of(field), batch, row);
              if (values.stream().noneMatch(value -> isAmong(text(value), wanted))) {
                unmet.add(
                    new Verdict.Asked(field, String.join(" or ", wanted), texts(values), false)
                        .told());
              }
            });
    return unmet;
  }

  private static boolean isAmong(String value, List<String> wanted) {
    String folded = Fold.text(value);
    return wanted.stream()
        .map(Fold::text)
        .anyMatch(
            each ->
                each.endsWith("*")
                    ? folded.startsWith(each.substring(0, each.length() - 1))
                    : folded.equals(each));
  }

  private Verdict verdict(Expr expr, Map<String, List<String>> renames, EventBatch batch, int row) {
    String name = selections.getOrDefault(expr, "");
    return switch (expr) {
      case Expr.All(List<Expr> parts) ->
          Verdict.Joined.of(name, How.ALL, verdicts(parts, renames, batch, row));
      case Expr.Any(List<Expr> parts) ->
          Verdict.Joined.of(name, How.ANY, verdicts(parts, renames, batch, row));
      case Expr.Not(Expr part) ->
          Verdict.Joined.of(name, How.NONE, verdicts(List.of(part), renames, batch, row));
      case Expr.Test test -> {
        Verdict asked = asked(test, renames, batch, row);
        yield name.isEmpty() ? asked : Verdict.Joined.of(name, How.ALL, List.of(asked));
      }
    };
  }

  private List<Verdict> verdicts(
      List<Expr> parts, Map<String, List<String>> renames, EventBatch batch, int row) {
    return parts.stream().map(part -> verdict(part, renames, batch, row)).toList();
  }

  private Verdict asked(
      Expr.Test test, Map<String, List<String>> renames, EventBatch batch, int row) {
    if (test.field().equals(Expr.Test.ANYWHERE)) {
      List<byte[]> all = everywhere(batch, row);
      ValueCheck check = ValueCheck.of(test.check());
      boolean holds = all.stream().anyMatch(value -> check.holds(value, 0, value.length));
      return new Verdict.Asked("any field", words(test.check()), texts(all), holds);
    }
    List<String> names = renames.getOrDefault(test.field(), List.of(test.field()));
    List<byte[]> values = values(names, batch, row);
    boolean sameName = names.equals(List.of(test.field()));
    return new Verdict.Asked(
        sameName ? test.field() : test.field() + " (" + String.join(" or ", names) + ")",
        words(test.check()),
        texts(values),
        holds(test.check(), values, names, renames, batch, row));
  }

  private boolean holds(
      Check check,
      List<byte[]> values,
      List<String> names,
      Map<String, List<String>> renames,
      EventBatch batch,
      int row) {
    return switch (check) {
      case Check.Null _ -> values.isEmpty();
      case Check.Exists(boolean wanted) ->
          wanted
              == (!values.isEmpty()
                  || names.stream().anyMatch(name -> Originals.member(batch, row, name) != null));
      case Check.Reference reference -> {
        List<String> others = renames.getOrDefault(reference.field(), List.of(reference.field()));
        List<byte[]> parts = values(others, batch, row);
        yield values.stream()
            .anyMatch(
                value -> parts.stream().anyMatch(part -> reference.holds(text(value), text(part))));
      }
      case Check.Text _, Check.Numeral _, Check.Compare _, Check.Regex _, Check.Cidr _ -> {
        ValueCheck one = ValueCheck.of(check);
        yield values.stream().anyMatch(value -> one.holds(value, 0, value.length));
      }
    };
  }

  private List<byte[]> everywhere(EventBatch batch, int row) {
    var values = new ArrayList<byte[]>();
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      if (RuleSet.isLeaf(batch.field(slice))) {
        values.add(bytes(batch, slice));
      }
    }
    return values;
  }

  /** The values of the first of the names that the event has. */
  private List<byte[]> values(List<String> names, EventBatch batch, int row) {
    for (String name : names) {
      var values = new ArrayList<byte[]>();
      boolean isObject = false;
      for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
        int field = batch.field(slice);
        String here = Fields.isRow(field) ? "" : schema.field(field).name();
        if (NameTable.isNamed(here, name)) {
          values.add(bytes(batch, slice));
        }
        isObject |= NameTable.isPartOf(here, name);
      }
      byte @Nullable [] member =
          values.isEmpty() && isObject ? Originals.member(batch, row, name) : null;
      if (member != null) {
        values.add(member);
      }
      if (!values.isEmpty()) {
        return values;
      }
    }
    return List.of();
  }

  private static byte[] bytes(EventBatch batch, int slice) {
    byte[] bytes = new byte[batch.length(slice)];
    System.arraycopy(batch.bytes(), batch.offset(slice), bytes, 0, bytes.length);
    return bytes;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static List<String> texts(List<byte[]> values) {
    return values.stream().map(SigmaExplainer::text).toList();
  }

  private static String words(Check check) {
    return switch (check) {
      case Check.Text text -> CheckWords.of(text);
      case Check.Numeral(double value) -> "the number " + CheckWords.number(value);
      case Check.Compare compare -> CheckWords.of(compare);
      case Check.Regex regex -> "matches /" + regex.text() + "/";
      case Check.Cidr(var network) -> "in the network " + network;
      case Check.Null _ -> "absent or null";
      case Check.Exists(boolean wanted) -> wanted ? "present" : "absent";
      case Check.Reference reference -> CheckWords.of(reference);
    };
  }
}
