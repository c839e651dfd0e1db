package org.marsad.index.block;

/** The time that those in a value of a column are told by their distance from. */
@FunctionalInterface
interface Near {
  /** For columns that hold equal values once: these belong to no event. */
  Near NONE = _ -> 0;

  /** The time of the event that a value is of. */
  long of(int value);
}
