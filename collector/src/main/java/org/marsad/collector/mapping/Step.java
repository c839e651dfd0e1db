package org.marsad.collector.mapping;

/** One thing that a mapping does to an event. One thread; never throws on what an event holds. */
interface Step {
  void apply(Row row);
}
