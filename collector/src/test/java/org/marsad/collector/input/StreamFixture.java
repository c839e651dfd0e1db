package org.marsad.collector.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.config.ByteSize;
import org.marsad.model.metrics.Metrics;

/** One input at a real port, in front of a log in memory. */
final class StreamFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CHUNKS = Duration.ofMillis(300);

  final MemoryLog log = new MemoryLog();
  private final Metrics metrics = new Metrics();
  private final SourceBooks books = new SourceBooks(metrics);
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final EventLoops loops = new EventLoops(1);
  private final boolean isDatagrams;
  private final Input input;

  /** The input of a family of vectors. */
  StreamFixture(String family) {
    long budget = ByteSize.ofMiB(16).bytes();
    var ingest = new Ingest(log, budget, budget, scheduler);
    var context = new InputContext(ingest, books, metrics, InstantSource.system(), Duration.ZERO);
    isDatagrams = family.equals("gelf-udp");
    input =
        switch (family) {
          case "framing-tcp" ->
              SyslogTcpInput.open(SyslogTcpConfig.defaults().withPort(0), loops, context);
          case "relp" -> RelpInput.open(RelpConfig.defaults().withPort(0), loops, context);
          case "lumberjack2" -> BeatsInput.open(BeatsConfig.defaults().withPort(0), loops, context);
          case "gelf-tcp" ->
              GelfTcpInput.open(GelfTcpConfig.defaults().withPort(0), loops, context);
          case "gelf-udp" -> GelfUdpInput.open(quick(GelfUdpConfig.defaults()), loops, context);
          default -> throw new IllegalArgumentException("no such family: " + family);
        };
  }

  /** Gives up early what lacks chunks. */
  private static GelfUdpConfig quick(GelfUdpConfig given) {
    return new GelfUdpConfig(
        true,
        given.host(),
        0,
        given.receiveBuffer(),
        given.maxFrame(),
        given.maxPending(),
        given.maxPendingBytes(),
        CHUNKS);
  }

  /** Sends the datagrams, or the bytes of one connection, without waiting for an answer. */
  void send(List<byte[]> parts) throws IOException {
    if (isDatagrams) {
      try (var socket = new DatagramSocket()) {
        for (byte[] part : parts) {
          socket.send(new DatagramPacket(part, part.length, input.address()));
        }
      }
    } else {
      talk(parts, _ -> false, true);
    }
  }

  /**
   * Sends the bytes over one connection and reads what is answered, until that is enough or the
   * other side ends the connection.
   *
   * @param isLast whether the sender says that it has no more
   */
  byte[] talk(List<byte[]> parts, Predicate<byte[]> enough, boolean isLast) throws IOException {
    var answer = new ByteArrayOutputStream();
    try (var socket = new Socket("127.0.0.1", input.address().getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      try {
        for (byte[] part : parts) {
          socket.getOutputStream().write(part);
        }
        if (isLast) {
          socket.shutdownOutput();
        }
        byte[] some = new byte[1024];
        int read = 0;
        while (read >= 0 && !enough.test(answer.toByteArray())) {
          answer.write(some, 0, read);
          if (!enough.test(answer.toByteArray())) {
            read = socket.getInputStream().read(some);
          }
        }
      } catch (SocketException _) {
        // The other side has ended the connection while we were writing.
      }
    }
    return answer.toByteArray();
  }

  /** Waits until more than before was given up for a reason that the metrics name. */
  void awaitFault(String reason, long before) throws InterruptedException {
    MemoryLog.await(
        () -> faults(reason) > before, PATIENCE, () -> "nothing was counted as " + reason);
  }

  /** How often something was given up for a reason. */
  long faults(String reason) {
    String series = "reason=\"" + reason + "\"";
    return metrics()
        .lines()
        .filter(line -> line.contains(series))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** What is counted, as the exposition format has it. */
  private String metrics() {
    var text = new StringBuilder();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    input.stop();
    loops.close();
    scheduler.shutdownNow();
    log.close();
  }
}
