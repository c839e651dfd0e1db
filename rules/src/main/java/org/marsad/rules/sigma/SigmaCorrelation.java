package org.marsad.rules.sigma;

import java.util.List;
import org.marsad.model.incident.Level;

/**
 * A correlation rule of Sigma: what its rules find together, by group, within a span of time.
 *
 * @param id a UUID, or made of the title where the rule has none
 * @param name by which other correlations may name it; may be empty
 * @param version the day of its last change as a number, 20260805; 1 where none is told
 * @param title one line
 * @param description may be empty
 * @param author may be empty
 * @param level how bad it is
 * @param tags such as {@code attack.t1110}
 * @param references addresses to read on
 * @param what it asks
 * @param rules ids of the rules and correlations that it names, in their order
 * @param groupBy names of the group's fields; none for one group of all
 * @param keys for each of the rules the fields that hold the group, in the order of {@code groupBy}
 * @param values for each of the rules the fields that are counted or measured; none where events
 *     are
 * @param timespan the window in nanoseconds
 * @param generate whether its rules raise alerts of their own
 * @param file where it was read
 * @param line of the document in the file, from 1
 */
public record SigmaCorrelation(
    String id,
    String name,
    int version,
    String title,
    String description,
    String author,
    Level level,
    List<String> tags,
    List<String> references,
    Question what,
    List<String> rules,
    List<String> groupBy,
    List<List<String>> keys,
    List<List<String>> values,
    long timespan,
    boolean generate,
    String file,
    int line) {
  public SigmaCorrelation {
    tags = List.copyOf(tags);
    references = List.copyOf(references);
    rules = List.copyOf(rules);
    groupBy = List.copyOf(groupBy);
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  /** What a correlation asks of the events of a group in a window. */
  public sealed interface Question {}

  /** How many there are. */
  public record EventCount(Threshold threshold) implements Question {}

  /** How many distinct values they have. */
  public record ValueCount(Threshold threshold) implements Question {}

  /** What their numbers add up to. */
  public record ValueSum(Threshold threshold) implements Question {}

  /** The mean of their numbers. */
  public record ValueAverage(Threshold threshold) implements Question {}

  /** A percentile of their numbers; 50 is the median. */
  public record ValuePercentile(double rank, Threshold threshold) implements Question {}

  /** How many of the rules held, in any order. */
  public record Temporal(Threshold threshold) implements Question {}

  /** Which of the rules held. */
  public record TemporalPresence(Presence presence) implements Question {}

  /**
   * That rules held in an order.
   *
   * @param steps rules that make a step, a bit each
   * @param least how many of the steps, in their order
   */
  public record TemporalOrdered(List<Long> steps, int least) implements Question {
    public TemporalOrdered {
      steps = List.copyOf(steps);
    }
  }
}
