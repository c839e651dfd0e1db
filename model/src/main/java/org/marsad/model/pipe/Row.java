package org.marsad.model.pipe;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Scope;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/**
 * What flows through a pipeline: an event with values set over it, or values alone. Belongs to the
 * stage it was handed to, which may change it. One thread.
 */
public final class Row implements Scope {
  /** What time is called in commands. */
  public static final String TIME = "_time";

  static final Map<String, String> ALIASES =
      Map.of(
          TIME,
          "@timestamp",
          "_raw",
          "event.original",
          "_indextime",
          "event.indexed",
          "_id",
          "event.id");
  private static final int OVERHEAD = 200;
  private static final List<Field> ROW =
      List.of(
          Fields.ID,
          Fields.TIMESTAMP,
          Fields.RECEIVED,
          Fields.INDEXED,
          Fields.INPUT,
          Fields.TRANSPORT,
          Fields.PEER);

  private final Map<String, Value> values = new LinkedHashMap<>();
  private @Nullable Event event;

  /** A row without values. */
  public Row() {}

  /** An event. */
  public Row(Event event) {
    this.event = event;
  }

  /** The event below the values; null if there is none, or a command left it behind. */
  public @Nullable Event event() {
    return event;
  }

  @Override
  public Value get(String name) {
    Value set = values.get(name);
    if (set != null) {
      return set;
    }
    String other = ALIASES.get(name);
    if (other != null) {
      set = values.get(other);
      return set != null ? set : ofEvent(other);
    }
    return ofEvent(name);
  }

  private Value ofEvent(String name) {
    Event below = event;
    if (below == null) {
      return Values.NULL;
    }
    Field field = below.batch().schema().find(name);
    return field == null ? Values.NULL : value(below, field);
  }

  /** The value of a field of an event. */
  public static Value value(Event event, Field field) {
    EventBatch batch = event.batch();
    if (field.equals(Fields.TIMESTAMP)) {
      return new Value.Moment(event.timestamp());
    }
    if (Fields.isRow(field.id())) {
      String text = event.text(field);
      return text == null
          ? Values.NULL
          : field.type() == FieldType.DATE ? moment(text) : Value.of(text);
    }
    int slice = batch.find(event.row(), field.id());
    if (slice == EventBatch.NONE) {
      return Values.NULL;
    }
    int next = batch.next(event.row(), slice);
    if (next == EventBatch.NONE) {
      return value(batch, slice, field);
    }
    var all = new ArrayList<Value>();
    for (int each = slice; each != EventBatch.NONE; each = batch.next(event.row(), each)) {
      all.add(value(batch, each, field));
    }
    return Value.of(all);
  }

  private static Value value(EventBatch batch, int slice, Field field) {
    String text = batch.text(slice);
    ValueKind kind = batch.kind(slice);
    if (kind == ValueKind.BOOLEAN) {
      return Value.of(text.equals("true"));
    }
    if (kind == ValueKind.NUMBER || field.type() == FieldType.NUMBER) {
      return Value.parse(text);
    }
    return field.type() == FieldType.DATE ? moment(text) : Value.of(text);
  }

  private static Value moment(String text) {
    try {
      return new Value.Moment(Nanos.parse(text));
    } catch (DateTimeException _) {
      return Value.of(text);
    }
  }

  /** Gives a field a value; {@link Values#NULL} takes it away. */
  public Row set(String name, Value value) {
    boolean time = name.equals("@timestamp") || ALIASES.containsKey(name);
    values.put(event != null && time ? ALIASES.getOrDefault(name, name) : name, value);
    return this;
  }

  /** Leaves the event behind: only what was set is there. */
  public Row detached() {
    event = null;
    return this;
  }

  /** Names that have a value, the event's first. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    Event below = event;
    if (below != null) {
      EventBatch batch = below.batch();
      ROW.stream().filter(below::has).forEach(field -> names.add(field.name()));
      int end = batch.endSlice(below.row());
      for (int slice = batch.firstSlice(below.row()); slice < end; slice++) {
        names.add(batch.schema().field(batch.field(slice)).name());
      }
      names.add(Fields.ORIGINAL.name());
    }
    values.forEach(
        (name, value) -> {
          if (value.isNull()) {
            names.remove(name);
          } else {
            names.add(name);
          }
        });
    return names;
  }

  /** Its time in nanoseconds since 1970; {@link Long#MIN_VALUE} if it has none. */
  public long nanos() {
    return get(TIME) instanceof Value.Moment(long nanos) ? nanos : Long.MIN_VALUE;
  }

  /** Bytes it takes in memory if it is {@linkplain #kept kept}, roughly. */
  public long weight() {
    long weight = OVERHEAD;
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      weight += 64 + entry.getValue().weight();
    }
    Event below = event;
    if (below != null) {
      EventBatch batch = below.batch();
      weight += OVERHEAD + batch.originalLength(below.row());
      for (int s = batch.firstSlice(below.row()); s < batch.endSlice(below.row()); s++) {
        weight += 16 + batch.length(s);
      }
    }
    return weight;
  }

  /** For keeping: holds on to its own event and not to the batch it came in. */
  public Row kept() {
    Event below = event;
    if (below == null || below.batch().size() == 1) {
      return this;
    }
    EventBatch from = below.batch();
    int row = below.row();
    EventBatch.Builder copy = EventBatch.builder(from.schema());
    int length = from.originalLength(row);
    int original = copy.append(from.bytes(), from.originalOffset(row), length);
    copy.begin(from.id(row), from.received(row), from.origin(row), original, length)
        .timestamp(from.timestamp(row))
        .indexed(from.indexed(row));
    for (int slice = from.firstSlice(row); slice < from.endSlice(row); slice++) {
      int at = copy.append(from.bytes(), from.offset(slice), from.length(slice));
      copy.add(from.field(slice), from.kind(slice), at, from.length(slice));
    }
    event = copy.end().build().event(0);
    return this;
  }

  /** Another row with the same values, to be changed apart. */
  public Row copy() {
    var copy = new Row();
    copy.event = event;
    copy.values.putAll(values);
    return copy;
  }

  @Override
  public String toString() {
    var all = new LinkedHashMap<String, String>();
    names().forEach(name -> all.put(name, get(name).text()));
    return all.toString();
  }
}
