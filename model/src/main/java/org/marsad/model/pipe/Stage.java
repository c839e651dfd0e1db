package org.marsad.model.pipe;

/** Takes rows, one after the other, and hands rows on to the next stage. One thread. */
public interface Stage {
  /**
   * Takes a row over.
   *
   * @return whether more rows are wanted; after false none need come, and {@link #end} still must
   */
  boolean row(Row row);

  /** All rows were handed over; called once. */
  void end();
}
