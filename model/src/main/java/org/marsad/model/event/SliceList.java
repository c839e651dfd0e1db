package org.marsad.model.event;

/**
 * Slices that are gathered first and entered in a row at once, which costs less than one by one.
 * Who fills it keeps count himself. One thread.
 */
public final class SliceList {
  private final int[] table;

  /** For so many slices at most. */
  public SliceList(int most) {
    table = new int[most * Slices.WIDTH];
  }

  /** Puts a slice at a place; the place behind it. */
  public int put(int place, Field field, ValueKind kind, int offset, int length) {
    if (Fields.isRow(field.id())) {
      throw new IllegalArgumentException("field " + field.name() + " cannot be a slice");
    }
    int at = place * Slices.WIDTH;
    table[at] = Slices.head(field.id(), kind);
    table[at + 1] = offset;
    table[at + 2] = length;
    return place + 1;
  }

  public int put(int place, Field field, int offset, int length) {
    return put(place, field, ValueKind.TEXT, offset, length);
  }

  /**
   * Puts constants from a place on; the place behind them.
   *
   * @param base what {@link EventBatch.Builder#place} said of them
   */
  public int put(int place, Constants values, int base) {
    int[] slices = values.slices();
    int at = place * Slices.WIDTH;
    for (int i = 0; i < slices.length; i += Slices.WIDTH) {
      table[at + i] = slices[i];
      table[at + i + 1] = base + slices[i + 1];
      table[at + i + 2] = slices[i + 2];
    }
    return place + slices.length / Slices.WIDTH;
  }

  /** Whether the first {@code count} lie in [0, length). */
  boolean fits(int count, int length) {
    int wrong = 0;
    for (int at = 0; at < count * Slices.WIDTH; at += Slices.WIDTH) {
      int offset = table[at + 1];
      int size = table[at + 2];
      int room = length - offset;
      wrong |= offset | size | room | room - size;
    }
    return wrong >= 0;
  }

  int[] table() {
    return table;
  }
}
