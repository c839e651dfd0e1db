package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.marsad.collector.frame.LumberjackStream;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class BeatsInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    var config =
        new BeatsConfig(
            true,
            "127.0.0.1",
            0,
            true,
            new ByteSize(MAX_FRAME),
            ByteSize.ofMiB(1),
            100_000,
            ByteSize.ofMiB(64),
            500,
            MAX_CONNECTIONS,
            MAX_CONNECTIONS,
            Duration.ofMillis(100),
            Duration.ofMillis(700),
            Duration.ofMillis(1500),
            Duration.ofHours(1),
            List.of(),
            TlsConfig.defaults());
    return BeatsInput.open(config, loops, context);
  }

  @Override
  protected Beat connect(Input opened) throws IOException {
    return new Beat(opened.address());
  }

  @Override
  protected Transport transport() {
    return Transport.TCP;
  }

  @Override
  protected String format() {
    return "json";
  }

  @Override
  protected boolean acknowledges() {
    return true;
  }

  @Override
  protected boolean keepsGarbage() {
    return false;
  }

  @Test
  void acknowledgesAWindowOnceItIsDurableAndSaysBeforeThatItLives() throws Exception {
    log().stick();
    try (Beat beat = connect(input())) {
      beat.write(LumberjackStream.v2().window(2).json(1, "{\"a\":1}").json(2, "{\"a\":2}").bytes());
      assertEquals(0, beat.ack());
      assertEquals(0, beat.ack());
      log().relieve();
      assertEquals(2, beat.nextAfter(0));
    }
  }

  @Test
  void acknowledgesInPartWhileTheWindowIsOpen() throws Exception {
    try (Beat beat = connect(input())) {
      beat.write(LumberjackStream.v2().window(3).json(1, "{}").json(2, "{}").bytes());
      assertEquals(2, beat.ack());
      beat.write(LumberjackStream.v2().json(3, "{}").bytes());
      assertEquals(3, beat.ack());
    }
  }

  @Test
  void speaksTheVersionOfItsSender() throws Exception {
    try (Beat beat = connect(input())) {
      beat.write(new LumberjackStream('1').window(1).pairs(9, "line", "old").bytes());
      assertEquals('1', beat.version());
      assertEquals(9, beat.sequence());
    }
    log().awaitSize(1, PATIENCE);
    assertEquals("{\"message\":\"old\"}", log().frames().getFirst().text());
  }

  @Test
  void answersWindowsThatCameTogetherOneByOne() throws Exception {
    try (Beat beat = connect(input())) {
      var stream = LumberjackStream.v2();
      for (int window = 0; window < 3; window++) {
        stream.window(2).compressed(LumberjackStream.v2().json(1, "{}").json(2, "{}"));
      }
      beat.write(stream.bytes());
      assertEquals(List.of(2, 2, 2), List.of(beat.ack(), beat.ack(), beat.ack()));
    }
  }

  @Test
  void holdsNoMoreOfABombThanThereIsRoomFor() throws Exception {
    int events = 60_000;
    log().stick();
    var inner = LumberjackStream.v2();
    for (int i = 1; i <= events; i++) {
      inner.json(i, "{\"m\":\"" + "a".repeat(500) + "\"}");
    }
    try (Beat beat = connect(input())) {
      beat.write(LumberjackStream.v2().window(events).compressed(inner).bytes());
      MemoryLog.await(() -> log().peak() > 300_000, PATIENCE, () -> "peak of " + log().peak());
      for (int i = 0; i < 5; i++) {
        assertEquals(0, beat.ack());
      }
      assertTrue(log().peak() < 1 << 20, () -> "peak of " + log().peak());
      log().relieve();
      int ack = 0;
      while (ack < events) {
        ack = beat.ack();
      }
      assertEquals(events, ack);
    }
    assertEquals(events, log().size());
  }

  @Test
  void closesWhoFinishesNoFrame() throws Exception {
    try (Beat beat = connect(input())) {
      byte[] bytes = LumberjackStream.v2().window(1).json(1, "{\"a\":\"slow\"}").bytes();
      beat.write(bytes, 0, bytes.length - 4);
      assertTrue(beat.awaitClosed());
    }
    assertTrue(rejected("frame-timeout") > 0);
    assertEquals(0, log().size());
  }

  @Test
  void closesWhoFillsNoWindowAndKeepsWhatCame() throws Exception {
    try (Beat beat = connect(input())) {
      beat.write(LumberjackStream.v2().window(5).json(1, "{}").bytes());
      assertEquals(1, beat.ack());
      assertTrue(beat.awaitClosed());
    }
    assertTrue(rejected("window-timeout") > 0);
    assertEquals(1, log().size());
  }

  @Test
  void closesWhoReadsNoAnswers() throws Exception {
    var stream = LumberjackStream.v2();
    for (int i = 0; i < 5_000; i++) {
      stream.window(1).json(i, "{}");
    }
    byte[] bytes = stream.bytes();
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(input().address());
      for (int i = 0; i < 2_000 && rejected("acks-unread") == 0; i++) {
        socket.getOutputStream().write(bytes);
      }
    } catch (IOException _) {
      // closed while we wrote
    }
    MemoryLog.await(() -> rejected("acks-unread") > 0, PATIENCE, () -> "never closed");
  }

  @Test
  void boundsWhatUnfinishedEventsTake() throws Exception {
    // Bytes of a frame that are not kept take no room, so many connections can do no harm.
    var beats = new ArrayList<Beat>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        Beat beat = connect(input());
        beats.add(beat);
        byte[] endless = new byte[1 << 20];
        new Random(i).nextBytes(endless);
        beat.write(
            LumberjackStream.v2().head('J').number(1).number(200 << 20).raw(endless).bytes());
      }
      for (Beat beat : beats) {
        assertTrue(beat.awaitClosed());
      }
    } finally {
      for (Beat beat : beats) {
        beat.close();
      }
    }
    assertEquals(MAX_CONNECTIONS, rejected("frame-timeout"));
  }

  private double rejected(String reason) {
    try {
      var text = new StringBuilder();
      metrics().write(text);
      String name =
          "marsad_collector_refused_connections_total{input=\"beats\",reason=\"" + reason + "\"} ";
      int at = text.indexOf(name);
      return at < 0 ? 0 : Double.parseDouble(text.substring(at + name.length()).split("\n", 2)[0]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A small Lumberjack client: windows of what it is given, packed now and then. */
  static final class Beat extends SocketSender {
    private final DataInputStream in;
    private final List<Integer> windows = new ArrayList<>();
    private int sequence;
    private int acknowledged;

    Beat(InetSocketAddress address) throws IOException {
      super(new Socket(address.getAddress(), address.getPort()), UnaryOperator.identity());
      in = new DataInputStream(socket().getInputStream());
    }

    void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public List<byte[]> encode(List<byte[]> frames) {
      var inner = LumberjackStream.v2();
      for (byte[] frame : frames) {
        inner.json(++sequence, frame);
      }
      windows.add(frames.size());
      var stream = LumberjackStream.v2().window(frames.size());
      return List.of(
          (windows.size() % 2 == 0 ? stream.raw(inner.bytes()) : stream.compressed(inner)).bytes());
    }

    @Override
    public int acknowledged() throws IOException {
      while (in.available() >= 6) {
        acknowledged = Math.max(acknowledged, ack());
      }
      return acknowledged;
    }

    /** The next answer. */
    int ack() throws IOException {
      version();
      return sequence();
    }

    int version() throws IOException {
      int version = in.readByte();
      assertEquals('A', in.readByte());
      return version;
    }

    int sequence() throws IOException {
      return in.readInt();
    }

    int nextAfter(int value) throws IOException {
      int ack = ack();
      while (ack == value) {
        ack = ack();
      }
      return ack;
    }
  }
}
