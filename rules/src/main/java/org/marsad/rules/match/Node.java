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
  record All(List<Node> parts) implements Node {
    @Override
    public boolean holds(Pass pass) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(pass)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One holds. */
  record Any(List<Node> parts) implements Node {
    @Override
    public boolean holds(Pass pass) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).holds(pass)) {
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
}
