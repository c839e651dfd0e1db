package org.marsad.rules.state;

import java.util.List;
import org.marsad.rules.signal.Signal;

/**
 * How regularly a key came.
 *
 * @param key whose
 * @param count events looked at
 * @param meanNanos the mean time from one to the next
 * @param jitter how much these times differ: their standard deviation as a part of the mean; 0 is a
 *     clock, 1 is chance
 * @param evidence the events, at most {@link Crossing#SHOWN}, in the order of time
 */
public record Beat(String key, int count, long meanNanos, double jitter, List<Signal> evidence) {
  public Beat {
    evidence = List.copyOf(evidence);
  }
}
