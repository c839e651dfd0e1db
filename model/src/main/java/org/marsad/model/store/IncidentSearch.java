package org.marsad.model.store;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Query;

/**
 * A question to an {@link IncidentStore}.
 *
 * @param query what must match
 * @param order by what the answer is sorted; equal ones by id
 * @param descending whether the largest comes first
 * @param size how many at most, 1 to {@link #MAX_SIZE}
 * @param after where the page before ended, or null for the first
 */
public record IncidentSearch(
    Query query, Order order, boolean descending, int size, @Nullable Cursor after) {
  public static final int MAX_SIZE = 10_000;

  public IncidentSearch {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in 1.." + MAX_SIZE + ": " + size);
    }
  }

  /** The newest that match. */
  public static IncidentSearch newest(Query query, int size) {
    return new IncidentSearch(query, Order.LAST, true, size, null);
  }

  /** The next page. */
  public IncidentSearch behind(@Nullable Cursor cursor) {
    return new IncidentSearch(query, order, descending, size, cursor);
  }

  /** By what an answer is sorted. */
  public enum Order {
    FIRST,
    LAST,
    RAISED,
    UPDATED,
    SEVERITY,
    RISK,
    ALERTS;

    /** The word in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The value of the order and the id of the last one of a page. */
  public record Cursor(long value, String id) {}
}
