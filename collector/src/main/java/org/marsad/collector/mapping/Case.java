package org.marsad.collector.mapping;

/** What else is true under a condition. */
record Case(Condition condition, Block block) implements Step {
  @Override
  public void apply(Row row) {
    if (condition.holds(row)) {
      block.apply(row);
    }
  }
}
