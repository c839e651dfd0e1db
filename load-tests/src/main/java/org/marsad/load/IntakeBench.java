package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.marsad.load.Figures.Run;

/**
 * Receive, parse, make durable, by each way in, beside rsyslog where it speaks the same and is
 * installed. The generator's cost is part of the rates.
 */
final class IntakeBench {
  private static final int UDP_RATE = 300_000;
  private static final Duration UDP_TIME = Duration.ofSeconds(60);
  private static final int RELP_WINDOW = 128;
  private static final int HEAP_CONNECTIONS = 4;
  private static final int HEAP_ROUNDS = 150;

  private final Messages messages;
  private final Path folder;

  IntakeBench(Messages messages, Path folder) {
    this.messages = messages;
    this.folder = folder;
  }

  /** Streams with octet counting. */
  void tcp(int connections, int rounds) throws IOException, InterruptedException {
    long count = (long) rounds * messages.distinct() * connections;
    Figures marsad;
    try (var collector = new Collecting(folder.resolve("tcp"))) {
      int port = collector.port("syslog-tcp");
      marsad =
          new Figures(
              "marsad: receive, parse, durable journal",
              Runs.measure(
                  collector.child,
                  count,
                  () -> Generator.send(messages, port, connections, rounds),
                  () -> collector.await(count)));
      collector.child.say("record");
      Generator.send(messages, port, connections, rounds);
      collector.await(count);
      collector.tellShares();
    }
    Figures rsyslog = new Figures("", List.of());
    Optional<RsyslogProcess> started = RsyslogProcess.start(folder, "imptcp");
    if (started.isPresent()) {
      try (RsyslogProcess process = started.get()) {
        rsyslog =
            new Figures(
                "rsyslog: receive, parse, write a file",
                Runs.measure(
                    process.child(),
                    count,
                    () -> Generator.send(messages, process.port(), connections, rounds),
                    () -> process.await(count)));
      }
    }
    marsad.print();
    rsyslog.print();
    marsad.over("marsad / rsyslog", rsyslog);
  }

  /** Bodies of {@code _bulk}: until durable, until searchable, and beside OpenSearch's intake. */
  void http(long count) throws IOException, InterruptedException {
    Instant start = Instant.now().minus(Duration.ofDays(2));
    try (BulkFile file = BulkFile.write(folder.resolve("bulk"), start, count, 0, count)) {
      Figures marsad;
      try (var collector = new Collecting(folder.resolve("http"))) {
        String url = "http://127.0.0.1:" + collector.port("http");
        BulkLoader.Connect connect = () -> new Wire(url, "");
        marsad =
            new Figures(
                "marsad: _bulk, receive, parse, durable",
                Runs.measure(
                    collector.child,
                    count,
                    () -> BulkLoader.send(file, connect),
                    () -> collector.await(count)));
        collector.child.say("record");
        BulkLoader.send(file, connect);
        collector.await(count);
        collector.tellShares();
      }
      marsad.print();
      Path data = folder.resolve("whole");
      try (Child child =
          Child.java(ServerProcess.class.getName(), data.toString(), Long.toString(count))) {
        String url = child.await("URL");
        String token = child.await("TOKEN");
        new Figures(
                "marsad: _bulk, until searchable",
                Runs.measure(
                    child,
                    count,
                    () -> BulkLoader.send(file, () -> new Wire(url, token)),
                    () -> child.await("DONE")))
            .print();
      } finally {
        Folders.delete(data);
      }
      Figures other = openSearch(file, count);
      other.print();
      marsad.over("marsad, durable / OpenSearch", other);
    }
  }

  private Figures openSearch(BulkFile file, long count) throws IOException, InterruptedException {
    Path data = folder.resolve("opensearch");
    Optional<Peer> started = OpenSearchPeer.start(data);
    if (started.isEmpty()) {
      return new Figures("", List.of());
    }
    try (Peer peer = started.get()) {
      return new Figures(
          "OpenSearch: _bulk, acknowledged",
          Runs.measure(peer.child(), count, () -> BulkLoader.send(file, peer::connect), () -> {}));
    } finally {
      Folders.delete(data);
    }
  }

