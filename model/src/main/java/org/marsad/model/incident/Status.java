package org.marsad.model.incident;

import java.util.Locale;

/** Where the work on an incident stands. */
public enum Status {
  NEW,
  IN_PROGRESS,
  CLOSED;

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
