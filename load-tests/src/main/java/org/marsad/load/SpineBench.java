package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.marsad.collector.format.Formats;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.load.Figures.Run;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

/**
 * The spine, measured: intake to the journal beside rsyslog's to a file, and the whole way of an
 * event beside a bare loop that only feeds Lucene the same documents. Each is warmed up by a run of
 * the same size; the generator's cost is part of every figure but the loop's.
 */
final class SpineBench {
  private static final int CONNECTIONS = 4;

  private final Messages messages = new Messages();
  private final int rounds;
  private final long count;
  private final Path folder;

  SpineBench(int wanted) throws IOException {
    rounds = Math.max(1, wanted / (messages.distinct() * CONNECTIONS));
    count = (long) rounds * messages.distinct() * CONNECTIONS;
    folder = Files.createTempDirectory("marsad-bench-");
  }

  /** Intake beside rsyslog, and the whole way beside the loop. */
  void run(boolean intake, boolean way) throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%,d messages of %d bytes on average, %d connections, %d cores, %d runs after %d to warm"
            + " up%n",
        count,
        messages.stream().length / messages.distinct(),
        CONNECTIONS,
        Runtime.getRuntime().availableProcessors(),
        Runs.COUNTED,
        Runs.WARM_UPS);
    try {
      if (intake) {
        new IntakeBench(messages, folder).tcp(CONNECTIONS, rounds);
      }
      if (way) {
        var whole = new Figures("marsad: socket to searchable, with rules", whole());
        var loop = new Figures("bare Lucene loop, same documents", loop());
        whole.print();
        loop.print();
        whole.over("marsad / bare loop", loop);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private List<Run> whole() throws IOException, InterruptedException {
    Path data = folder.resolve("whole");
    var sent = new AtomicLong();
    try (Serving server = Serving.start(Child.HEAP, data)) {
      return Runs.measure(
          server.child(),
          count,
          () -> Generator.send(messages, server.syslogPort(), CONNECTIONS, rounds),
          () -> server.await(sent.addAndGet(count)));
    } finally {
      Folders.delete(data);
    }
  }

  private List<Run> loop() throws IOException {
    var figures = new ArrayList<Run>();
    for (int run = 0; run < 1 + Runs.COUNTED; run++) {
      Path index = folder.resolve("loop-" + run);
      long cpu = threadCpu();
      long begin = System.nanoTime();
      loop(index);
      var figure =
          new Run(
              count,
              Duration.ofNanos(System.nanoTime() - begin),
              Duration.ofNanos(threadCpu() - cpu));
      if (run > 0) {
        figures.add(figure);
      }
      Folders.delete(index);
    }
    return figures;
  }

  /** One thread: decode, make the document, add it. Then one commit. */
  private void loop(Path index) throws IOException {
    var schema = new Schema();
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    var documents = new DocumentBuilder();
    Origin origin = Origin.of("syslog-tcp", Transport.TCP, "127.0.0.1");
    EventBatch.Builder builder = EventBatch.builder(schema);
    try (var directory = FSDirectory.open(index);
        var writer = new IndexWriter(directory, new IndexWriterConfig().setRAMBufferSizeMB(64))) {
      long now = Nanos.of(InstantSource.system().instant());
      for (long id = 0; id < count; ) {
        for (int row = 0; row < 512 && id < count; row++, id++) {
          byte[] message = messages.message(id);
          int at = builder.append(message, 0, message.length);
          builder.begin(id, now, origin, at, message.length);
          formats.decode(builder, at, message.length, 0);
          builder.end();
        }
        EventBatch batch = builder.build();
        for (int row = 0; row < batch.size(); row++) {
          writer.addDocument(documents.build(batch, row, now));
        }
      }
      writer.commit();
    }
  }

  private static long threadCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
