package org.marsad.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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

  /** As above, run beside run: what ran in the same minute is compared. */
  void overRunByRun(String name, Figures other) {
    int count = Math.min(runs.size(), other.runs.size());
    double[] ratios =
        IntStream.range(0, count)
            .mapToDouble(i -> runs.get(i).perSecond() / other.runs.get(i).perSecond())
            .sorted()
            .toArray();
    if (count > 0) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %10.2f times the rate (%.2f to %.2f), %.2f times the CPU%n%n",
          name,
          ratios[count / 2],
          ratios[0],
          ratios[count - 1],
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
