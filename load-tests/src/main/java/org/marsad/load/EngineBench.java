package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.rules.pack.Pack;

/**
 * The whole rule engine, measured: events of 100,000 hosts, users and addresses, decoded before,
 * through stage 1, the reorder buffer, 100 correlations, the sessions of the packs in DRL that come
 * with Marsad and the assembly of incidents into the store of incidents on disk. The rate is by the
 * CPU time of the lanes of the engine, of the threads that keep its incidents and its state, and of
 * the thread that feeds it while it does. At half of the rate that is asked for, in real time, it
 * is told how long after the watermark an incident is there.
 */
final class EngineBench {
  private static final int ENTITIES = 100_000;
  private static final int SUSPICIOUS = 25;
  private static final int SAMPLE = 40_000;
  private static final int BATCH = 256;
  private static final int AHEAD = 64;
  private static final int LINES = 100_000;
  private static final int WARM = 20 * BATCH * AHEAD;
  private static final int COUNTED = 30 * BATCH * AHEAD;
  private static final long STEP = 1_000_000L;
  private static final Duration WARMING = Duration.ofSeconds(5);
  private static final Duration PACED = Duration.ofSeconds(15);
  private static final int LIVE = 20_000;
  private static final int HALF = 60_000;
  private static final Origin ORIGIN = Origin.of("file", Transport.FILE, "");

  private final List<byte[]> lines = new ArrayList<>();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private int nextLine;
  private long nextId;

  /** Over and over the events of these lines. */
  EngineBench(List<String> lines) {
    lines.forEach(line -> this.lines.add(line.getBytes(UTF_8)));
  }

  /** Runs the parts that are named: {@code engine}, {@code latency}. */
  static void run(Path archive, List<String> parts) throws IOException, InterruptedException {
    List<String> sample = new MixedEvents(ENTITIES).lines(SAMPLE, SUSPICIOUS);
    EngineRules rules = EngineRules.choose(archive, sample);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,d rules and %,d correlations; %,d noisy ones off, so that %.1f %% of events"
            + " alert; and %s%n",
        "the whole engine",
        rules.pack().sigma().size(),
        rules.pack().grouped().size(),
        rules.switchedOff(),
        rules.share() * 100,
        rules.packs().stream().skip(1).map(Pack::name).collect(joining(", ")));
    var bench = new EngineBench(new MixedEvents(ENTITIES).lines(LINES, SUSPICIOUS));
    if (parts.isEmpty() || parts.contains("engine")) {
      replay(bench.rate("events to incidents, no pack in DRL", List.of(rules.pack())));
      replay(bench.rate("events to incidents", rules.packs()));
    }
    if (parts.isEmpty() || parts.contains("latency")) {
      bench.latency(rules.packs());
    }
  }

  private static void replay(double rate) {
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.1f times as fast as a log of %,d events a second was written%n",
        "replay on one core",
        rate / LIVE,
        LIVE);
  }

  /** How many events a second of CPU an engine with these packs takes; printed. */
  double rate(String what, List<Pack> packs) throws IOException, InterruptedException {
    try (var running = Running.open(packs)) {
      long time = Nanos.of(Instant.now());
      nextId = running.engine().position();
      feed(running, WARM, time, STEP);
      long lanes = laneCpu();
      long own = feed(running, COUNTED, time + WARM * STEP, STEP);
      lanes = laneCpu() - lanes;
      double rate = COUNTED / ((own + lanes) / 1e9);
      System.out.printf(
          Locale.ROOT,
          "%-44s %,10.0f events/s of CPU (stage 1 %.2f us an event, the rest %.2f us)%n",
          what,
          rate,
          own / 1e3 / COUNTED,
          lanes / 1e3 / COUNTED);
      running.print();
      return rate;
    }
  }

  /**
   * Feeds events whose times follow each other.
   *
   * @return the CPU time of stage 1, and of handing on
   */
  private long feed(Running running, int count, long from, long step) throws InterruptedException {
    long cpu = 0;
    for (int at = 0; at < count; at += BATCH * AHEAD) {
      var batches = new ArrayList<EventBatch>(AHEAD);
      for (int i = 0; i < AHEAD; i++) {
        batches.add(batch(running, BATCH, from + (at + i * BATCH) * step, step));
      }
      long begin = threads.getCurrentThreadCpuTime();
      for (EventBatch batch : batches) {
        running.engine().accept(batch);
      }
      cpu += threads.getCurrentThreadCpuTime() - begin;
    }
    return cpu;
  }

  private EventBatch batch(Running running, int count, long from, long step) {
    EventBatch.Builder builder = EventBatch.builder(running.schema());
    for (int i = 0; i < count; i++) {
      byte[] line = lines.get(nextLine++ % lines.size());
      int at = builder.append(line, 0, line.length);
      builder.begin(++nextId, from + i * step, ORIGIN, at, line.length);
      running.formats().decode(builder, at, line.length, 0);
      builder.timestamp(from + i * step);
      builder.end();
    }
    return builder.build();
  }

  private long laneCpu() {
    long sum = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      String name = thread == null ? "" : thread.getThreadName();
      if (name.startsWith("marsad-rules") || name.startsWith("marsad-incidents")) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }

  /** In real time, at half of what the engine can do on one core. */
  private void latency(List<Pack> packs) throws IOException, InterruptedException {
    try (var running = Running.open(packs)) {
      nextId = running.engine().position();
      long lateness = running.lateness().toNanos();
      feed(running, WARM, Nanos.of(Instant.now()) - lateness - WARM * STEP / 10, STEP / 10);
      var told = new ConcurrentLinkedQueue<Long>();
      long begin = System.nanoTime() + lateness + WARMING.toNanos();
      running
          .engine()
          .listen(
              (_, incident) -> {
                if (System.nanoTime() > begin) {
                  told.add(Nanos.of(Instant.now()) - incident.last() - lateness);
                }
              });
      double rate = paced(running, HALF, WARMING.plusNanos(lateness).plus(PACED));
      var latencies = new Latencies("event to incident, beyond the watermark");
      told.forEach(latencies::add);
      System.out.printf(
          Locale.ROOT,
          "%-44s %,10.0f events/s in real time, watermark %d s behind%n",
          "half load",
          rate,
          running.lateness().toSeconds());
      latencies.print();
      running.print();
    }
  }

  private double paced(Running running, int perSecond, Duration time) throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      long due = (long) ((System.nanoTime() - begin) / 1e9 * perSecond) - sent;
      if (due <= 0) {
        LockSupport.parkNanos(500_000);
        continue;
      }
      int count = (int) Math.min(BATCH, due);
      running.engine().accept(batch(running, count, Nanos.of(Instant.now()), 0));
      sent += count;
    }
    return sent / ((System.nanoTime() - begin) / 1e9);
  }
}
