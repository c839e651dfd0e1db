package org.marsad.index.segment;

import java.util.Arrays;

/**
 * What an event has besides its values and words: terms of their own, each once. And in which event
 * a term was last, for all who want each term of an event once. One thread.
 */
final class OtherTerms {
  private final IntLists of = new IntLists(1 << 14);

  /** By term in which event it was last, see {@link #stamp}. */
  private int[] stamps = new int[1 << 15];

  private int stamp;

  /**
   * Begins an event.
   *
   * @param number of it, ascending
   */
  void begin(int number) {
    stamp = (number + 1) * 2;
  }

  void end() {
    of.end();
  }

  /** Adds a term, unless the event has it. */
  void add(int term) {
    if (stamped(term) < stamp) {
      stamps[term] = stamp;
      of.add(term);
    }
  }

  /** What this event puts at its terms; one more at words that are known to be in its original. */
  int stamp() {
    return stamp;
  }

  int stamped(int term) {
    if (term >= stamps.length) {
      stamps = Arrays.copyOf(stamps, Math.max(term + 1, stamps.length * 2));
    }
    return stamps[term];
  }

  /** For a term that was asked for. */
  void stamp(int term, int stamp) {
    stamps[term] = stamp;
  }

  /** The terms of all events. */
  IntLists lists() {
    return of;
  }

  long bytes() {
    return of.bytes();
  }

  void clear(boolean shared) {
    of.clear(shared);
    Arrays.fill(stamps, 0);
  }
}
