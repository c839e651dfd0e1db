package org.marsad.server.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Syslog over TCP: lines ended by LF, or counted (RFC 6587 section 3.4.1). */
final class TcpSink implements SendCommand.LineSink {
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final boolean counted;
  private long sent;
  private long bytes;

  TcpSink(String host, int port, boolean counted) throws IOException {
    this.counted = counted;
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    } catch (ConnectException _) {
      socket.close();
      throw new CommandException("nobody listens at " + host + ":" + port + " (tcp)");
    }
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    if (counted) {
      out.write((length + " ").getBytes(StandardCharsets.US_ASCII));
    }
    out.write(buffer, offset, length);
    if (!counted) {
      out.write('\n');
    }
    sent++;
    bytes += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Waits until the server closes too, so that a reset cannot take back what was sent. */
  @Override
  public void close() throws IOException {
    try (socket) {
      out.flush();
      socket.shutdownOutput();
      socket.setSoTimeout(CONNECT_MILLIS);
      while (socket.getInputStream().read() >= 0) {
        // nothing is expected from a syslog receiver
      }
    } catch (SocketTimeoutException _) {
      // it keeps its side open; what was sent is acknowledged by TCP
    }
  }
}
