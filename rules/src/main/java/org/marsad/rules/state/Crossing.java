package org.marsad.rules.state;

import java.util.List;
import org.marsad.rules.signal.Signal;

/**
 * A key crossed its threshold.
 *
 * @param key whose
 * @param first time of the first event that counts
 * @param last time of the event that crossed
 * @param count events, or distinct values, in the window; from the threshold on they are not told
 *     apart
 * @param value what was compared: the count, a sum, a percentile, a risk
 * @param evidence the events that count, at most {@value #SHOWN}, in the order of time
 */
public record Crossing(
    String key, long first, long last, long count, double value, List<Signal> evidence) {
  /** Events a crossing shows at most. */
  public static final int SHOWN = 100;

  public Crossing {
    evidence = List.copyOf(evidence);
  }
}
