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
 * Sigma's correlations, measured: every type with 100,000 groups, and counts of distinct values
 * with 10 and with 10,000 of them in the window of a group, once with as many groups and once with
 * as many values in all; half as many as cross, in turn and in any order, and one short of them.
 * Nothing crosses, so that only the counting is measured. Signals are made some thousand at a time
 * outside of the clock, as stage 1 hands them on. Rates are by the CPU time of the one thread.
 */
final class CorrelationBench {
  private static final int SIGNALS = 200_000;
  private static final int WARM = 15;
  private static final int ROUNDS = 15;
  private static final int CHUNK = 2_000;
  private static final long STEP = 1_000_000L;
  private static final long STATE = 1L << 30;
  private static final String BASE = "5d9c0a52-0000-4000-8000-0000000000b1";
  private static final String OTHER = "5d9c0a52-0000-4000-8000-0000000000b2";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Runs the parts that are named, or all: {@code types}, {@code values}. */
  void run(List<String> parts) {
    if (parts.isEmpty() || parts.contains("types")) {
      types();
    }
    if (parts.isEmpty() || parts.contains("values")) {
      values();
    }
  }

  private void types() {
    int many = 100_000;
    Values one = (_, _) -> 0;
    measure("event_count", "type: event_count|condition: {gte: 1000}", many, one);
    measure("value_sum", "type: value_sum|condition: {field: v, gte: 1.0e12}", many, one);
    measure("temporal, 2 rules", "type: temporal|rules: [a, b]", many, one);
    measure("temporal_ordered, 2 rules", "type: temporal_ordered|rules: [b, a]", many, one);
  }

  private void values() {
    compare(
        measure("value_count, 10,000 values, 100,000 in all", count(20_000), 10, inTurn(10_000)),
        measure("value_count, 10 values", count(20), 10, inTurn(10)),
        measure("value_count, 10 values, 100,000 in all", count(20), 10_000, inTurn(10)));
    compare(
        measure("10,000 values in any order", count(20_000), 10, mixed(10_000)),
        measure("10 values in any order", count(20), 10, mixed(10)),
        measure("10 values in any order, 100,000 in all", count(20), 10_000, mixed(10)));
    compare(
        measure("10,000 values, one short of the threshold", count(10_001), 10, inTurn(10_000)),
        measure("10 values, one short of the threshold", count(11), 10, inTurn(10)),
        measure("10 values, one short, 100,000 in all", count(11), 10_000, inTurn(10)));
  }

  private static void compare(double lots, double few, double spread) {
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.2f times the rate of as many groups, %.2f of as many values in all%n",
        "",
        lots / few,
        lots / spread);
  }

  /** Each value in its turn. */
  private static Values inTurn(int values) {
    return (_, visit) -> (int) (visit % values);
  }

  /** Values as if by chance. */
  private static Values mixed(int values) {
    return (event, _) -> {
      long word = (event + 1) * 0x9E3779B97F4A7C15L;
      word = (word ^ word >>> 32) * 0xD6E8FEB86659FD93L;
      return (int) Long.remainderUnsigned(word ^ word >>> 32, values);
    };
  }

  private static String count(int atLeast) {
    return "type: value_count|condition: {field: v, gte: " + atLeast + "}";
  }

  private double measure(String what, String lines, int groups, Values values) {
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
    for (int round = 0; round < WARM + ROUNDS; round++) {
      long cpu = 0;
      for (int from = 0; from < SIGNALS; from += CHUNK) {
        List<Signal> signals = signals(groups, values, from, time);
        long begin = threads.getCurrentThreadCpuTime();
        signals.forEach(timeline::accept);
        cpu += threads.getCurrentThreadCpuTime() - begin;
      }
      time += SIGNALS * STEP;
      if (round >= WARM) {
        rates.add(SIGNALS / (cpu / 1e9));
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

  /** Groups in turn. */
  private static List<Signal> signals(int groups, Values values, int first, long from) {
    var signals = new ArrayList<Signal>(CHUNK);
    for (int i = first; i < first + CHUNK; i++) {
      long event = from / STEP - 1 + i;
      String value = Integer.toString(values.of(event, event / groups));
      Map<String, Map<String, String>> picks =
          Map.of(BASE, Map.of("u", "group " + i % groups, "v", value));
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

  /** Which value an event has. */
  @FunctionalInterface
  private interface Values {
    /**
     * The number of its value.
     *
     * @param event its number
     * @param visit how often its group was seen before
     */
    int of(long event, long visit);
  }
}
