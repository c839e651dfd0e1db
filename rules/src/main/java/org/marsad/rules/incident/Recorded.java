package org.marsad.rules.incident;

import org.marsad.model.incident.Action;

/**
 * An action as it lies in the log.
 *
 * @param id what tells it from others; given when it was recorded
 * @param user who
 * @param action what
 */
public record Recorded(String id, String user, Action action) {}
