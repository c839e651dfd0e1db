package org.marsad.model.incident;

import org.marsad.model.event.EventId;

/**
 * One event that made a rule hold, with enough of it to be read after the event itself is gone.
 *
 * @param event its id
 * @param timestamp its {@code @timestamp} in nanoseconds since 1970
 * @param role what it was for the rule, such as {@code failed login}; may be empty
 * @param line its original as text, cut after {@link #MAX_LINE} characters; hostile as received
 */
public record Evidence(EventId event, long timestamp, String role, String line) {
  /** Characters of a line at most; what is longer ends in an ellipsis. */
  public static final int MAX_LINE = 1024;

  public Evidence {
    if (line.length() > MAX_LINE) {
      line = line.substring(0, MAX_LINE - 1) + "\u2026";
    }
  }
}
