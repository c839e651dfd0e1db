package org.marsad.model.store;

import java.time.ZoneId;
import java.util.List;

/**
 * What a store is asked to add up by itself: the groups that events fall into, and of which fields
 * what is computed for each group needs the values.
 *
 * @param keys what the groups are, in order; empty for one group of all events
 * @param arguments for each computation where its values come from, in order
 */
public record Aggregation(List<Key> keys, List<Argument> arguments) {
  public Aggregation {
    keys = List.copyOf(keys);
    arguments = List.copyOf(arguments);
  }

  /** Something that events are grouped by. */
  public sealed interface Key {}

  /** The value of a field; that of several is their list, in the event's order. */
  public record Whole(String field) implements Key {}

  /** Each value of a field apart, so that an event may be in several groups. The last key alone. */
  public record Each(String field) implements Key {}

  /** The start of the span of time that {@code @timestamp} lies in, as {@code bin} has it. */
  public record Span(long nanos, ZoneId zone) implements Key {}

  /** Which part of a field's values a computation depends on. */
  public enum Need {
    /** None: it counts events. */
    EVENTS,
    /** How many there are. */
    NUMBER_OF_VALUES,
    /** The smallest and the largest one. */
    EXTREMES,
    /** The sum of numbers and how many they are. */
    SUM,
    /** Which there are. */
    DISTINCT,
    /** Each, and how often it is there. */
    ALL,
    /** What each event has as a whole, missing or a list too, and how often that is there. */
    WHOLE,
    /** What the newest event has as a whole that has any, and the place of that event. */
    NEWEST,
    /** What the oldest event has as a whole that has any, and the place of that event. */
    OLDEST
  }

  /**
   * Where the values of a computation come from.
   *
   * @param field the name of the field as events have it; empty for {@link Need#EVENTS}
   * @param need what it depends on
   */
  public record Argument(String field, Need need) {
    /** For counting events. */
    public static final Argument EVENTS = new Argument("", Need.EVENTS);
  }
}
