package org.marsad.collector.mapping;

import org.marsad.model.event.Fields;

/**
 * One vendor's mapping, compiled. One thread.
 *
 * @param condition what else must hold of an event that it was found for
 * @param renames whether it moves values to other fields
 */
record Mapping(Condition condition, Block block, boolean renames) {
  /** Whether it is for events without the name of a program alone. */
  boolean isNameless() {
    return isNameless(condition)
        || (condition instanceof Condition.All all
            && all.conditions().stream().anyMatch(Mapping::isNameless));
  }

  private static boolean isNameless(Condition one) {
    return one instanceof Condition.Has has
        && has.field() == Fields.PROCESS_NAME.id()
        && !has.wanted();
  }

  /** Whether it was for this event. */
  boolean apply(Row row) {
    if (!condition.holds(row)) {
      return false;
    }
    block.apply(row);
    return true;
  }
}
