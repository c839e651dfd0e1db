package org.marsad.model.incident;

/**
 * A part of the reason why an alert belongs to an incident.
 *
 * @param entity what both have
 * @param weight what that is worth, in bits; rounded to tenths
 * @param why the weight in words and numbers
 */
public record Link(Entity entity, double weight, String why) {}
