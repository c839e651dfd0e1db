package org.marsad.model.incident;

import java.util.List;

/**
 * Where an alert belongs from a moment on, and why.
 *
 * @param incident the incident's id
 * @param at clock of the log, in nanoseconds since 1970
 * @param by who put it there: {@link #RULES}, or a user
 * @param action the id of the user's action; empty where it was the rules
 * @param score what all links, time and progress are worth together, in bits; rounded to tenths
 * @param needed what was needed at least; 0 for the alert that opened the incident
 * @param links what it shares with what was there before
 * @param reason one sentence with the numbers
 */
public record Placement(
    String incident,
    long at,
    String by,
    String action,
    double score,
    double needed,
    List<Link> links,
    String reason) {
  /** Who places alerts by themselves. */
  public static final String RULES = "rules";

  public Placement {
    links = List.copyOf(links);
  }
}
