package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.match.ByteMap;
import org.marsad.rules.pack.Rule;

/**
 * Detections whose conditions are queries. A detection that can only hold where a keyword field has
 * one certain value is looked at only for events that have it; the others are looked at always.
 */
public final class QueryDetector implements Detector {
  /** By the id of a field and by value those that can only hold where it has that one. */
  private final List<@Nullable ByteMap<List<Entry>>> byValue = new ArrayList<>();

  private final List<Entry> always = new ArrayList<>();
  private final List<Entry> all = new ArrayList<>();
  private final LongAdder events = new LongAdder();

  /** Compiles the detections. */
  public QueryDetector(List<Rule.Detection> detections, Schema schema, RegexCompiler regexes) {
    this(detections, schema, regexes, null);
  }

  /**
   * Compiles the detections.
   *
   * @param before another whose counts of the same detections go on
   */
  QueryDetector(
      List<Rule.Detection> detections,
      Schema schema,
      RegexCompiler regexes,
      @Nullable QueryDetector before) {
    Map<String, Entry> known = new HashMap<>();
    if (before != null) {
      before.all.forEach(entry -> known.put(entry.id, entry));
      events.add(before.events.sum());
    }
    var guarded = new TreeMap<Integer, Map<String, List<Entry>>>();
    int order = 0;
    for (Rule.Detection detection : detections) {
      Entry same = known.get(detection.meta().id());
      QueryCounts query =
          same != null && same.query.isOf(detection.match())
              ? same.query
              : new QueryCounts(detection.match(), schema, regexes);
      var entry = new Entry(order++, detection.meta().id(), query);
      all.add(entry);
      Query.Term guard = guard(detection.match(), schema);
      Field field = guard == null ? null : schema.find(guard.field());
      if (guard == null || field == null) {
        always.add(entry);
      } else {
        guarded
            .computeIfAbsent(field.id(), _ -> new HashMap<>())
            .computeIfAbsent(Fold.text(guard.value()), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    guarded.forEach(
        (field, values) -> {
          while (byValue.size() < field) {
            byValue.add(null);
          }
          byValue.add(ByteMap.of(values));
        });
  }

  /** A value that every event the query matches must have in a keyword field; null if none. */
  private static Query.@Nullable Term guard(Query query, Schema schema) {
    return switch (query) {
      case Query.Term term -> isKeyword(term, schema) ? term : null;
      case Query.And and -> {
        for (Query clause : and.clauses()) {
          Query.Term guard = guard(clause, schema);
          if (guard != null) {
            yield guard;
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  private static boolean isKeyword(Query.Term term, Schema schema) {
    Field field = schema.find(term.field());
    return field != null && field.type() == FieldType.KEYWORD && !Fields.isRow(field.id());
  }

  @Override
  public List<String> match(EventBatch batch, int row) {
    events.increment();
    List<Entry> held = null;
    int end = batch.endSlice(row);
    for (int slice = batch.firstSlice(row); slice < end; slice++) {
      int field = batch.field(slice);
      ByteMap<List<Entry>> values = field < byValue.size() ? byValue.get(field) : null;
      if (values != null) {
        int from = batch.offset(slice);
        List<Entry> entries = values.get(batch.bytes(), from, from + batch.length(slice));
        held = entries == null ? held : add(held, entries, batch, row);
      }
    }
    held = add(held, always, batch, row);
    if (held == null) {
      return List.of();
    }
    if (held.size() == 1) {
      return List.of(held.getFirst().id);
    }
    held.sort(null);
    var ids = new ArrayList<String>(held.size());
    for (int i = 0; i < held.size(); i++) {
      if (i == 0 || held.get(i).order != held.get(i - 1).order) {
        ids.add(held.get(i).id);
      }
    }
    return Collections.unmodifiableList(ids);
  }

  /** What every detection has done so far, by its id; any thread may ask. */
  public Map<String, RuleWork> work() {
    Map<String, RuleWork> work = new LinkedHashMap<>();
    all.forEach(entry -> work.put(entry.id, entry.query.work(events.sum())));
    return work;
  }

  private static @Nullable List<Entry> add(
      @Nullable List<Entry> held, List<Entry> entries, EventBatch batch, int row) {
    List<Entry> more = held;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.query.matches(batch, row)) {
        more = more == null ? new ArrayList<>(2) : more;
        more.add(entry);
      }
    }
    return more;
  }

  private record Entry(int order, String id, QueryCounts query) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return Integer.compare(order, other.order);
    }
  }
}
