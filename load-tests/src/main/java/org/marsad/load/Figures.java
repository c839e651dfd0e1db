package org.marsad.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The runs of one contender; the median by rate is what counts. */
record Figures(String what, List<Run> runs) {
  Figures {
    runs = List.copyOf(runs);
  }

  void print() {
    if (runs.isEmpty()) {
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f /s (%,.0f to %,.0f)  %.2f CPU s per million%n",
        what,
        median().perSecond(),
        runs.stream().mapToDouble(Run::perSecond).min().orElse(0),
        runs.stream().mapToDouble(Run::perSecond).max().orElse(0),
        median().cpuPerMillion());
  }

  /** How this compares with another, if both ran. */
  void over(String name, Figures other) {
    if (!runs.isEmpty() && !other.runs.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %10.2f times the rate, %.2f times the CPU%n%n",
          name,
          median().perSecond() / other.median().perSecond(),
          median().cpuPerMillion() / other.median().cpuPerMillion());
    }
  }

  private Run median() {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Run::perSecond))
        .toList()
        .get(runs.size() / 2);
  }

  /** One run: what came through, in which time, for how much CPU of the contender. */
  record Run(long count, Duration wall, Duration cpu) {
    double perSecond() {
      return count / (wall.toNanos() / 1e9);
    }

    double cpuPerMillion() {
      return cpu.toNanos() / 1e9 / (count / 1e6);
    }
  }
}
