package org.marsad.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.marsad.collector.Collector;
import org.marsad.collector.CollectorConfig;
import org.marsad.collector.input.SyslogTcpConfig;
import org.marsad.collector.input.SyslogUdpConfig;
import org.marsad.collector.journal.JournalConfig;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;

/**
 * The collector with its journal, and a consumer that only counts: receive, make durable, parse.
 * Prints its port, then DONE each time as many events as it was told have come through.
 */
public final class CollectorProcess {
  private CollectorProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long events = Long.parseLong(arguments[1]);
    var metrics = new Metrics();
    var counter = new Counter();
    var log =
        LocalEventLog.open(
            JournalConfig.defaults(folder), List.of("count"), metrics, InstantSource.system());
    CollectorConfig defaults = CollectorConfig.defaults();
    SyslogTcpConfig tcp = SyslogTcpConfig.defaults();
    var config =
        new CollectorConfig(
            defaults.inFlight(),
            defaults.threads(),
            defaults.idle(),
            defaults.zone(),
            new SyslogTcpConfig(
                true, tcp.host(), 0, tcp.maxFrame(), tcp.maxConnections(), tcp.idleTimeout()),
            new SyslogUdpConfig(false, "127.0.0.1", 0, SyslogUdpConfig.defaults().receiveBuffer()),
            defaults.eventsHttp());
    var collector =
        Collector.open(
            config, log, new Schema(), List.of(counter), metrics, InstantSource.system());
    collector.start();
    System.out.println("PORT " + collector.addresses().values().iterator().next().getPort());
    for (long due = events; ; due += events) {
      while (counter.count.get() < due) {
        LockSupport.parkNanos(500_000);
      }
      System.out.println("DONE");
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
