package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.indicator.IndicatorDetector;
import org.marsad.rules.pack.Rule;

/**
 * Rules for indicators, measured: of each kind a list of a million entries, how long it takes until
 * it is ready, what it holds, how many events a second of CPU are looked up, one in a hundred of
 * them on the list, and how long after its file has changed a new entry is found. Of addresses, one
 * in ten is a network.
 */
final class IndicatorBench {
  private static final int ENTRIES = 1_000_000;
  private static final int EVENTS = 40_000;
  private static final int ON_LIST = 100;
  private static final int ROUNDS = 7;
  private static final long MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Path folder;

  private IndicatorBench(Path folder) {
    this.folder = folder;
  }

  /** All kinds, one after the other. */
  static void run() throws IOException {
    Path folder = Files.createTempDirectory("marsad-indicators-");
    try {
      var bench = new IndicatorBench(folder);
      for (Rule.IndicatorKind kind : Rule.IndicatorKind.values()) {
        bench.measure(kind);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure(Rule.IndicatorKind kind) throws IOException {
    String what = "indicators, " + kind.name().toLowerCase(Locale.ROOT);
    Path file = folder.resolve(kind + ".txt");
    write(kind, file, ENTRIES);
    var schema = new Schema();
    String field = field(kind);
    List<EventBatch> events =
        CorporaFile.events(
            IntStream.range(0, EVENTS)
                .mapToObj(
                    i ->
                        "{\"%s\":\"%s\"}"
                            .formatted(
                                field, value(kind, i % ON_LIST == 0 ? i : ENTRIES + 2 + i * 13L)))
                .toList(),
            schema);
    var meta = new Rule.Meta("bench", 1, "bench", "", "", Level.HIGH, List.of(), "bench");
    var rule = new Rule.Indicator(meta, new Query.All(), List.of(field), kind, file, List.of());
    long before = heap();
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    var detector = new IndicatorDetector(List.of(rule), schema, new Re2());
    double ready = (System.nanoTime() - wall) / 1e9;
    double readyCpu = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10d entries ready in %.2f s, %.2f CPU s, %,d MiB%n",
        what,
        ENTRIES,
        ready,
        readyCpu,
        (heap() - before) / MIB);
    rate(detector, events);
    updated(kind, file, detector, schema);
  }

  private void rate(IndicatorDetector detector, List<EventBatch> events) {
    var rates = new ArrayList<Double>();
    long found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      found = 0;
      long cpu = threads.getCurrentThreadCpuTime();
      for (EventBatch batch : events) {
        found += count(detector, batch);
      }
      if (round >= 2) {
        rates.add(EVENTS / ((threads.getCurrentThreadCpuTime() - cpu) / 1e9));
      }
    }
    rates.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f events/s of CPU (%,.0f to %,.0f), %,d found%n",
        "",
        rates.get(rates.size() / 2),
        rates.getFirst(),
        rates.getLast(),
        found);
  }

  private static int count(IndicatorDetector detector, EventBatch batch) {
    int count = 0;
    for (int row = 0; row < batch.size(); row++) {
      count += detector.match(batch, row, (_, _) -> {}).size();
    }
    return count;
  }

  /** One more entry, and how long until it is found; meanwhile nobody waits. */
  private void updated(
      Rule.IndicatorKind kind, Path file, IndicatorDetector detector, Schema schema)
      throws IOException {
    EventBatch event =
        CorporaFile.events(
                List.of("{\"%s\":\"%s\"}".formatted(field(kind), value(kind, ENTRIES))), schema)
            .getFirst();
    if (count(detector, event) != 0) {
      throw new IllegalStateException("it was on the list before");
    }
    Path next = folder.resolve("next");
    write(kind, next, ENTRIES + 1);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    long begin = System.nanoTime();
    long longest = 0;
    boolean isFound = false;
    while (!isFound && System.nanoTime() - begin < PATIENCE.toNanos()) {
      long asked = System.nanoTime();
      isFound = count(detector, event) > 0;
      longest = Math.max(longest, System.nanoTime() - asked);
      LockSupport.parkNanos(1_000_000);
    }
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.2f s until a new entry is found%s; the longest look-up meanwhile %.1f ms%n",
        "",
        (System.nanoTime() - begin) / 1e9,
        isFound ? "" : " (it was not)",
        longest / 1e6);
  }

  private static void write(Rule.IndicatorKind kind, Path file, int entries) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      for (int i = 0; i < entries; i++) {
        out.write(
            kind == Rule.IndicatorKind.ADDRESS && i % 10 == 9
                ? "2001:db8:%x:%x::/64".formatted(i >>> 16, i & 0xffff)
                : value(kind, i));
        out.newLine();
      }
    }
  }

  private static String field(Rule.IndicatorKind kind) {
    return switch (kind) {
      case ADDRESS -> "source.ip";
      case DOMAIN -> "dns.question.name";
      case HASH -> "file.hash.sha256";
      case URL -> "url.full";
    };
  }

  /** One of its kind, another for every number. */
  private static String value(Rule.IndicatorKind kind, long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    return switch (kind) {
      case ADDRESS ->
          number % 2 == 0
              ? "10.%d.%d.%d"
                  .formatted(number * 7 >>> 16 & 255, number * 7 >>> 8 & 255, number * 7 & 255)
              : "2001:db8:ffff:%x::%x".formatted(number >>> 16, number & 0xffff);
      case DOMAIN -> "host-%x.sub%d.example.com".formatted(mixed, number % 1000);
      case HASH ->
          "%016x%016x%016x%016x".formatted(mixed, mixed ^ number, ~mixed, mixed * number + 1);
      case URL -> "http://www%d.example.com/a/%x?id=%d".formatted(number % 5000, mixed, number);
    };
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
