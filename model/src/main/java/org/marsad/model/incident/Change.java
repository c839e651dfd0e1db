package org.marsad.model.incident;

/**
 * A line of the history of an incident or an alert.
 *
 * @param at clock of the log, in nanoseconds since 1970
 * @param by who: {@link Placement#RULES}, or a user
 * @param action the id of the user's action; empty where it was the rules
 * @param what which part changed, such as {@code status}
 * @param from what it was; may be empty
 * @param to what it is since
 * @param why a reason; may be empty
 */
public record Change(
    long at, String by, String action, String what, String from, String to, String why) {}
