package org.marsad.rules.keyed;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Matched;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.TermTable;

/**
 * What a rule for new values has seen. It only looks until it has known events for as long as it
 * learns. One thread.
 */
final class NewTermsState {
  private static final long NOTHING = Long.MAX_VALUE;

  private final Rule.NewTerms rule;
  private final TermTable table;
  private long first = NOTHING;

  NewTermsState(Rule.NewTerms rule, Budget budget) {
    this.rule = rule;
    this.table = new TermTable(rule.history(), budget);
  }

  /** The same rule with another title or level, over what was seen. */
  NewTermsState(Rule.NewTerms rule, NewTermsState before) {
    this.rule = rule;
    this.table = before.table;
    this.first = before.first;
  }

  /** Sees the values of an event; what is new about them, if anything is. */
  @Nullable KeyedFinding add(Map<String, String> values, Signal signal) {
    String key = GroupKey.of(rule.fields(), values);
    if (key == null) {
      return null;
    }
    long now = signal.time();
    first = Math.min(first, now);
    boolean isNew = table.add(key, now);
    if (!isNew || now - first < rule.learn()) {
      return null;
    }
    Map<String, String> group = new LinkedHashMap<>();
    rule.fields().forEach(field -> group.put(field, values.getOrDefault(field, "")));
    String seen = String.join(", ", group.values());
    return new KeyedFinding(
        rule,
        group,
        new Crossing(key, now, now, 1, 1, List.of(signal)),
        "never seen before" + Reasons.group(group),
        List.of(
            new Matched("new_terms", String.join(", ", rule.fields()), "never seen before", seen)),
        false,
        false);
  }

  void seed(Map<Map<String, String>, Long> values) {
    var entries = new ArrayList<>(values.entrySet());
    entries.sort(Map.Entry.comparingByValue());
    for (Map.Entry<Map<String, String>, Long> entry : entries) {
      String key = GroupKey.of(rule.fields(), entry.getKey());
      if (key != null) {
        first = Math.min(first, entry.getValue());
        table.add(key, entry.getValue());
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(first);
    table.write(out);
  }

  void read(DataInput in) throws IOException {
    first = in.readLong();
    table.read(in);
  }
}
