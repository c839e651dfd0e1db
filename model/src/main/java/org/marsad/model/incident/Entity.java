package org.marsad.model.incident;

/**
 * Somebody or something that took part.
 *
 * @param field the field it was read from, such as {@code source.ip}
 * @param value its value there, as received
 */
public record Entity(String field, String value) implements Comparable<Entity> {
  @Override
  public int compareTo(Entity other) {
    int byField = field.compareTo(other.field);
    return byField != 0 ? byField : value.compareTo(other.value);
  }

  /** What it is, whichever field it was read from. */
  public EntityKind kind() {
    return EntityKind.ofField(field);
  }

  /** What it does in the story, such as {@code source}; empty if unknown. */
  public String role() {
    return EntityKind.role(field);
  }

  /** {@code field=value}. */
  @Override
  public String toString() {
    return field + "=" + value;
  }
}
