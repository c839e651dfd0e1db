package org.marsad.model.incident;

import java.util.Locale;
import java.util.Optional;

/** Where the work on an incident or an alert stands. */
public enum Status {
  NEW,
  IN_PROGRESS,
  CLOSED,
  /** Of an incident: its alerts are in another one now. */
  MERGED,
  /** Of an alert: an exception holds for it, so it belongs to no incident. */
  EXCEPTED;

  /** Reads the lower-case word; empty if it is none of ours. */
  public static Optional<Status> parse(String word) {
    for (Status each : values()) {
      if (each.toString().equalsIgnoreCase(word.replace('-', '_'))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
