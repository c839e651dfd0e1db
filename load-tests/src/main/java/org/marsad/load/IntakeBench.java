package org.marsad.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
      Collecting.Stalls warm = collector.stalls();
      Duration cpu = collector.child.cpu();
      long begin = System.nanoTime();
      long sent = UdpGenerator.send(messages, port, UDP_RATE, time);
      Duration wall = Duration.ofNanos(System.nanoTime() - begin);
      long received = collector.settled() - before;
      Collecting.Stalls stalls = collector.stalls();
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
          stalls.dropped() - warm.dropped(),
          stalls.garbageMillis());
    }
  }

  void udp() throws IOException, InterruptedException {
    udp(UDP_TIME);
  }
}
