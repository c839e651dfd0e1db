package org.marsad.rules.correlate;

/**
 * What one pack of correlations may cost. Over it, the pack is set aside and says so; the others go
 * on.
 *
 * @param facts that its session holds at most
 * @param firings of its rules for one event at most
 * @param cpuShare of a core it may need to keep up: time spent by time of the log, over a minute
 * @param stateBytes that its counters may hold, as estimated; beyond it keys are forgotten, counted
 */
public record PackQuota(int facts, int firings, double cpuShare, long stateBytes) {
  public static final PackQuota DEFAULT = new PackQuota(100_000, 10_000, 0.5, 128L << 20);

  public PackQuota {
    if (facts < 1 || firings < 1 || stateBytes < 1 || !(cpuShare > 0)) {
      throw new IllegalArgumentException("every part of the quota of packs must be positive");
    }
  }
}
