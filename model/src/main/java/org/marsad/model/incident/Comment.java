package org.marsad.model.incident;

/**
 * What somebody wrote about an incident.
 *
 * @param at clock of the log, in nanoseconds since 1970
 * @param by who
 * @param action the id of the action that wrote it
 * @param text what
 */
public record Comment(long at, String by, String action, String text) {}
