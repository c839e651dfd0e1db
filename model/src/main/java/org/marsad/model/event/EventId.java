package org.marsad.model.event;

/**
 * The name of one event: its position in the log, and nothing else. Ids of one partition are
 * consecutive, so a gap or a repeat is visible by counting. One {@code long} holds the partition
 * (upper 16 bits, 0 for the local journal) and the offset in it (lower 48 bits), so ids of a
 * partition sort in arrival order.
 *
 * @param value the packed id, never negative
 */
public record EventId(long value) implements Comparable<EventId> {
  private static final int OFFSET_BITS = 48;

  /** The largest offset of a partition, 2^48 - 1. */
  public static final long MAX_OFFSET = (1L << OFFSET_BITS) - 1;

  /** The largest partition, 2^15 - 1. */
  public static final int MAX_PARTITION = (1 << 15) - 1;

  public EventId {
    if (value < 0) {
      throw new IllegalArgumentException("event id must not be negative: " + value);
    }
  }

  /** The id of the event at {@code offset} of {@code partition}. */
  public static EventId of(int partition, long offset) {
    if (partition < 0 || partition > MAX_PARTITION || offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException(
          "partition " + partition + ", offset " + offset + " is outside of what an id can hold");
    }
    return new EventId((long) partition << OFFSET_BITS | offset);
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if the text is not an id
   */
  public static EventId parse(String text) {
    try {
      int dash = text.indexOf('-');
      return dash < 0
          ? of(0, Long.parseLong(text))
          : of(Integer.parseInt(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "not an event id: \"" + text + "\"; expecting digits, or PARTITION-OFFSET");
    }
  }

  public int partition() {
    return (int) (value >>> OFFSET_BITS);
  }

  public long offset() {
    return value & MAX_OFFSET;
  }

  @Override
  public int compareTo(EventId other) {
    return Long.compare(value, other.value);
  }

  /** {@code OFFSET} in partition 0, {@code PARTITION-OFFSET} elsewhere. */
  @Override
  public String toString() {
    return partition() == 0 ? Long.toString(offset()) : partition() + "-" + offset();
  }
}
