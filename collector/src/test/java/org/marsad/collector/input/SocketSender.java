package org.marsad.collector.input;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A sender over a stream that is told nothing back; others extend it. */
public class SocketSender implements TestSender {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final UnaryOperator<byte[]> framing;

  /** Frames go through {@code framing} onto the wire. */
  public SocketSender(Socket socket, UnaryOperator<byte[]> framing) throws IOException {
    this.socket = socket;
    this.framing = framing;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Connects. */
  public static SocketSender connect(InetSocketAddress address, UnaryOperator<byte[]> framing)
      throws IOException {
    return new SocketSender(new Socket(address.getAddress(), address.getPort()), framing);
  }

  /** Each frame with a byte behind it. */
  public static UnaryOperator<byte[]> endedBy(int end) {
    return frame -> {
      byte[] ended = Arrays.copyOf(frame, frame.length + 1);
      ended[frame.length] = (byte) end;
      return ended;
    };
  }

  /** The socket, to read answers from. */
  protected final Socket socket() {
    return socket;
  }

  @Override
  public List<byte[]> encode(List<byte[]> frames) throws IOException {
    return frames.stream().map(framing).toList();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    socket.getOutputStream().write(bytes, offset, length);
  }

  @Override
  public boolean awaitClosed() throws IOException {
    try {
      byte[] answer = new byte[4096];
      while (socket.getInputStream().read(answer) >= 0) {
        // whatever it says before it closes
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
