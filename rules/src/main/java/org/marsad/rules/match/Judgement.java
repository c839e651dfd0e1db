package org.marsad.rules.match;

import java.util.List;

/**
 * The condition of a rule, ready to be judged: which of its parts does not hold, cheap ones looked
 * at first. Immutable.
 */
final class Judgement {
  private final Node condition;

  /** The parts from the cheapest on, and their numbers in the condition. */
  private final Node[] ordered;

  private final int[] numbers;

  /**
   * Of a condition.
   *
   * @param order the numbers of its parts in the order in which to look
   */
  Judgement(Node condition, int[] order) {
    this.condition = condition;
    List<Node> parts = Node.parts(condition);
    this.numbers = order;
    this.ordered = new Node[order.length];
    for (int i = 0; i < order.length; i++) {
      ordered[i] = parts.get(order[i]);
    }
  }

  /** The whole. */
  Node condition() {
    return condition;
  }

  /** How many parts it has. */
  int parts() {
    return ordered.length;
  }

  /** The one part that does not hold; {@link Node#HOLDS} or {@link Node#SEVERAL}. */
  int missed(Pass pass) {
    int missed = Node.HOLDS;
    for (int i = 0; i < ordered.length; i++) {
      if (!ordered[i].holds(pass)) {
        if (missed != Node.HOLDS) {
          return Node.SEVERAL;
        }
        missed = numbers[i];
      }
    }
    return missed;
  }
}
