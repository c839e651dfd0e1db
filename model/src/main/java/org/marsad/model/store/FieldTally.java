package org.marsad.model.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Adds up what events have in their fields: from events, or from what a store has counted already.
 * Bounded: of a field {@value #VALUES} different values are counted, of all fields {@value
 * #ALL_VALUES}; what goes beyond makes a field's facts inexact. One thread.
 */
public final class FieldTally {
  private static final int VALUES = 10_000;
  private static final int ALL_VALUES = 500_000;

  private final Map<String, Tally> fields = new TreeMap<>();
  private final Schema schema;
  private int kept;
  private long events;

  /** Nothing added yet. */
  public FieldTally(Schema schema) {
    this.schema = schema;
  }

  private static final class Tally {
    private final Map<String, long[]> counts = new HashMap<>();
    private final EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    private long events;
    private long distinct;
    private boolean exact = true;
  }

  /** Adds matching events. */
  public void addEvents(long more) {
    events += more;
  }

  /** Adds events that have a field, and the kinds their values are of. */
  public void add(String name, long more, Set<ValueKind> kinds) {
    Tally tally = tally(name);
    tally.events += more;
    tally.kinds.addAll(kinds);
  }

  /** Adds a value that was there a number of times. */
  public void add(String name, String value, long times) {
    Tally tally = tally(name);
    long[] count = tally.counts.get(value);
    if (count == null) {
      if (tally.counts.size() >= VALUES || kept >= ALL_VALUES) {
        tally.exact = false;
        return;
      }
      kept++;
      count = new long[1];
      tally.counts.put(value, count);
    }
    count[0] += times;
  }

  /** Says that some events have more values than were added, and at least so many different. */
  public void inexact(String name, long distinct) {
    Tally tally = tally(name);
    tally.exact = false;
    tally.distinct = Math.max(tally.distinct, distinct);
  }

  private Tally tally(String name) {
    return fields.computeIfAbsent(name, _ -> new Tally());
  }

  /** Adds events as they are. */
  public void add(EventBatch batch) {
    events += batch.size();
    var seen = new HashSet<String>();
    for (int row = 0; row < batch.size(); row++) {
      seen.clear();
      for (Field field : List.of(Fields.INPUT, Fields.TRANSPORT, Fields.PEER, Fields.ORIGINAL)) {
        String text = batch.event(row).text(field);
        if (text != null && !text.isEmpty()) {
          add(field, text, ValueKind.TEXT, seen);
        }
      }
      for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
        Field field = schema.field(batch.field(slice));
        add(field, batch.text(slice), batch.kind(slice), seen);
      }
    }
  }

  /** Of an event that has the same value twice it counts once. */
  private void add(Field field, String text, ValueKind kind, Set<String> seen) {
    add(field.name(), seen.add(field.name()) ? 1 : 0, EnumSet.of(kind));
    if (field.type() == FieldType.TEXT) {
      inexact(field.name(), 0);
    } else if (seen.add(field.name() + '\0' + text)) {
      add(field.name(), text, 1);
    }
  }

  /** How many events were added. */
  public long events() {
    return events;
  }

  /**
   * What came of it.
   *
   * @param top values of each field
   */
  public List<FieldFacts> facts(int top) {
    var facts = new ArrayList<FieldFacts>();
    fields.forEach(
        (name, tally) -> {
          Field field = schema.find(name);
          if (field != null && tally.events > 0) {
            facts.add(
                new FieldFacts(
                    name,
                    field.type(),
                    tally.kinds,
                    tally.events,
                    Math.max(tally.distinct, tally.counts.size()),
                    tally.exact,
                    most(tally, top)));
          }
        });
    return facts;
  }

  private static List<FieldFacts.Top> most(Tally tally, int top) {
    return tally.counts.entrySet().stream()
        .map(entry -> new FieldFacts.Top(entry.getKey(), entry.getValue()[0]))
        .sorted(
            Comparator.comparingLong(FieldFacts.Top::count)
                .reversed()
                .thenComparing(FieldFacts.Top::value))
        .limit(top)
        .toList();
  }
}
