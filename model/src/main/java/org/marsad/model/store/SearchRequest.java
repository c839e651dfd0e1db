package org.marsad.model.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Query;

/**
 * A question to an {@link EventStore}: newest first, by {@code (@timestamp, id)} descending.
 *
 * @param query what must match
 * @param earliest first nanosecond of {@code @timestamp} that is asked for
 * @param latest first nanosecond that is not; {@link Long#MAX_VALUE} for no end
 * @param size how many events at most, 0 to {@link #MAX_SIZE}; 0 asks for the total alone
 * @param after where the page before ended, or null for the first page
 * @param timeout after how long a partial answer is given; positive
 */
public record SearchRequest(
    Query query, long earliest, long latest, int size, @Nullable Cursor after, Duration timeout) {

  /** Events of one answer at most. */
  public static final int MAX_SIZE = 10_000;

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public SearchRequest {
    Objects.requireNonNull(query);
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in 0.." + MAX_SIZE + ": " + size);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + timeout);
    }
  }

  /** The newest {@code size} events of all time. */
  public static SearchRequest of(Query query, int size) {
    return new SearchRequest(query, Long.MIN_VALUE, Long.MAX_VALUE, size, null, DEFAULT_TIMEOUT);
  }

  public SearchRequest between(long from, long to) {
    return new SearchRequest(query, from, to, size, after, timeout);
  }

  /** The same with no more of its range than what can lie behind a cursor. */
  public SearchRequest until(Cursor cursor) {
    long end = cursor.timestamp() == Long.MAX_VALUE ? Long.MAX_VALUE : cursor.timestamp() + 1;
    return between(earliest, Math.min(latest, end));
  }

  public SearchRequest sized(int events) {
    return new SearchRequest(query, earliest, latest, events, after, timeout);
  }

  public SearchRequest after(@Nullable Cursor cursor) {
    return new SearchRequest(query, earliest, latest, size, cursor, timeout);
  }

  /**
   * The last event of a page.
   *
   * @param timestamp its time in nanoseconds since 1970
   * @param id its packed id
   */
  public record Cursor(long timestamp, long id) {}
}
