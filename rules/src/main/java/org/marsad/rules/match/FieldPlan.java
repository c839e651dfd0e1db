package org.marsad.rules.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a set ask of one field.
 *
 * @param names numbers of the names it may stand under, the first that is there counts; none for a
 *     field that means every value
 * @param objects the same names as text, for values that are objects
 * @param literals all literals asked of it; null if none
 * @param uses for each literal what it decides
 * @param numbers numbers asked of it, in order
 * @param numberTests for each number the test that it decides
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FieldPlan(
    int[] names,
    List<String> objects,
    @Nullable Literals literals,
    Use[][] uses,
    double[] numbers,
    int[] numberTests) {
  FieldPlan {
    objects = List.copyOf(objects);
  }

  boolean isEverywhere() {
    return names.length == 0;
  }

  /**
   * What it means that a literal was found.
   *
   * @param test the test
   * @param where the place in which the test holds; null if it must be looked at in full
   * @param glob the pattern to be looked at, null if the value as it was received is
   */
  record Use(int test, @Nullable Where where, @Nullable Glob glob) {}

  /** Where a literal must lie. */
  enum Where {
    ANYWHERE,
    START,
    END,
    WHOLE
  }
}
