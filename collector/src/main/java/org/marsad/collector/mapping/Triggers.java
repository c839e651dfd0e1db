package org.marsad.collector.mapping;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/** What brings mappings up, by the field that it looks at. One thread. */
final class Triggers {
  /** By field id; null for fields that no mapping asks for. */
  private @Nullable Trigger[] byField = {};

  /** By field id: whether there is one. */
  private boolean[] asked = {};

  /** Adds one mapping by its number. */
  void add(MappingFile.Hook hook, int number) {
    Trigger trigger = of(hook.field());
    if (hook.values().isEmpty()) {
      trigger.any(number);
    }
    hook.values().forEach(value -> trigger.value(value, number));
  }

  private Trigger of(int field) {
    byField = Arrays.copyOf(byField, Math.max(byField.length, field + 1));
    asked = Arrays.copyOf(asked, byField.length);
    Trigger trigger = byField[field];
    if (trigger == null) {
      trigger = new Trigger();
      byField[field] = trigger;
      asked[field] = true;
    }
    return trigger;
  }

  /** Marks the mappings as due that the values from a slice on bring up. */
  void pull(EventBatch.Builder event, int from, Due due) {
    for (int slice = event.find(asked, from);
        slice != EventBatch.NONE;
        slice = event.find(asked, slice + 1)) {
      Objects.requireNonNull(byField[event.field(slice)]).pull(event, slice, due);
    }
  }
}
