package org.marsad.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.marsad.load.Figures.Run;

/**
 * Bodies of {@code _bulk}, taken in by Marsad until parsed and durable and by OpenSearch until
 * acknowledged. Both run all the time, are warmed up as long, with the bytes they are measured
 * with, and take turns; none begins before both have come to rest.
 */
final class BulkBench {
  private static final int ROUNDS = 5;

  /** Each is warmed up for so long. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /** At rest is who uses less than this part of a core for a second, or has had so long. */
  private static final double REST = 0.1;

  private static final long REST_NANOS = 1_000_000_000L;
  private static final int MOST_RESTS = 5;

  private final Path folder;
  private final long count;

  BulkBench(Path folder, long count) {
    this.folder = folder;
    this.count = count;
  }

  /** Runs it. */
  void durable() throws IOException, InterruptedException {
    try (BulkFile file = file();
        var collector = new Collecting(folder.resolve("http"))) {
      String url = "http://127.0.0.1:" + collector.port("http");
      BulkLoader.Connect connect = () -> new Wire(url, "");
      Optional<OpenSearchPeer> started = OpenSearchPeer.start(folder.resolve("opensearch"));
      try (OpenSearchPeer peer = started.orElse(null)) {
        System.out.printf(
            Locale.ROOT,
            "%,d events of %d bytes a round, %d a request, %d connections, %d cores, %d rounds in"
                + " turns after %d s to warm up%n",
            count,
            file.eventBytes() / count,
            BulkFile.PER_REQUEST,
            BulkLoader.CONNECTIONS,
            Runtime.getRuntime().availableProcessors(),
            ROUNDS,
            WARM_UP.toSeconds());
        var ours = new ArrayList<Run>();
        var theirs = new ArrayList<Run>();
        Runs.Step marsadRound =
            () -> {
              BulkLoader.send(file, connect);
              collector.await(count);
            };
        warmUp(marsadRound);
        if (peer != null) {
          warmUp(() -> BulkLoader.send(file, peer::connect));
          peer.empty();
        }
        for (int round = 0; round < ROUNDS; round++) {
          rest(collector, peer);
          ours.add(measure(collector.child, marsadRound));
          if (peer != null) {
            rest(collector, peer);
            theirs.add(measure(peer.child(), () -> BulkLoader.send(file, peer::connect)));
            peer.empty();
          }
          tell(ours, theirs);
        }
        rest(collector, peer);
        collector.child.say("record");
        marsadRound.run();
        collector.tellShares();
        var marsad = new Figures("marsad: _bulk, receive, parse, durable", ours);
        var other = new Figures("OpenSearch: _bulk, acknowledged", theirs);
        marsad.print();
        other.print();
        marsad.overRunByRun("marsad, durable / OpenSearch", other);
      }
    } finally {
      Folders.delete(folder.resolve("opensearch"));
    }
  }

  /** The whole server: until all of it is searchable. */
  void searchable() throws IOException, InterruptedException {
    Path data = folder.resolve("whole");
    var sent = new AtomicLong();
    try (BulkFile file = file();
        Serving server = Serving.start(Child.HEAP, data)) {
      new Figures(
              "marsad: _bulk, until searchable",
              Runs.measure(
                  server.child(),
                  count,
                  () -> BulkLoader.send(file, server::connect),
                  () -> server.await(sent.addAndGet(count))))
          .print();
    } finally {
      Folders.delete(data);
    }
  }

  private BulkFile file() throws IOException {
    Instant start = Instant.now().minus(Duration.ofDays(2));
    return BulkFile.write(folder.resolve("bulk"), start, count, 0, count);
  }

  private static void tell(List<Run> ours, List<Run> theirs) {
    System.out.printf(
        Locale.ROOT,
        "round %d: %,.0f /s%s%n",
        ours.size(),
        ours.getLast().perSecond(),
        theirs.isEmpty()
            ? ""
            : String.format(Locale.ROOT, " %,.0f /s", theirs.getLast().perSecond()));
  }

  private static void warmUp(Runs.Step step) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    do {
      step.run();
    } while (System.nanoTime() - begin < WARM_UP.toNanos());
  }

  private Run measure(Child child, Runs.Step step) throws IOException, InterruptedException {
    Duration cpu = child.cpu();
    long begin = System.nanoTime();
    step.run();
    return new Run(count, Duration.ofNanos(System.nanoTime() - begin), child.cpu().minus(cpu));
  }

  private static void rest(Collecting collector, @Nullable OpenSearchPeer peer) {
    List<Child> children =
        peer == null ? List.of(collector.child) : List.of(collector.child, peer.child());
    for (int i = 0; i < MOST_RESTS; i++) {
      long before = cpuNanos(children);
      LockSupport.parkNanos(REST_NANOS);
      if (cpuNanos(children) - before < REST * REST_NANOS) {
        return;
      }
    }
  }

  private static long cpuNanos(List<Child> children) {
    return children.stream().mapToLong(child -> child.cpu().toNanos()).sum();
  }
}
