package org.marsad.load;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.marsad.collector.Collector;
import org.marsad.collector.input.HttpRoute;
import org.marsad.collector.journal.JournalConfig;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;
import org.marsad.server.ServerConfig;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.Settings;

/**
 * The collector with its journal, and a consumer that only counts: receive, make durable, parse.
 * Prints {@code PORT name port} for each input, then does what it is told on standard input:
 *
 * <pre>
 * await N    says DONE when N events more have come through
 * count      says COUNT and how many have come through
 * record     begins to look where the time goes
 * shares     says SHARE and a part for each part of the way, ALLOCATED and bytes an event
 * stalls     says STALLS, what the kernel dropped of datagrams, and the longest collection of
 *            garbage since the last time, in milliseconds
 * </pre>
 */
public final class CollectorProcess {
  private static final List<String> SETTINGS =
      List.of(
          "http.port=0",
          "collector.beats.enabled=false",
          "collector.gelf_tcp.enabled=false",
          "collector.gelf_udp.enabled=false",
          "collector.relp.port=0",
          "collector.syslog_tcp.port=0",
          "collector.syslog_udp.port=0");

  private CollectorProcess() {}

  public static void main(String[] arguments) {
    try {
      run(Path.of(arguments[0]));
    } catch (IOException e) {
      // Threads that have begun already would keep the process alive, and whoever waits for it.
      System.err.println("the collector did not start: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(Path folder) throws IOException {
    var metrics = new Metrics();
    var counter = new Counter();
    var log =
        LocalEventLog.open(
            JournalConfig.defaults(folder), List.of("count"), metrics, InstantSource.system());
    ServerConfig config =
        new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(folder))
            .bind(new Settings().set(SETTINGS));
    var collector =
        Collector.open(
            config.collector(),
            log,
            new Schema(),
            List.of(counter),
            metrics,
            InstantSource.system());
    collector.start();
    Server http = http(collector);
    System.out.println("PORT http " + http.activeLocalPort());
    collector
        .addresses()
        .forEach((name, address) -> System.out.println("PORT " + name + " " + address.getPort()));
    System.out.println("READY");
    obey(counter, collector);
  }

  /** The inputs over HTTP, asking for no token. */
  private static Server http(Collector collector) {
    ServerBuilder builder =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    for (HttpRoute route : collector.routes()) {
      for (String path : route.paths()) {
        builder.route().path(path).methods(route.methods()).build(route.service());
      }
    }
    Server server = builder.build();
    server.start().join();
    return server;
  }

  private static void obey(Counter counter, Collector collector) throws IOException {
    var pauses = GarbagePauses.listen();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    long due = 0;
    var shares = new Shares();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "await" -> {
          due += Long.parseLong(words[1]);
          while (counter.count.get() < due) {
            LockSupport.parkNanos(500_000);
          }
          System.out.println("DONE");
        }
        case "count" -> {
          due = counter.count.get();
          System.out.println("COUNT " + due);
        }
        case "stalls" ->
            System.out.println(
                "STALLS "
                    + collector.sources().sockets().stream()
                        .mapToLong(socket -> Math.max(0, socket.drops()))
                        .sum()
                    + " "
                    + pauses.take());
        case "record" -> shares.start(counter.count.get());
        case "shares" -> shares.stop(counter.count.get());
        default -> throw new IOException("unknown command " + line);
      }
    }
  }

  /** Counts what it is given. */
  private static final class Counter implements EventConsumer {
    final AtomicLong count = new AtomicLong();

    @Override
    public void accept(EventBatch batch) {
      count.addAndGet(batch.size());
    }

    @Override
    public String name() {
      return "count";
    }

    @Override
    public long position() {
      return count.get();
    }
  }
}
