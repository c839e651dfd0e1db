package org.marsad.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.marsad.collector.format.Formats;
import org.marsad.index.IndexConfig;
import org.marsad.index.LuceneEventStore;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.rules.detect.Re2;

/**
 * The store alone: batches of {@link SecurityEvents}, decoded outside of the clock, through {@link
 * LuceneEventStore#accept} until durable, beside a bare loop that feeds one {@code IndexWriter} the
 * same documents. CPU is that of the whole process while the clock runs: merges, compilers and the
 * garbage collector are in it.
 */
final class StoreBench {
  private static final int BATCH = 500;
  private static final int CHUNK = 20_000;
  private static final Instant START = Instant.parse("2026-03-18T00:00:00Z");

  private final long count;
  private final Path folder;
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  StoreBench(long count) throws IOException {
    this.count = count;
    this.folder = Files.createTempDirectory("marsad-store-");
  }

  /**
   * Runs.
   *
   * @param parts whether it is told what the parts of the store take
   */
  void run(boolean store, boolean loop, boolean parts) throws IOException, InterruptedException {
    var events = new SecurityEvents(START, count);
    long bytes = 0;
    for (int i = 0; i < 10_000; i++) {
      bytes += events.event(i).length;
    }
    System.out.printf(
        Locale.ROOT,
        "%,d events of %d bytes, %d cores%n",
        count,
        bytes / 10_000,
        Runtime.getRuntime().availableProcessors());
    try {
      Cost of = store ? told("store", this::store) : null;
      if (parts) {
        Path index = folder.resolve("parts");
        store(count, index, true);
        DiskParts.print(index);
      }
      Cost bare = loop ? told("bare IndexWriter loop, same documents", this::loop) : null;
      if (of != null && bare != null) {
        System.out.printf(
            Locale.ROOT,
            "%-40s %8.2f of the CPU, %.2f of the bytes%n",
            "store / bare loop",
            of.cpu / bare.cpu,
            (double) of.bytes / bare.bytes);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /** The bare loop alone: how many events a second it takes. */
  double loopRate() throws IOException, InterruptedException {
    try {
      return count / (told("bare IndexWriter loop, same documents", this::loop).wall / 1e9);
    } finally {
      Folders.delete(folder);
    }
  }

  private Cost told(String what, Contender contender) throws IOException, InterruptedException {
    contender.run(Math.min(count, 200_000), folder.resolve("warm"));
    Folders.delete(folder.resolve("warm"));
    Cost cost = contender.run(count, folder.resolve("counted"));
    Folders.delete(folder.resolve("counted"));
    System.out.printf(
        Locale.ROOT,
        "%-40s %,10.0f /s  %6.2f us CPU an event  %6.1f B an event%n",
        what,
        count / (cost.wall / 1e9),
        cost.cpu / 1e3 / count,
        cost.bytes / (double) count);
    return cost;
  }

  private Cost store(long events, Path index) throws IOException, InterruptedException {
    return store(events, index, false);
  }

  /**
   * Feeds a store.
   *
   * @param settles whether it is open until all is merged that will be
   */
  private Cost store(long events, Path index, boolean settles)
      throws IOException, InterruptedException {
    var schema = new Schema();
    RegexCompiler regexes = new Re2();
    var cost = new Cost();
    try (LuceneEventStore store =
        LuceneEventStore.open(
            IndexConfig.defaults(index), schema, regexes, new Metrics(), InstantSource.system())) {
      long fed = 0;
      for (List<EventBatch> chunk : new Chunks(schema, events)) {
        cost.start();
        for (EventBatch batch : chunk) {
          store.accept(batch);
          fed += batch.size();
        }
        while (store.count() < fed) {
          LockSupport.parkNanos(100_000);
        }
        cost.stop();
      }
      cost.start();
      store.commit();
      cost.stop();
      boolean isAtRest = !settles;
      while (!isAtRest) {
        isAtRest = Folders.isAtRest(index);
      }
    }
    cost.bytes = Folders.size(index, _ -> true);
    return cost;
  }

  private Cost loop(long events, Path index) throws IOException {
    var schema = new Schema();
    var documents = new DocumentBuilder();
    var cost = new Cost();
    long now = Nanos.of(InstantSource.system().instant());
    try (var directory = FSDirectory.open(index);
        var writer = new IndexWriter(directory, new IndexWriterConfig().setRAMBufferSizeMB(64))) {
      for (List<EventBatch> chunk : new Chunks(schema, events)) {
        cost.start();
        for (EventBatch batch : chunk) {
          for (int row = 0; row < batch.size(); row++) {
            writer.addDocument(documents.build(batch, row, now));
          }
        }
        cost.stop();
      }
      cost.start();
      writer.commit();
      cost.stop();
    }
    cost.bytes = Folders.size(index, _ -> true);
    return cost;
  }

  /** One way to take events in. */
  private interface Contender {
    Cost run(long events, Path index) throws IOException, InterruptedException;
  }

  /** Time and CPU while the clock ran. */
  private final class Cost {
    long wall;
    double cpu;
    long bytes;
    private long wallBegun;
    private long cpuBegun;

    void start() {
      wallBegun = System.nanoTime();
      cpuBegun = system.getProcessCpuTime();
    }

    void stop() {
      wall += System.nanoTime() - wallBegun;
      cpu += system.getProcessCpuTime() - cpuBegun;
    }
  }

  /** The events, decoded, some at a time. */
  static final class Chunks implements Iterable<List<EventBatch>> {
    private final Schema schema;
    private final long count;

    Chunks(Schema schema, long count) {
      this.schema = schema;
      this.count = count;
    }

    @Override
    public java.util.Iterator<List<EventBatch>> iterator() {
      var events = new SecurityEvents(START, count);
      Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
      Origin origin = Origin.of("events-http", Transport.HTTP, "127.0.0.1");
      EventBatch.Builder builder = EventBatch.builder(schema);
      return new java.util.Iterator<>() {
        private long next;

        @Override
        public boolean hasNext() {
          return next < count;
        }

        @Override
        public List<EventBatch> next() {
          var chunk = new ArrayList<EventBatch>();
          long end = Math.min(count, next + CHUNK);
          while (next < end) {
            for (int row = 0; row < BATCH && next < end; row++, next++) {
              byte[] event = events.event(next);
              int at = builder.append(event, 0, event.length);
              long received =
                  Nanos.of(START.plusMillis((long) (next * 86_400_000.0 / count) + 9_000));
              builder.begin(next, received, origin, at, event.length);
              formats.decode(builder, at, event.length, 0);
              builder.end();
            }
            chunk.add(builder.build());
          }
          return chunk;
        }
      };
    }
  }
}
