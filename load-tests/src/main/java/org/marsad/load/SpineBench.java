package org.marsad.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.marsad.collector.format.Formats;
import org.marsad.index.field.DocumentBuilder;
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
  private static final int RUNS = 3;

  /** Runs that are not counted: compilers are still at work. */
  private static final int WARM_UPS = 2;

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
        RUNS,
        WARM_UPS);
    try {
      List<Figure> marsad = intake ? journal() : List.of();
      List<Figure> rsyslog = intake ? rsyslog() : List.of();
      List<Figure> whole = way ? whole() : List.of();
      List<Figure> loop = way ? loop() : List.of();
      System.out.println();
      print("marsad: receive, parse, durable journal", marsad);
      print("rsyslog: receive, parse, write a file", rsyslog);
      ratio("marsad / rsyslog", marsad, rsyslog);
      print("marsad: socket to searchable, with rules", whole);
      print("bare Lucene loop, same documents", loop);
      ratio("marsad / bare loop", whole, loop);
    } finally {
      delete(folder);
    }
  }

  private List<Figure> journal() throws IOException, InterruptedException {
    Path data = Files.createDirectories(folder.resolve("journal"));
    try (Child child =
        Child.java(CollectorProcess.class.getName(), data.toString(), Long.toString(count))) {
      int port = Integer.parseInt(child.await("PORT"));
      return measure(child, port, () -> child.await("DONE"));
    } finally {
      delete(data);
    }
  }

  private List<Figure> rsyslog() throws IOException, InterruptedException {
    Optional<String> program =
        Stream.of("/usr/sbin/rsyslogd", "/sbin/rsyslogd", "/usr/local/sbin/rsyslogd")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();
    if (program.isEmpty()) {
      System.out.println("rsyslogd is not installed: nothing to compare with");
      return List.of();
    }
    int port = freePort();
    Path out = folder.resolve("rsyslog.out");
    Path config = folder.resolve("rsyslog.conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s")
        module(load="imptcp")
        input(type="imptcp" port="%d" address="127.0.0.1")
        template(name="t" type="string" string="%%timereported:::date-rfc3339%% %%hostname%% %%app-name%% %%procid%% %%msgid%% %%structured-data%% %%msg%%\\n")
        main_queue(queue.size="400000" queue.dequeuebatchsize="4096")
        action(type="omfile" file="%s" template="t" ioBufferSize="256k" asyncWriting="off")
        """
            .formatted(folder, port, out));
    try (Child child =
        Child.run(List.of(program.get(), "-n", "-f", config.toString(), "-i", folder + "/pid"))) {
      awaitPort(port);
      var lines = new LineCounter(out);
      return measure(child, port, () -> lines.await(count));
    }
  }

  private List<Figure> whole() throws IOException, InterruptedException {
    Path data = folder.resolve("whole");
    try (Child child =
        Child.java(ServerProcess.class.getName(), data.toString(), Long.toString(count))) {
      int port = Integer.parseInt(child.await("PORT"));
      return measure(child, port, () -> child.await("DONE"));
    } finally {
      delete(data);
    }
  }

  private List<Figure> loop() throws IOException {
    var figures = new ArrayList<Figure>();
    for (int run = 0; run < 1 + RUNS; run++) {
      Path index = folder.resolve("loop-" + run);
      long cpu = threadCpu();
      long begin = System.nanoTime();
      loop(index);
      var figure =
          new Figure(
              count,
              Duration.ofNanos(System.nanoTime() - begin),
              Duration.ofNanos(threadCpu() - cpu));
      if (run > 0) {
        figures.add(figure);
      }
      delete(index);
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

  /** Warms up, then measures: from the first byte until the last message is through. */
  private List<Figure> measure(Child child, int port, Wait done)
      throws IOException, InterruptedException {
    var figures = new ArrayList<Figure>();
    for (int run = 0; run < WARM_UPS + RUNS; run++) {
      Duration cpu = child.cpu();
      long begin = System.nanoTime();
      Generator.send(messages, port, CONNECTIONS, rounds);
      done.await();
      var figure =
          new Figure(count, Duration.ofNanos(System.nanoTime() - begin), child.cpu().minus(cpu));
      if (run >= WARM_UPS) {
        figures.add(figure);
      }
    }
    return figures;
  }

  private static void print(String what, List<Figure> figures) {
    if (figures.isEmpty()) {
      return;
    }
    Figure median = median(figures);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f /s (%,.0f to %,.0f)  %.2f CPU s per million%n",
        what,
        median.perSecond(),
        figures.stream().mapToDouble(Figure::perSecond).min().orElse(0),
        figures.stream().mapToDouble(Figure::perSecond).max().orElse(0),
        median.cpuPerMillion());
  }

  private static void ratio(String what, List<Figure> a, List<Figure> b) {
    if (!a.isEmpty() && !b.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %10.2f times the rate, %.2f times the CPU%n%n",
          what,
          median(a).perSecond() / median(b).perSecond(),
          median(a).cpuPerMillion() / median(b).cpuPerMillion());
    }
  }

  private static Figure median(List<Figure> figures) {
    return figures.stream()
        .sorted(Comparator.comparingDouble(Figure::perSecond))
        .toList()
        .get(figures.size() / 2);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws IOException {
    for (int i = 0; i < 200; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException _) {
        LockSupport.parkNanos(50_000_000);
      }
    }
    throw new IOException("nobody listens at port " + port);
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Waits for the end of a run. */
  private interface Wait {
    void await() throws IOException;
  }

  /** One run. */
  private record Figure(long count, Duration wall, Duration cpu) {
    double perSecond() {
      return count / (wall.toNanos() / 1e9);
    }

    double cpuPerMillion() {
      return cpu.toNanos() / 1e9 / (count / 1e6);
    }
  }

  /** Counts the lines of a file that grows. */
  private static final class LineCounter {
    private final Path file;
    private final byte[] buffer = new byte[1 << 20];
    private long read;
    private long lines;
    private long due;

    LineCounter(Path file) {
      this.file = file;
    }

    void await(long more) throws IOException {
      due += more;
      while (lines < due) {
        if (!Files.exists(file)) {
          LockSupport.parkNanos(5_000_000);
          continue;
        }
        try (InputStream in = Files.newInputStream(file)) {
          in.skipNBytes(read);
          for (int some = in.read(buffer); some > 0; some = in.read(buffer)) {
            read += some;
            for (int i = 0; i < some; i++) {
              lines += buffer[i] == '\n' ? 1 : 0;
            }
          }
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }
}
