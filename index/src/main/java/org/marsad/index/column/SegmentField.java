package org.marsad.index.column;

import java.util.List;
import org.marsad.model.store.FieldFacts;

/**
 * What documents of a segment have in a field.
 *
 * @param name its name
 * @param kinds the sum of {@code 1 << code} of the kinds of its values
 * @param events documents that have it
 * @param distinct different values
 * @param exact whether {@code top} are all of them, and as they are in events
 * @param top the most frequent values
 */
public record SegmentField(
    String name, int kinds, long events, long distinct, boolean exact, List<FieldFacts.Top> top) {
  /** Values that a segment tells of a field at most. */
  static final int ALL = 1_000;

  /** Values that are told of one with more. */
  static final int SOME = 100;

  /** Bytes it takes in memory, roughly. */
  public int bytes() {
    int bytes = 120 + 2 * name.length();
    for (FieldFacts.Top value : top) {
      bytes += 90 + value.value().length();
    }
    return bytes;
  }
}