  /** One RELP connection with the window that rsyslog's own sender has. */
  void relp(long count) throws IOException, InterruptedException {
    Figures marsad;
    try (var collector = new Collecting(folder.resolve("relp"));
        var client = new RelpClient(collector.port("relp"), RELP_WINDOW)) {
      goThroughHeap(collector);
      marsad =
          new Figures(
              "marsad: RELP, acknowledged after the fsync",
              Runs.measure(
                  collector.child,
                  count,
                  () -> client.send(messages, count),
                  () -> collector.await(count)));
    }
    marsad.print();
    Figures rsyslog = new Figures("", List.of());
    Optional<RsyslogProcess> started = RsyslogProcess.start(folder, "imrelp");
    if (started.isPresent()) {
      try (RsyslogProcess process = started.get();
          var client = new RelpClient(process.port(), RELP_WINDOW)) {
        rsyslog =
            new Figures(
                "rsyslog: RELP, acknowledged from memory",
                Runs.measure(
                    process.child(),
                    count,
                    () -> client.send(messages, count),
                    () -> process.await(count)));
      }
    }
    rsyslog.print();
    marsad.over("marsad / rsyslog", rsyslog);
  }

  /**
   * Takes in by the faster way what fills the heap a few times: memory that the process never had
   * before costs more than the messages in it.
   */
  private void goThroughHeap(Collecting collector) throws IOException, InterruptedException {
    Generator.send(messages, collector.port("syslog-tcp"), HEAP_CONNECTIONS, HEAP_ROUNDS);
    collector.await((long) HEAP_CONNECTIONS * HEAP_ROUNDS * messages.distinct());
  }

  /** Datagrams at a steady rate: what is lost, and what it costs. */
  void udp(Duration time) throws IOException, InterruptedException {
    try (var collector = new Collecting(folder.resolve("udp"))) {
      int port = collector.port("syslog-udp");
      UdpGenerator.send(messages, port, UDP_RATE / 3, Duration.ofSeconds(5));
      long before = collector.settled();
      Stalls warm = collector.stalls();
      Duration cpu = collector.child.cpu();
      long begin = System.nanoTime();
      long sent = UdpGenerator.send(messages, port, UDP_RATE, time);
      Duration wall = Duration.ofNanos(System.nanoTime() - begin);
      long received = collector.settled() - before;
      Stalls stalls = collector.stalls();
      var run = new Run(received, wall, collector.child.cpu().minus(cpu));
      new Figures("marsad: UDP, received and durable", List.of(run)).print();
      System.out.printf(
          Locale.ROOT,
          "%-44s %,d of %,d sent in %d s lost (%.4f %%), %,d of them by the kernel; longest"
              + " collection of garbage %d ms%n%n",
          "",
          sent - received,
          sent,
          wall.toSeconds(),
          100.0 * (sent - received) / sent,
          stalls.dropped - warm.dropped,
          stalls.garbageMillis);
    }
  }

  void udp() throws IOException, InterruptedException {
    udp(UDP_TIME);
  }

  /** The collector in a process of its own. */
  private static final class Collecting implements AutoCloseable {
    final Child child;
    private final Path data;
    private final Map<String, Integer> ports = new HashMap<>();

    Collecting(Path data) throws IOException {
      this.data = Files.createDirectories(data);
      child = Child.java(CollectorProcess.class.getName(), data.toString());
      for (String line = child.line(); !line.equals("READY"); line = child.line()) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("PORT")) {
          ports.put(words[1], Integer.parseInt(words[2]));
        }
      }
    }

    int port(String input) throws IOException {
      Integer port = ports.get(input);
      if (port == null) {
        throw new IOException("the collector does not listen for " + input);
      }
      return port;
    }

    void await(long count) throws IOException {
      child.say("await " + count);
      child.await("DONE");
    }

    /** How many have come through, once no more do. */
    long settled() throws IOException, InterruptedException {
      long last = -1;
      long now = count();
      while (now != last) {
        Thread.sleep(Duration.ofSeconds(1));
        last = now;
        now = count();
      }
      return now;
    }

    private long count() throws IOException {
      child.say("count");
      return Long.parseLong(child.await("COUNT"));
    }

    Stalls stalls() throws IOException {
      child.say("stalls");
      String[] words = child.await("STALLS").split(" ", -1);
      return new Stalls(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    void tellShares() throws IOException {
      child.say("shares");
      var line = new StringBuilder("where the time goes:");
      String next = child.line();
      for (; next.startsWith("SHARE"); next = child.line()) {
        line.append(' ').append(next.substring("SHARE ".length())).append(" %,");
      }
      line.append(" allocated ").append(next.replace("ALLOCATED ", "")).append(" B a message");
      System.out.println(line);
    }

    @Override
    public void close() throws IOException {
      child.close();
      Folders.delete(data);
    }
  }

  /** What the kernel dropped, and for how long all threads stood still at most. */
  private record Stalls(long dropped, long garbageMillis) {}
}
