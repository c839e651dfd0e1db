package org.marsad.model.event;

/**
 * How large the next of some things that grow will be at first: a little more than the largest of
 * late, so that it is not moved for a little more; a large one is forgotten within some others. One
 * thread.
 */
final class Usual {
  private final int least;
  private int size;

  Usual(int least) {
    this.least = least;
  }

  /** One had this size in the end. */
  void saw(int now) {
    size = Math.max(now + (now >> 4), size - (size >> 3));
  }

  int size() {
    return Math.max(least, size);
  }
}
