package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is wrong with a document, so that its author is told all of it at once. One document, one
 * thread.
 */
final class Faults {
  private static final int MAX = 20;

  private final List<Rejection> all = new ArrayList<>();

  /**
   * A part of the document.
   *
   * @param otherwise what stands for it until {@link #check} where it cannot be used
   */
  <T> T read(Supplier<T> part, T otherwise) {
    try {
      return part.get();
    } catch (Rejection e) {
      all.addAll(e.all());
      return otherwise;
    }
  }

  /** Throws a {@link Rejection} that has the first ones, where a part could not be used. */
  void check() {
    if (!all.isEmpty()) {
      throw Rejection.of(all.subList(0, Math.min(MAX, all.size())));
    }
  }
}
