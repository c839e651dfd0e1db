package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.marsad.collector.frame.LumberjackStream;
import org.marsad.collector.input.MemoryLog.Frame;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class GelfUdpInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    var config =
        new GelfUdpConfig(
            true,
            "127.0.0.1",
            0,
            ByteSize.ofMiB(4),
            new ByteSize(16 << 10),
            100,
            ByteSize.ofMiB(1),
            Duration.ofMillis(300));
    return GelfUdpInput.open(config, loops, context);
  }

  @Override
  protected TestSender connect(Input opened) throws IOException {
    var socket = new DatagramSocket();
    socket.connect(opened.address());
    return new Datagrams(socket);
  }

  @Override
  protected Transport transport() {
    return Transport.UDP;
  }

  @Override
  protected boolean isStream() {
    return false;
  }

  @Override
  protected String format() {
    return "gelf";
  }

  @Override
  protected byte[] frame(String message) {
    String json = "{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"" + message + "\"}";
    return json.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void send(byte[]... datagrams) throws Exception {
    try (TestSender sender = connect(input())) {
      for (byte[] datagram : datagrams) {
        sender.write(datagram, 0, datagram.length);
      }
    }
  }

  private static byte[] chunk(long id, int sequence, int count, byte[] payload) {
    return ByteBuffer.allocate(12 + payload.length)
        .putShort((short) 0x1e0f)
        .putLong(id)
        .put((byte) sequence)
        .put((byte) count)
        .put(payload)
        .array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void putsChunksTogetherThatComeBackwards() throws Exception {
    byte[] object = frame("x".repeat(3000));
    byte[] packed = gzip(object);
    int half = packed.length / 2;
    send(
        chunk(7, 1, 2, Arrays.copyOfRange(packed, half, packed.length)),
        chunk(7, 0, 2, Arrays.copyOf(packed, half)),
        LumberjackStream.deflate(object),
        object);
    log().awaitSize(3, PATIENCE);
    for (Frame frame : log().frames()) {
      assertEquals(new String(object, UTF_8), frame.text());
    }
  }

  @Test
  void writesWhatWasGivenUpIntoTheBooksOfItsSender() throws Exception {
    send(chunk(7, 1, 3, frame("lost")), frame("kept"));
    MemoryLog.await(
        () -> books().stream().anyMatch(book -> book.refused().equals(Map.of("incomplete", 1L))),
        PATIENCE,
        () -> books().toString());
    assertEquals(2, books().getFirst().received());
    assertEquals(1, log().size());
    assertTrue(
        metric("marsad_collector_gelf_faults_total{input=\"gelf-udp\",reason=\"incomplete\"} 1"));
  }

  @Test
  void staysSmallUnderChunksThatNeverEnd() throws Exception {
    var flood = new byte[400][];
    for (int i = 0; i < flood.length; i++) {
      flood[i] = chunk(i, 0, 128, new byte[8000]);
    }
    send(flood);
    send(frame("still there"));
    MemoryLog.await(() -> log().size() == 1, PATIENCE, () -> log().size() + " frames");
    assertTrue(metric("marsad_collector_gelf_faults_total{input=\"gelf-udp\",reason=\"no-room\"}"));
    MemoryLog.await(
        () -> metric("marsad_collector_gelf_pending{input=\"gelf-udp\"} 0"),
        PATIENCE,
        () -> "messages wait for ever");
  }

  @Test
  void unpacksABombUpToTheLimitAndKeepsIt() throws Exception {
    send(gzip(new byte[20 << 20]));
    log().awaitSize(1, PATIENCE);
    assertEquals(16 << 10, log().frames().getFirst().bytes().length);
    assertEquals(1, books().getFirst().truncated());
  }

  private boolean metric(String line) {
    try {
      var text = new StringBuilder();
      metrics().write(text);
      return text.indexOf(line) >= 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Datagrams(DatagramSocket socket) implements TestSender {
    @Override
    public List<byte[]> encode(List<byte[]> frames) {
      return frames;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      socket.send(new DatagramPacket(bytes, offset, length));
    }

    @Override
    public boolean awaitClosed() {
      return false;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
