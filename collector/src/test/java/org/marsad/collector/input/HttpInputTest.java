package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Transport;

/**
 * Lines to the event collector, as one of the inputs over HTTP. What HTTP answers differently: a
 * body that was not acknowledged is the sender's to repeat, and limits of connections are the
 * server's.
 */
class HttpInputTest extends InputContract {
  private static final String PATH = "/services/collector/raw";

  @Override
  protected Input open(InputContext context, EventLoops loops) {
    EventsHttpConfig small = HttpFixture.SMALL;
    var config =
        new EventsHttpConfig(
            EventsHttpConfig.defaults().maxBody(),
            EventsHttpConfig.defaults().maxExpanded(),
            new ByteSize(MAX_FRAME),
            256,
            Duration.ofSeconds(30),
            small.idempotencyKeys(),
            small.idempotencyWindow());
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
            .requestAutoAbortDelay(Duration.ofSeconds(5));
    for (HttpRoute route : new HecHttpInput(config, context).routes()) {
      for (String path : route.paths()) {
        var binding = builder.route().path(path).methods(route.methods());
        if (route.errors() != null) {
          binding.errorHandler(route.errors());
        }
        binding.build(route.service());
      }
    }
    Server server = builder.build();
    server.start().join();
    return new HttpServer(server);
  }

  @Override
  protected TestSender connect(Input opened) throws IOException {
    return new HttpSender(opened.address());
  }

  @Override
  protected Transport transport() {
    return Transport.HTTP;
  }

  /** Its requests wait: see {@link HttpPaceTest}. */
  @Override
  protected boolean pacesReading() {
    return false;
  }

  @Override
  protected boolean acknowledges() {
    return true;
  }

  /** What is refused is not left in the buffers of the kernels. */
  @Override
  protected int floodBytes() {
    return FLOOD_BYTES / 4;
  }

  @Override
  protected boolean repeatsWhatWasRefused() {
    return true;
  }

  @Override
  protected boolean keepsGarbage() {
    return false;
  }

  /** What was acknowledged is there; the rest is known to its sender as not taken. */
  @Test
  @Override
  void stopOffersAllThatHadArrived() throws Exception {
    try (TestSender sender = connect(input())) {
      for (int i = 0; i < 20; i++) {
        send(sender, frames(100, 300));
      }
      input().stop();
      assertTrue(log().size() >= sender.acknowledged());
      assertEquals(0, log().size() % 100, "a body was taken in part");
    }
  }

  @Test
  @Override
  void survivesGarbageAndKeepsOrCountsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (TestSender sender = connect(input())) {
        byte[] garbage =
            ("<garbage> ".repeat(round + 1) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        sender.write(garbage, 0, garbage.length);
        assertTrue(sender.awaitClosed());
      }
    }
    assertEquals(0, log().size());
    try (TestSender sender = connect(input())) {
      send(sender, List.of(frame("<13>after")));
      log().awaitSize(1, PATIENCE);
    }
  }

  /** Requests on one connection are taken side by side, so the second waits for the first. */
  @Test
  @Override
  void cutsOrRefusesAFrameThatIsTooLongAndFindsItsFeet() throws Exception {
    byte[] large = frame("<13>" + "y".repeat(3 * MAX_FRAME));
    try (TestSender sender = connect(input())) {
      send(sender, List.of(large));
      log().awaitSize(1, PATIENCE);
      send(sender, List.of(frame("<13>after")));
      log().awaitSize(2, PATIENCE);
    }
    MemoryLog.Frame cut = log().frames().getFirst();
    assertArrayEquals(Arrays.copyOf(large, MAX_FRAME), cut.bytes());
    assertEquals(FrameFlag.OVERSIZE, cut.flags());
    assertEquals(1, books().getFirst().truncated());
  }

  /** The server's business, which has no counter for it. */
  @Override
  void countsConnectionsOverTheLimit() {}

  private record HttpServer(Server server) implements Input {
    @Override
    public String name() {
      return HecHttpInput.NAME;
    }

    @Override
    public InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.activeLocalPort());
    }

    @Override
    public void stop() {
      server.stop().join();
    }
  }

  /** Requests one behind the other on one connection; those that were refused are sent again. */
  private static final class HttpSender implements TestSender {
    private final Socket socket;
    private final URI uri;
    private final HttpClient retries =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Body> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Thread reader;
    private volatile boolean closed;
    private volatile boolean done;

    HttpSender(InetSocketAddress address) throws IOException {
      socket = new Socket(address.getAddress(), address.getPort());
      uri = URI.create("http://127.0.0.1:" + address.getPort() + PATH);
      reader = Thread.ofPlatform().daemon().start(this::read);
    }

    @Override
    public List<byte[]> encode(List<byte[]> frames) {
      var body = new ByteArrayOutputStream();
      for (byte[] frame : frames) {
        body.writeBytes(frame);
        body.write('\n');
      }
      String head = "POST " + PATH + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.size();
      waiting.add(new Body(body.toByteArray(), frames.size()));
      var request = new ByteArrayOutputStream();
      request.writeBytes((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body.toByteArray());
      return List.of(request.toByteArray());
    }

    /** A server that refuses may close the connection; what had no answer is sent again then. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        socket.getOutputStream().write(bytes, offset, length);
      } catch (IOException _) {
        closed = true;
      }
      if (closed) {
        repeatAll();
      }
    }

    @Override
    public int acknowledged() {
      return acknowledged.get();
    }

    @Override
    public boolean awaitClosed() {
      try {
        reader.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return closed;
    }

    @Override
    public void close() throws IOException {
      done = true;
      socket.close();
    }

    private void read() {
      try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
        String line = line(in);
        while (!line.isEmpty()) {
          int status = Integer.parseInt(line.split(" ", 3)[1]);
          int length = 0;
          for (line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
              length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
          }
          in.skipNBytes(length);
          Body body = waiting.poll();
          if (body != null) {
            answered(body, status);
          }
          line = line(in);
        }
      } catch (IOException | NumberFormatException _) {
        // closed
      }
      closed = true;
      repeatAll();
    }

    private void repeatAll() {
      for (Body body = waiting.poll(); body != null; body = waiting.poll()) {
        Body unanswered = body;
        Thread.ofVirtual().start(() -> again(unanswered));
      }
    }

    private void answered(Body body, int status) {
      if (status == 200) {
        acknowledged.addAndGet(body.frames);
      } else if (status == 429 || status >= 500) {
        Thread.ofVirtual().start(() -> again(body));
      }
    }

    private void again(Body body) {
      HttpRequest request =
          HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body.bytes)).build();
      try {
        while (!done) {
          if (isTaken(request)) {
            acknowledged.addAndGet(body.frames);
            return;
          }
          LockSupport.parkNanos(20_000_000);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean isTaken(HttpRequest request) throws InterruptedException {
      try {
        return retries.send(request, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException _) {
        return false;
      }
    }

    private static String line(InputStream in) throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private record Body(byte[] bytes, int frames) {}
  }
}
