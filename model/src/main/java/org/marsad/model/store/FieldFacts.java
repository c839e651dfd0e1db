package org.marsad.model.store;

import java.util.List;
import java.util.Set;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.ValueKind;

/**
 * What events have in a field.
 *
 * @param name its name
 * @param type what it was declared to hold
 * @param kinds the kinds of values seen
 * @param events how many events have it
 * @param distinct how many different values there are
 * @param exact whether {@code distinct} and the counts of {@code top} are exact; else there may be
 *     more
 * @param top the most frequent values, the most frequent first
 */
public record FieldFacts(
    String name,
    FieldType type,
    Set<ValueKind> kinds,
    long events,
    long distinct,
    boolean exact,
    List<Top> top) {
  public FieldFacts {
    kinds = Set.copyOf(kinds);
    top = List.copyOf(top);
  }

  /**
   * A value.
   *
   * @param value as text
   * @param count how often it is there
   */
  public record Top(String value, long count) {}
}
