package org.marsad.rules.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a set ask of one field. What a value must begin or end with, or be, is found by
 * a walk from its front or its end; what may lie anywhere in it, by a pass over it.
 *
 * @param names numbers of the names it may stand under, the first that is there counts; none for a
 *     field that means every value
 * @param objects the same names as text, for values that are objects
 * @param literals all literals that may lie anywhere; null if none
 * @param uses for each literal what it decides
 * @param fronts texts from the front; null if none
 * @param starts by the state of a walk from the front the tests that hold for a value that begins
 *     so
 * @param wholes the same for a value that ends there
 * @param backs texts from the end; null if none
 * @param ends by the state of a walk from the end the tests that hold for a value that ends so
 * @param numbers numbers asked of it, in order
 * @param numberTests for each number the test that it decides
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FieldPlan(
    int[] names,
    List<String> objects,
    @Nullable Literals literals,
    Use[] uses,
    @Nullable ByteTrie fronts,
    int[][] starts,
    int[][] wholes,
    @Nullable ByteTrie backs,
    int[][] ends,
    double[] numbers,
    int[] numberTests) {
  FieldPlan {
    objects = List.copyOf(objects);
  }

  boolean isEverywhere() {
    return names.length == 0;
  }

  /** Whether values have to be read for it. */
  boolean hasText() {
    return literals != null || fronts != null || backs != null;
  }

  /**
   * What it means that a literal was found.
   *
   * @param holding tests that hold
   * @param possible tests that may hold: the value as it was received must be looked at
   * @param globs patterns the value must fit
   * @param globTests for each pattern its test
   */
  record Use(int[] holding, int[] possible, Glob[] globs, int[] globTests) {}
}
