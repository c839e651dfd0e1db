package org.marsad.rules.indicator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.Rule;

/** Looks values of events up in lists. Thread-safe. */
public final class IndicatorDetector {
  private final Schema schema;
  private final List<Entry> entries = new ArrayList<>();
  private final LongAdder events = new LongAdder();

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
      IndicatorCounts counts = before == null ? null : before.counts(rule);
      entries.add(
          new Entry(
              rule,
              matcher,
              known == null ? new ListFile(rule) : known,
              counts == null ? new IndicatorCounts() : counts));
    }
    if (before != null) {
      events.add(before.events.sum());
    }
  }

  private @Nullable IndicatorCounts counts(Rule.Indicator rule) {
    for (Entry entry : entries) {
      if (entry.rule.equals(rule)) {
        return entry.counts;
      }
    }
    return null;
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
    if (entries.isEmpty()) {
      return List.of();
    }
    events.increment();
    boolean isTimed = IndicatorCounts.isTimed(batch.id(row));
    List<String> held = null;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      long begin = isTimed ? System.nanoTime() : 0;
      boolean holds = holds(entry, batch, row, picked);
      if (isTimed) {
        entry.counts.took(System.nanoTime() - begin);
      }
      if (holds) {
        entry.counts.matched(batch.timestamp(row));
        held = held == null ? new ArrayList<>(2) : held;
        held.add(entry.rule.meta().id());
      }
    }
    return held == null ? List.of() : held;
  }

  private boolean holds(Entry entry, EventBatch batch, int row, SigmaDetector.Picked picked) {
    IndicatorList list = entry.file.list();
    List<String> fields = entry.rule.fields();
    boolean isCandidate = false;
    boolean isListed = false;
    for (int i = 0; i < fields.size(); i++) {
      Field field = schema.find(fields.get(i));
      if (field == null) {
        continue;
      }
      for (int slice = batch.find(row, field.id());
          slice != EventBatch.NONE;
          slice = batch.next(row, slice)) {
        if (!isCandidate) {
          isCandidate = true;
          entry.counts.candidate();
        }
        String found = list.find(batch.text(slice));
        isListed |= found != null;
        if (found != null && (entry.matcher == null || entry.matcher.matches(batch, row))) {
          picked.picked(entry.rule.meta().id(), Map.of(field.name(), found));
          return true;
        }
      }
    }
    if (isListed) {
      entry.counts.missed();
    }
    return false;
  }

  /** What every rule has done so far, by its id; any thread may ask. */
  public Map<String, RuleWork> work() {
    Map<String, RuleWork> work = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Rule.Indicator rule = entry.rule;
      String match = rule.match().toString();
      work.put(rule.meta().id(), entry.counts.work(events.sum(), rule.fields(), match));
    }
    return work;
  }

  private record Entry(
      Rule.Indicator rule, @Nullable Matcher matcher, ListFile file, IndicatorCounts counts) {}
}
