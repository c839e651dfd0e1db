package org.marsad.collector.mapping;

import java.util.List;

/** Steps in turn. */
final class Block implements Step {
  private final Step[] steps;

  Block(List<? extends Step> steps) {
    this.steps = steps.toArray(Step[]::new);
  }

  @Override
  public void apply(Row row) {
    for (Step step : steps) {
      step.apply(row);
    }
  }
}
