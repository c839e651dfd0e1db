package org.marsad.collector.input;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.List;
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
