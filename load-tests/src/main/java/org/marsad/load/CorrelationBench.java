package org.marsad.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.signal.Signal;

/**
 * Sigma's correlations, measured on signals that are there already: every type with 100,000 groups,
 * and counts of distinct values with 10 and with 10,000 of them in the window of a group. Nothing
 * crosses, so that only the counting is measured. Rates are by the CPU time of the one thread.
 */
final class CorrelationBench {
  private static final int SIGNALS = 200_000;
  private static final int ROUNDS = 5;
  private static final long STEP = 1_000_000L;
  private static final long STATE = 1L << 30;
  private static final String BASE = "5d9c0a52-0000-4000-8000-0000000000b1";
  private static final String OTHER = "5d9c0a52-0000-4000-8000-0000000000b2";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  void run() {
    int many = 100_000;
    measure("event_count", "type: event_count|condition: {gte: 1000}", many, 1);
    measure("value_sum", "type: value_sum|condition: {field: v, gte: 1.0e12}", many, 1);
    measure("temporal, 2 rules", "type: temporal|rules: [a, b]", many, 1);
    measure("temporal_ordered, 2 rules", "type: temporal_ordered|rules: [b, a]", many, 1);
    double few = measure("value_count, 10 values", count(11), 10, 10);
    double lots = measure("value_count, 10,000 values", count(10_001), 10, 10_000);
    System.out.printf(Locale.ROOT, "%-44s %10.2f times the rate%n", "", lots / few);
  }

  private static String count(int atLeast) {
    return "type: value_count|condition: {field: v, gte: " + atLeast + "}";
  }

  private double measure(String what, String lines, int groups, int values) {
    KeyedTimeline timeline =
        rules(lines)
            .timeline(
                STATE,
                1 << 20,
                finding -> {
                  throw new IllegalStateException(finding.reason());
                });
    var rates = new ArrayList<Double>();
    long time = STEP;
    for (int round = 0; round < 2 + ROUNDS; round++) {
      List<Signal> signals = signals(groups, values, time);
      time += SIGNALS * STEP;
      long cpu = threads.getCurrentThreadCpuTime();
      signals.forEach(timeline::accept);
      if (round >= 2) {
        rates.add(SIGNALS / ((threads.getCurrentThreadCpuTime() - cpu) / 1e9));
      }
    }
    rates.sort(null);
    double median = rates.get(rates.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f signals/s of CPU (%,.0f to %,.0f), %,d groups, %,d bytes%n",
        what,
        median,
        rates.getFirst(),
        rates.getLast(),
        timeline.size(),
        timeline.used());
    return median;
  }

  /** Groups in turn, and in each its values in turn. */
  private static List<Signal> signals(int groups, int values, long from) {
    var signals = new ArrayList<Signal>(SIGNALS);
    for (int i = 0; i < SIGNALS; i++) {
      Map<String, Map<String, String>> picks =
          Map.of(
              BASE, Map.of("u", "group " + i % groups, "v", Integer.toString(i / groups % values)));
      long time = from + i * STEP;
      signals.add(new Signal(time / STEP, time, time, Map.of(), List.of(BASE), "", null, picks));
    }
    return signals;
  }

  private static KeyedRules rules(String lines) {
    String text =
        """
        title: Measured
        correlation:
          LINES
          group-by: [u]
          timespan: 1h
        ---
        title: A
        name: a
        id: BASE
        logsource: {category: test}
        detection: {s: {k: a}, condition: s}
        ---
        title: B
        name: b
        id: OTHER
        logsource: {category: test}
        detection: {s: {k: b}, condition: s}
        """
            .replace("LINES", lines.contains("rules:") ? lines : lines + "|rules: a")
            .replace("|", "\n  ")
            .replace("BASE", BASE)
            .replace("OTHER", OTHER);
    SigmaLoader.Loaded loaded = new SigmaLoader().add("bench.yml", text).loaded();
    if (loaded.correlations().isEmpty()) {
      throw new IllegalStateException(loaded.problems().toString());
    }
    return new KeyedRules(PackLoader.grouped(loaded, "bench", ""), List.of());
  }
}
