package org.marsad.model.incident;

/**
 * An entity as an incident sees it.
 *
 * @param entity who or what
 * @param alerts how many of the incident's alerts it takes part in
 * @param first {@code @timestamp} of its first part, in nanoseconds since 1970
 * @param last {@code @timestamp} of its last part
 * @param importance what asset lists say of it
 */
public record Participant(
    Entity entity, long alerts, long first, long last, Importance importance) {}
