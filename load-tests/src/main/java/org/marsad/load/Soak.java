package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole server under a steady stream with an analyst at work: how soon an event is durable and
 * how soon it is found, and what searches cost while the stream runs and while it does not. In the
 * end every message that was sent must be in the index, and the books must say so.
 */
final class Soak {
  private static final String COUNTED = "marsad_index_events_total";
  private static final String RECEIVED = "marsad_collector_backlog";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int perSecond;
  private final Duration time;

  Soak(int perSecond, Duration time) {
    this.perSecond = perSecond;
    this.time = time;
  }

  /** Runs it; whether nothing was missing. */
  boolean run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("marsad-soak-");
    try (Serving server = Serving.start(Child.HEAP, folder)) {
      var analyst = new Analyst(server.url(), server.token());
      System.out.printf(
          Locale.ROOT,
          "%,d messages a second for %d s, one analyst%n%n",
          perSecond,
          time.toSeconds());
      return run(server.child(), server.syslogPort(), analyst);
    } finally {
      Folders.delete(folder);
    }
  }

  private boolean run(Child child, int port, Analyst analyst)
      throws IOException, InterruptedException {
    var messages = new Messages();
    PacedSender.send(messages, port, perSecond, Duration.ofSeconds(5));
    long before = settled(analyst);
    var quiet = new Latencies("search, no stream");
    analyst.ask(Duration.ofSeconds(5), new Latencies("warm-up"));
    analyst.ask(Duration.ofSeconds(10), quiet);

    var busy = new Latencies("search, under the stream");
    var durable = new Latencies("probe sent to acknowledged");
    var found = new Latencies("probe acknowledged to found");
    var sent = new AtomicLong();
    var failure = new AtomicReference<Exception>();
    Duration cpu = child.cpu();
    Thread sender =
        Thread.ofPlatform()
            .name("sender")
            .start(
                () -> {
                  try {
                    sent.set(PacedSender.send(messages, port, perSecond, time));
                  } catch (IOException e) {
                    failure.set(e);
                  }
                });
    Thread probes =
        Thread.ofPlatform()
            .name("probes")
            .start(
                () -> {
                  try {
                    for (int i = 0; sender.isAlive(); i++) {
                      analyst.probe("p" + i, durable, found);
                      LockSupport.parkNanos(200_000_000);
                    }
                  } catch (IOException | InterruptedException e) {
                    failure.set(e);
                  }
                });
    analyst.ask(time, busy);
    sender.join();
    probes.join();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("the run broke off", failed);
    }
    long held = settled(analyst) - before - found.size();
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f /s  %.2f cores%n",
        "taken in",
        sent.get() / (time.toMillis() / 1e3),
        child.cpu().minus(cpu).toMillis() / (double) time.toMillis());
    durable.print();
    found.print();
    quiet.print();
    busy.print();
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.2f times%n",
        "search under the stream / without (p50)",
        busy.quantile(0.5) / quiet.quantile(0.5));
    System.out.printf(
        Locale.ROOT, "%-44s %,d of %,d%n", "missing in the index", sent.get() - held, sent.get());
    return held == sent.get();
  }

  /** How many events are in the index once nothing waits for it. */
  private static long settled(Analyst analyst) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long last = -1;
    while (System.nanoTime() < deadline) {
      String metrics = analyst.get("/metrics");
      long now = Serving.metric(metrics, COUNTED);
      if (now == last && Serving.metric(metrics, RECEIVED) == 0) {
        return now;
      }
      last = now;
      LockSupport.parkNanos(500_000_000);
    }
    throw new IOException("events still wait for the index after " + PATIENCE);
  }
}
