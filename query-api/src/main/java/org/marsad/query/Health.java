package org.marsad.query;

import java.util.List;

/** How the server is. Any thread may ask. */
@FunctionalInterface
public interface Health {
  /** The parts of the server and how each is. */
  List<Component> components();

  /**
   * A part.
   *
   * @param name such as {@code journal}
   * @param good whether it does its work
   * @param detail why not; empty if it does
   */
  record Component(String name, boolean good, String detail) {}
}
