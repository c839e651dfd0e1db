package org.marsad.model.event;

/**
 * A field of the schema.
 *
 * @param id its number in this process; never written anywhere, names are
 * @param name the full dotted name, such as {@code source.ip}
 * @param type what it holds
 */
public record Field(int id, String name, FieldType type) {}
