package org.marsad.rules.match;

import java.util.List;

/** A condition over tests that have numbers. Immutable. */
sealed interface Node {
  /** In place of the number of a part that does not hold: all hold. */
  int HOLDS = -1;

  /** In place of the number of a part that does not hold: more than one do not. */
  int SEVERAL = -2;

  /** Whether it holds for the event of the pass. */
  boolean holds(Pass pass);

  /** All hold. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record All(Node[] parts) implements Node {
    @Override
    public boolean holds(Pass pass) {
      for (Node part : parts) {
        if (!part.holds(pass)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One holds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Any(Node[] parts) implements Node {
    @Override
    public boolean holds(Pass pass) {
      for (Node part : parts) {
        if (part.holds(pass)) {
          return true;
        }
      }
      return false;
    }
  }

  /** One of many tests holds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record AnyTest(int[] tests) implements Node {
    @Override
    public boolean holds(Pass pass) {
      for (int test : tests) {
        if (pass.holds(test)) {
          return true;
        }
      }
      return false;
    }
  }

  /** It does not hold. */
  record Not(Node part) implements Node {
    @Override
    public boolean holds(Pass pass) {
      return !part.holds(pass);
    }
  }

  /** A test by its number. */
  record Leaf(int test) implements Node {
    @Override
    public boolean holds(Pass pass) {
      return pass.holds(test);
    }
  }

  /** The parts that must all hold: those of {@link All}, or the one. */
  static List<Node> parts(Node condition) {
    return condition instanceof All(Node[] parts) ? List.of(parts) : List.of(condition);
  }
}
