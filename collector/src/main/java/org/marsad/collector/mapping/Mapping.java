package org.marsad.collector.mapping;

/**
 * One vendor's mapping, compiled. One thread.
 *
 * @param condition what else must hold of an event that it was found for
 * @param renames whether it moves values to other fields
 */
record Mapping(Condition condition, Block block, boolean renames) {
  /** Whether it was for this event. */
  boolean apply(Row row) {
    if (!condition.holds(row)) {
      return false;
    }
    block.apply(row);
    return true;
  }
}
