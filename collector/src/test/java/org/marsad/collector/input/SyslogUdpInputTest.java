package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class SyslogUdpInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    return SyslogUdpInput.open(SyslogUdpConfig.defaults().withPort(0), loops, context);
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

  @Test
  void readsSeveralSocketsOfOnePort() throws Exception {
    Input several =
        SyslogUdpInput.open(
            SyslogUdpConfig.defaults().withPort(0).withSockets(4), loops(), context());
    assumeTrue(several.sockets().size() == 4, "ports are not shared here");
    var sent = new ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      try (TestSender sender = connect(several)) {
        sent.add("<13>from port number " + i);
        send(sender, List.of(sent.getLast().getBytes(StandardCharsets.UTF_8)));
      }
    }
    log().awaitSize(sent.size(), PATIENCE);
    several.stop();
    sent.sort(null);
    assertEquals(sent, log().frames().stream().map(MemoryLog.Frame::text).sorted().toList());
  }

  @Test
  void tellsWhatTheKernelDropped() throws Exception {
    SyslogUdpConfig small = new SyslogUdpConfig(true, "127.0.0.1", 0, 1, new ByteSize(4096));
    var blocked = new EventLoops(1);
    Input input = SyslogUdpInput.open(small, blocked, context());
    assumeTrue(input.sockets().getFirst().drops() >= 0, "the kernel does not tell");
    assertTrue(input.sockets().getFirst().granted() >= 1024);
    var free = new CountDownLatch(1);
    blocked.group().next().execute(() -> awaitUninterruptibly(free));
    int count = 1000;
    try (TestSender sender = connect(input)) {
      for (int i = 0; i < count; i++) {
        send(sender, List.of(("<13>" + i).getBytes(StandardCharsets.UTF_8)));
      }
    }
    long drops = input.sockets().getFirst().drops();
    free.countDown();
    assertTrue(drops > 0, "nothing was dropped");
    log().awaitSize((int) (count - drops), PATIENCE);
    input.stop();
    assertEquals(count - drops, log().size());
    blocked.close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
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
