package org.marsad.server.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Syslog over UDP: a line is a datagram; longer ones than a datagram are cut and told. */
final class UdpSink implements SendCommand.LineSink {
  /** RFC 768: 65,535 less the headers of UDP and IPv4. */
  private static final int MAX_DATAGRAM = 65_507;

  private final DatagramSocket socket;
  private final InetSocketAddress target;
  private long sent;
  private long bytes;
  private long cut;

  UdpSink(String host, int port) throws IOException {
    target = new InetSocketAddress(host, port);
    if (target.isUnresolved()) {
      throw new CommandException("no such host: " + host);
    }
    socket = new DatagramSocket();
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    int size = Math.min(length, MAX_DATAGRAM);
    cut += size < length ? 1 : 0;
    socket.send(new DatagramPacket(buffer, offset, size, target));
    sent++;
    bytes += size;
  }

  @Override
  public void flush() {
    // datagrams leave at once
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String note() {
    return cut == 0 ? "" : cut + " lines were longer than a datagram and were cut";
  }

  @Override
  public boolean complete() {
    return cut == 0;
  }

  @Override
  public void close() {
    socket.close();
  }
}
