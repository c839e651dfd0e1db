package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.metrics.Metrics;

/** Senders that mean harm, or that somebody has configured wrongly. */
class HostileSendersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_FRAME = 4096;

  private final MemoryLog log = new MemoryLog();
  private final Metrics metrics = new Metrics();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final EventLoops loops = new EventLoops(1);
  private final Ingest ingest = new Ingest(log, 4 << 20, 1 << 20, scheduler);
  private final InputContext context =
      new InputContext(
          ingest, new SourceBooks(metrics), metrics, InstantSource.system(), Duration.ZERO);
  private final List<Input> inputs = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    inputs.forEach(Input::stop);
    ingest.stop(Duration.ofSeconds(1));
    loops.close();
    scheduler.shutdownNow();
    log.close();
  }

  @Test
  void closesTlsOnThePlainPortAndCountsIt() throws Exception {
    Input input = open(config());
    try (Socket socket = connect(input)) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 60, 1, 0, 0, 56, 3, 3});
      assertTrue(isClosed(socket));
    }
    assertEquals(1, rejected("tls-on-plain-port"));
    assertEquals(0, log.size());
  }

  @Test
  void keepsTextThatOnlyBeginsLikeTls() throws Exception {
    Input input = open(config());
    try (Socket socket = connect(input)) {
      socket.getOutputStream().write(new byte[] {22});
    }
    log.awaitSize(1, PATIENCE);
    assertEquals(1, log.frames().getFirst().bytes().length);
    assertEquals(FrameFlag.TORN, log.frames().getFirst().flags());
  }

  @Test
  void breaksOffASenderThatNeverEndsItsFrame() throws Exception {
    Input input = open(config().withFrameTimeout(Duration.ofMillis(200)));
    try (Socket socket = connect(input)) {
      var over = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (!over.get()) {
                        socket.getOutputStream().write('x');
                        LockSupport.parkNanos(5_000_000);
                      }
                    } catch (IOException _) {
                      // broken off
                    }
                  });
      assertTrue(isClosed(socket));
      over.set(true);
      writer.join();
    }
    assertEquals(1, rejected("slow"));
    log.awaitSize(1, PATIENCE);
    assertEquals(FrameFlag.TORN, log.frames().getFirst().flags());
  }

  @Test
  void breaksOffSendersWhoseLongFramesFindNoRoomToWaitIn() throws Exception {
    Input input = open(config().withLimits(new ByteSize(1 << 20), 10));
    var senders = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 5; i++) {
        Socket sender = connect(input);
        senders.add(sender);
        sendIfOpen(sender, "<13>" + "y".repeat(1_000_000));
      }
      // Four times what is beyond the first 64 KiB fits in 4 MiB, five times does not.
      MemoryLog.await(() -> rejected("crowded") > 0, PATIENCE, () -> "all found room");
      for (Socket sender : senders) {
        sendIfOpen(sender, "\n");
      }
      log.awaitSize(5, PATIENCE);
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
    long torn = 0;
    for (MemoryLog.Frame frame : log.frames()) {
      if (frame.flags() == FrameFlag.TORN) {
        torn++;
      } else {
        assertEquals(1_000_004, frame.bytes().length);
        assertEquals(0, frame.flags());
      }
    }
    assertEquals(rejected("crowded"), torn);
    assertTrue(torn < 5, "those that had room are whole");
  }

  @Test
  void takesTheSenderOutOfTheHeaderOfAProxy() throws Exception {
    Input input = open(config().withProxyFrom(List.of("127.0.0.1", "2001:db8::/32")));
    try (Socket one = connect(input);
        Socket two = connect(input);
        Socket three = connect(input)) {
      send(one, "PROXY TCP4 192.0.2.7 198.51.100.1 40000 514\r\n<13>one\n");
      send(two, "PROXY TCP6 2001:DB8:0:0::7 2001:db8::1 40000 514\r\n");
      send(two, "<13>two\n");
      byte[] header = {
        13,
        10,
        13,
        10,
        0,
        13,
        10,
        81,
        85,
        73,
        84,
        10,
        0x21,
        0x11,
        0,
        12,
        (byte) 203,
        0,
        113,
        9,
        (byte) 198,
        51,
        100,
        1,
        1,
        1,
        2,
        2
      };
      three.getOutputStream().write(header);
      send(three, "<13>three\n");
      log.awaitSize(3, PATIENCE);
    }
    for (MemoryLog.Frame frame : log.frames()) {
      String expected =
          switch (frame.text()) {
            case "<13>one" -> "192.0.2.7";
            case "<13>two" -> "2001:db8::7";
            default -> "203.0.113.9";
          };
      assertEquals(expected, frame.origin().peer(), frame.text());
    }
  }

  @Test
  void closesAProxyWithoutAHeaderAndTrustsNobodyElse() throws Exception {
    Input behind = open(config().withProxyFrom(List.of("127.0.0.0/8")));
    try (Socket socket = connect(behind)) {
      send(socket, "<13>no header at all, and long enough to be sure of it\n");
      assertTrue(isClosed(socket));
    }
    assertEquals(1, rejected("proxy-header"));
    Input open = open(config().withProxyFrom(List.of("192.0.2.0/24")));
    try (Socket socket = connect(open)) {
      send(socket, "PROXY TCP4 192.0.2.7 198.51.100.1 40000 514\r\n");
      log.awaitSize(1, PATIENCE);
    }
    assertEquals("127.0.0.1", log.frames().getFirst().origin().peer());
    assertTrue(log.frames().getFirst().text().startsWith("PROXY TCP4"));
  }

  @Test
  void letsOthersInWhileOneSourceSendsAHundredfold() throws Exception {
    Input input =
        open(config().withProxyFrom(List.of("127.0.0.1")).withLimits(new ByteSize(MAX_FRAME), 20));
    var over = new AtomicBoolean();
    var floods = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      Socket noisy = connect(input);
      send(noisy, "PROXY TCP4 192.0.2.66 198.51.100.1 40000 514\r\n");
      byte[] lines = ("<13>" + "n".repeat(995) + "\n").repeat(64).getBytes(StandardCharsets.UTF_8);
      floods.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (noisy) {
                      while (!over.get()) {
                        noisy.getOutputStream().write(lines);
                      }
                    } catch (IOException _) {
                      // stopped
                    }
                  }));
    }
    // The disk stands still for ever: only what is held free for others can be had.
    MemoryLog.await(() -> log.size() > 1000, PATIENCE, () -> "no flood");
    log.stick();
    MemoryLog.await(() -> ingest.inFlight() > (1 << 19), PATIENCE, () -> "no flood");
    try (Socket quiet = connect(input)) {
      send(quiet, "PROXY TCP4 192.0.2.1 198.51.100.1 40000 514\r\n<13>quiet\n");
      MemoryLog.await(
          () ->
              context.books().report().stream()
                  .anyMatch(book -> book.peer().equals("192.0.2.1") && book.received() == 1),
          PATIENCE,
          () -> "the quiet one was not heard");
      assertTrue(
          ingest.inFlight() <= (1 << 20) + (512 << 10),
          () -> "one source has " + ingest.inFlight() + " of the budget");
      log.relieve();
      MemoryLog.await(
          () -> log.frames().stream().anyMatch(frame -> frame.text().equals("<13>quiet")),
          PATIENCE,
          () -> "the quiet one was starved");
    }
    over.set(true);
    for (Thread flood : floods) {
      flood.join();
    }
  }

  @Test
  void goesOverALineOfAGigabyteInPassing() throws Exception {
    longLine(64);
  }

  @Test
  @Tag("extended")
  void goesOverALineOfAGibibyte() throws Exception {
    longLine(1024);
  }

  private void longLine(int mebibytes) throws Exception {
    Input input = open(config());
    byte[] block = "z".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (Socket socket = connect(input)) {
      send(socket, "<13>");
      for (int i = 0; i < mebibytes; i++) {
        socket.getOutputStream().write(block);
      }
      send(socket, "\n<13>after\n");
      log.awaitSize(2, PATIENCE);
    }
    assertEquals(MAX_FRAME, log.frames().getFirst().bytes().length);
    assertEquals(FrameFlag.OVERSIZE, log.frames().getFirst().flags());
    assertEquals("<13>after", log.frames().getLast().text());
  }

  @Test
  void holdsAThousandIdleConnections() throws Exception {
    idle(1_000);
  }

  @Test
  @Tag("extended")
  void holdsTenThousandIdleConnections() throws Exception {
    idle(10_000);
  }

  private void idle(int count) throws Exception {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    assumeTrue(files > count + 500L, "a process may open no more than " + files + " files");
    Input input = open(config().withLimits(new ByteSize(MAX_FRAME), count + 1));
    long before = used();
    try (IdleClients _ = IdleClients.start(input.address(), count)) {
      log.awaitSize(count / 2, PATIENCE);
      MemoryLog.await(() -> connections() == count, PATIENCE, () -> connections() + " connected");
      long each = (used() - before) / count;
      assertTrue(each < 8 << 10, () -> each + " bytes a connection, the log included");
      try (Socket socket = connect(input)) {
        send(socket, "<13>last\n");
        log.awaitSize(count / 2 + 1, PATIENCE);
      }
    }
    MemoryLog.await(() -> connections() == 0, PATIENCE, () -> connections() + " are left");
  }

  private long connections() {
    var text = new StringBuilder();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String name = "marsad_collector_connections{input=\"syslog-tcp\"} ";
    int at = text.indexOf(name) + name.length();
    return Long.parseLong(text.substring(at, text.indexOf("\n", at)));
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static SyslogTcpConfig config() {
    return SyslogTcpConfig.defaults().withPort(0).withLimits(new ByteSize(MAX_FRAME), 10);
  }

  private Input open(SyslogTcpConfig config) {
    Input input = SyslogTcpInput.open(config, loops, context);
    inputs.add(input);
    return input;
  }

  private static Socket connect(Input input) throws IOException {
    InetSocketAddress address = input.address();
    var socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void sendIfOpen(Socket socket, String text) {
    try {
      send(socket, text);
    } catch (IOException _) {
      // it was broken off
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      return in.read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private long rejected(String reason) {
    return metrics
        .counter(
            "marsad_collector_refused_connections",
            "Connections turned away or broken off by us.",
            "input",
            SyslogTcpInput.NAME,
            "reason",
            reason)
        .value();
  }
}
