package org.marsad.rules.match;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.marsad.rules.sigma.Check;

/**
 * Whether a condition could hold, when certain fields never arrive. A test of a field that arrives
 * may go either way; one of a field that does not is decided.
 */
final class Sight {
  private final RuleSet set;
  private final boolean[] isSeen;

  Sight(RuleSet set, boolean[] isSeen) {
    this.set = set;
    this.isSeen = isSeen;
  }

  /** Numbers of the fields that keep the condition from holding; none if it could hold. */
  Set<Integer> blind(Node condition) {
    var fields = new TreeSet<Integer>();
    blame(condition, true, fields);
    return fields;
  }

  private boolean could(Node node, boolean wanted) {
    return switch (node) {
      case Node.All(Node[] parts) -> wanted ? all(parts, true) : some(parts, false);
      case Node.Any(Node[] parts) -> wanted ? some(parts, true) : all(parts, false);
      case Node.AnyTest(int[] tests) ->
          wanted ? some(leaves(tests), true) : all(leaves(tests), false);
      case Node.Not(Node part) -> could(part, !wanted);
      case Node.Leaf(int test) -> {
        SetTest asked = set.tests().get(test);
        yield arrives(asked) || isForAbsence(asked.check()) == wanted;
      }
    };
  }

  private boolean all(Node[] parts, boolean wanted) {
    return Arrays.stream(parts).allMatch(part -> could(part, wanted));
  }

  private boolean some(Node[] parts, boolean wanted) {
    return Arrays.stream(parts).anyMatch(part -> could(part, wanted));
  }

  private static Node[] leaves(int[] tests) {
    return Arrays.stream(tests).mapToObj(Node.Leaf::new).toArray(Node[]::new);
  }

  private boolean arrives(SetTest test) {
    boolean other =
        !(test.check() instanceof Check.Reference reference)
            || isSeen[set.field(reference.field())];
    return set.plans().get(test.field()).isEverywhere() || (isSeen[test.field()] && other);
  }

  private static boolean isForAbsence(Check check) {
    return check instanceof Check.Null || check.equals(new Check.Exists(false));
  }

  private void blameAll(Node[] parts, boolean wanted, Set<Integer> fields) {
    for (Node part : parts) {
      blame(part, wanted, fields);
    }
  }

  private void blame(Node node, boolean wanted, Set<Integer> fields) {
    if (could(node, wanted)) {
      return;
    }
    switch (node) {
      case Node.All(Node[] parts) -> blameAll(parts, wanted, fields);
      case Node.Any(Node[] parts) -> blameAll(parts, wanted, fields);
      case Node.AnyTest(int[] tests) -> blameAll(leaves(tests), wanted, fields);
      case Node.Not(Node part) -> blame(part, !wanted, fields);
      case Node.Leaf(int test) -> {
        SetTest asked = set.tests().get(test);
        if (!isSeen[asked.field()]) {
          fields.add(asked.field());
        }
        if (asked.check() instanceof Check.Reference reference
            && !isSeen[set.field(reference.field())]) {
          fields.add(set.field(reference.field()));
        }
      }
    }
  }
}
