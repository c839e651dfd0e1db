package org.marsad.rules.indicator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.Rule;

/** Looks values of events up in lists. Thread-safe. */
public final class IndicatorDetector {
  private final Schema schema;
  private final List<Entry> entries = new ArrayList<>();

  /** Reads the lists. */
  public IndicatorDetector(List<Rule.Indicator> rules, Schema schema, RegexCompiler regexes) {
    this(rules, schema, regexes, null);
  }

  /**
   * Reads the lists.
   *
   * @param before another whose lists need not be read again
   */
  public IndicatorDetector(
      List<Rule.Indicator> rules,
      Schema schema,
      RegexCompiler regexes,
      @Nullable IndicatorDetector before) {
    this.schema = schema;
    for (Rule.Indicator rule : rules) {
      Matcher matcher =
          rule.match() instanceof Query.All ? null : Matcher.compile(rule.match(), schema, regexes);
      ListFile known = before == null ? null : before.file(rule);
      entries.add(new Entry(rule, matcher, known == null ? new ListFile(rule) : known));
    }
  }

  private @Nullable ListFile file(Rule.Indicator rule) {
    for (Entry entry : entries) {
      if (entry.rule.kind() == rule.kind() && entry.rule.list().equals(rule.list())) {
        return entry.file;
      }
    }
    return null;
  }

  /** The rules of which a list has a value of the event, and tells that value. */
  public List<String> match(EventBatch batch, int row, SigmaDetector.Picked picked) {
    List<String> held = null;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (holds(entry, batch, row, picked)) {
        held = held == null ? new ArrayList<>(2) : held;
        held.add(entry.rule.meta().id());
      }
    }
    return held == null ? List.of() : held;
  }

  private boolean holds(Entry entry, EventBatch batch, int row, SigmaDetector.Picked picked) {
    IndicatorList list = entry.file.list();
    List<String> fields = entry.rule.fields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = schema.find(fields.get(i));
      if (field == null) {
        continue;
      }
      for (int slice = batch.find(row, field.id());
          slice != EventBatch.NONE;
          slice = batch.next(row, slice)) {
        String found = list.find(batch.text(slice));
        if (found != null && (entry.matcher == null || entry.matcher.matches(batch, row))) {
          picked.picked(entry.rule.meta().id(), Map.of(field.name(), found));
          return true;
        }
      }
    }
    return false;
  }

  private record Entry(Rule.Indicator rule, @Nullable Matcher matcher, ListFile file) {}
}
