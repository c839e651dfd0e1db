package org.marsad.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/**
 * Rules for values that were never seen before, measured: with one to three fields, told a million
 * values that the store has, then signals of which one in a hundred has a new one. How long the
 * telling takes, what is held, and the rate by the CPU time of the one thread.
 */
final class NewTermsBench {
  private static final int KNOWN = 1_000_000;
  private static final int SIGNALS = 100_000;
  private static final int CHUNK = 2_000;
  private static final int NEW = 100;
  private static final int ROUNDS = 9;
  private static final long MIB = 1 << 20;
  private static final long STEP = 1_000_000L;
  private static final long STATE = 512L << 20;
  private static final long HISTORY = 30L * 86_400_000_000_000L;
  private static final String ID = "bench";
  private static final List<String> FIELDS = List.of("user.name", "host.name", "process.name");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** One to three fields, one after the other. */
  static void run() {
    for (int fields = 1; fields <= FIELDS.size(); fields++) {
      new NewTermsBench().measure(fields);
    }
  }

  private void measure(int fields) {
    var meta = new Rule.Meta(ID, 1, ID, "", "", Level.LOW, List.of(), "bench");
    var rule = new Rule.NewTerms(meta, new Query.All(), FIELDS.subList(0, fields), HISTORY, 0);
    long before = heap();
    Map<Map<String, String>, Long> values = new HashMap<>();
    for (int i = 0; i < KNOWN; i++) {
      values.put(value(i, fields), i * STEP);
    }
    var found = new long[1];
    KeyedTimeline timeline =
        new KeyedRules(List.of(), List.of(rule)).timeline(STATE, MIB, _ -> found[0]++);
    long cpu = threads.getCurrentThreadCpuTime();
    timeline.seed(0, values);
    double told = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
    values.clear();
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10d values told in %.2f CPU s, %,d MiB as estimated, %,d forgotten%n",
        "new terms, %d field%s".formatted(fields, fields == 1 ? "" : "s"),
        timeline.size(),
        told,
        timeline.used() / MIB,
        timeline.evicted());
    rate(timeline, fields, found);
    long held = heap() - before;
    System.out.printf(
        Locale.ROOT, "%-44s %,10d values take %,d MiB%n", "", timeline.size(), held / MIB);
  }

  private void rate(KeyedTimeline timeline, int fields, long[] found) {
    var rates = new ArrayList<Double>();
    long number = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long cpu = 0;
      for (int from = 0; from < SIGNALS; from += CHUNK) {
        var signals = new ArrayList<Signal>(CHUNK);
        for (int i = 0; i < CHUNK; i++) {
          signals.add(signal(number++, fields));
        }
        long begin = threads.getCurrentThreadCpuTime();
        signals.forEach(timeline::accept);
        cpu += threads.getCurrentThreadCpuTime() - begin;
      }
      if (round >= 2) {
        rates.add(SIGNALS / (cpu / 1e9));
      }
    }
    rates.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f signals/s of CPU (%,.0f to %,.0f), %,d of %,d new%n",
        "",
        rates.get(rates.size() / 2),
        rates.getFirst(),
        rates.getLast(),
        found[0],
        number);
  }

  private static Signal signal(long number, int fields) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L >>> 1;
    long value = number % NEW == 0 ? KNOWN + number : mixed % KNOWN;
    long time = (KNOWN + number) * STEP;
    return new Signal(
        number,
        time,
        time,
        Map.of(),
        List.of(ID),
        "",
        null,
        Map.of(ID, Map.copyOf(value(value, fields))));
  }

  /** Of so many fields, another one for every number. */
  private static Map<String, String> value(long number, int fields) {
    Map<String, String> value = new TreeMap<>();
    value.put(FIELDS.getFirst(), "user" + (fields == 1 ? number : number % 10_000));
    if (fields > 1) {
      value.put(FIELDS.get(1), "host-" + (fields == 2 ? number / 10_000 : number / 10_000 % 20));
    }
    if (fields > 2) {
      value.put(FIELDS.get(2), "program" + number / 200_000 + ".exe");
    }
    return value;
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
