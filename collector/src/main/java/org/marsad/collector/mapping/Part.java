package org.marsad.collector.mapping;

/** What becomes of a part of a text. One thread; never throws on what a text holds. */
interface Part {
  /** Takes what is in [from, to) of the block, which may be empty. */
  void take(Row row, int from, int to);
}
