package org.marsad.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
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
 *
 * <p>What is compared takes turns, and each stands there several times, so that it is also compared
 * with itself: what that gives, a comparison with another must leave before it says anything.
 */
final class CorrelationBench {
  private static final int SIGNALS = 200_000;

  /** Signals before them in each round, until what another lane left in the caches is gone. */
  private static final int BEFORE = 100_000;

  private static final int WARM = 3;
  private static final int ROUNDS = 9;

  /** How often each stands there. */
  private static final int TWINS = 2;

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
    var lanes =
        List.of(
            new Lane("event_count", "type: event_count|condition: {gte: 1000}", many, one),
            new Lane("value_sum", "type: value_sum|condition: {field: v, gte: 1.0e12}", many, one),
            new Lane("temporal, 2 rules", "type: temporal|rules: [a, b]", many, one),
            new Lane(
                "temporal_ordered, 2 rules", "type: temporal_ordered|rules: [b, a]", many, one));
    measure(lanes);
    lanes.forEach(Lane::print);
  }

  private void values() {
    compare("in turn", 2, CorrelationBench::inTurn);
    compare("in any order", 2, CorrelationBench::mixed);
    compare("one short of the threshold", 0, CorrelationBench::inTurn);
  }

  /** As many values as cross divided by so much, or one fewer. */
  private void compare(String what, int part, IntFunction<Values> order) {
    var lots = new ArrayList<Lane>();
    var few = new ArrayList<Lane>();
    var spread = new ArrayList<Lane>();
    for (int i = 0; i < TWINS; i++) {
      lots.add(lane("10,000 values", what, 10, 10_000, part, order));
      few.add(lane("10 values", what, 10, 10, part, order));
      spread.add(lane("10 values, 100,000 in all", what, 10_000, 10, part, order));
    }
    var lanes = new ArrayList<Lane>();
    for (int i = 0; i < TWINS; i++) {
      lanes.addAll(List.of(lots.get(i), few.get(i), spread.get(i)));
    }
    measure(lanes);
    lanes.forEach(Lane::print);
    tell("10,000 values, of the rate of as many groups", lots, few);
    tell("10,000 values, of that of as many values in all", lots, spread);
    tell("10,000 values beside themselves", lots, lots);
    tell("10 values beside themselves", few, few);
    tell("10 values, 100,000 in all, beside themselves", spread, spread);
  }

  private static Lane lane(
      String name, String what, int groups, int values, int part, IntFunction<Values> order) {
    int atLeast = part == 0 ? values + 1 : values * part;
    String lines = "type: value_count|condition: {field: v, gte: " + atLeast + "}";
    return new Lane(name + " " + what, lines, groups, order.apply(values));
  }

  /** The median of the ratios of all pairs of lanes, from the lowest to the highest. */
  private static void tell(String what, List<Lane> ones, List<Lane> others) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < ones.size(); i++) {
      for (int j = 0; j < others.size(); j++) {
        if (!ones.equals(others) || i != j) {
          ratios.add(ones.get(i).median() / others.get(j).median());
        }
      }
    }
    ratios.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%-52s %6.2f times (%.2f to %.2f)%n",
        what,
        (ratios.get(ratios.size() / 2) + ratios.get((ratios.size() - 1) / 2)) / 2,
        ratios.getFirst(),
        ratios.getLast());
  }

  /** All lanes, in turns. */
  private void measure(List<Lane> lanes) {
    for (int round = 0; round < WARM + ROUNDS; round++) {
      for (Lane lane : lanes) {
        double rate = lane.round(threads);
        if (round >= WARM) {
          lane.rates.add(rate);
        }
      }
    }
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

  /** One correlation, and the events that it counts. */
  private static final class Lane {
    private final String what;
    private final KeyedTimeline timeline;
    private final int groups;
    private final Values values;
    private final List<Double> rates = new ArrayList<>();
    private long events;

    Lane(String what, String lines, int groups, Values values) {
      this.what = what;
      this.groups = groups;
      this.values = values;
      timeline =
          rules(lines)
              .timeline(
                  STATE,
                  1 << 20,
                  finding -> {
                    throw new IllegalStateException(finding.reason());
                  });
    }

    /** So many signals a second of CPU. */
    double round(ThreadMXBean threads) {
      for (int i = 0; i < BEFORE; i += CHUNK) {
        signals().forEach(timeline::accept);
      }
      long cpu = 0;
      for (int i = 0; i < SIGNALS; i += CHUNK) {
        List<Signal> signals = signals();
        long begin = threads.getCurrentThreadCpuTime();
        signals.forEach(timeline::accept);
        cpu += threads.getCurrentThreadCpuTime() - begin;
      }
      return SIGNALS / (cpu / 1e9);
    }

    /** Those that come next, groups in turn. */
    private List<Signal> signals() {
      var signals = new ArrayList<Signal>(CHUNK);
      for (int i = 0; i < CHUNK; i++) {
        long event = events++;
        String value = Integer.toString(values.of(event, event / groups));
        Map<String, Map<String, String>> picks =
            Map.of(BASE, Map.of("u", "group " + event % groups, "v", value));
        long time = (event + 1) * STEP;
        signals.add(new Signal(event + 1, time, time, Map.of(), List.of(BASE), "", null, picks));
      }
      return signals;
    }

    double median() {
      var sorted = new ArrayList<>(rates);
      sorted.sort(null);
      return sorted.get(sorted.size() / 2);
    }

    void print() {
      var sorted = new ArrayList<>(rates);
      sorted.sort(null);
      System.out.printf(
          Locale.ROOT,
          "%-52s %,10.0f signals/s of CPU (%,.0f to %,.0f), %,d groups, %,d bytes%n",
          what,
          median(),
          sorted.getFirst(),
          sorted.getLast(),
          timeline.size(),
          timeline.used());
    }
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
