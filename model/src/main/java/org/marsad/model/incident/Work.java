package org.marsad.model.incident;

import java.util.List;

/**
 * What people, and rules in their place, make of an alert.
 *
 * @param status where the work on it stands
 * @param classification what it turned out to be
 * @param tags words for filters, sorted
 * @param history what was changed about it
 */
public record Work(
    Status status, Classification classification, List<String> tags, List<Change> history) {

  /** Nobody has looked at it. */
  public static final Work NONE = new Work(Status.NEW, Classification.NONE, List.of(), List.of());

  public Work {
    tags = List.copyOf(tags);
    history = List.copyOf(history);
  }

  public Work with(Status other) {
    return new Work(other, classification, tags, history);
  }

  public Work withTags(List<String> others) {
    return new Work(status, classification, others, history);
  }
}
