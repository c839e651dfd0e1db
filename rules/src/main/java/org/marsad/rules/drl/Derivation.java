package org.marsad.rules.drl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.word.Interest;

/**
 * What a declared type measures, and of which events.
 *
 * @param name of the declared type
 * @param of the word that is looked at, {@code Alert}, or {@code *} for every event
 * @param where what its attributes must be
 * @param by the attributes that make the key
 * @param within the window in nanoseconds; of a silence, how long it lasts
 * @param atLeast the threshold; 0 where the shape has none
 * @param distinct the attribute whose different values are counted; empty if events are
 * @param sum the attribute that is added up; empty if events are counted
 */
public record Derivation(
    Shape shape,
    String name,
    String of,
    List<Condition> where,
    List<String> by,
    long within,
    long atLeast,
    String distinct,
    String sum) {
  public Derivation {
    where = List.copyOf(where);
    by = List.copyOf(by);
  }

  /** The events that are looked at. */
  Interest interest() {
    Map<String, String> literals = new TreeMap<>();
    for (Condition condition : where) {
      if (condition.equal()) {
        literals.put(condition.attribute(), condition.value());
      }
    }
    return new Interest(of, literals);
  }
}
