package org.marsad.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Sends messages over one RELP connection, so many of them unacknowledged at a time. */
final class RelpClient implements AutoCloseable {
  private static final String OFFERS =
      "relp_version=0\nrelp_software=marsad-bench\ncommands=syslog";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final int window;
  private int number = 1;
  private int waiting;

  RelpClient(int port, int window) throws IOException {
    this.window = window;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    command("open", OFFERS.getBytes(US_ASCII));
    drain(0);
  }

  /** Sends all, and waits until each was acknowledged. */
  void send(Messages messages, long count) throws IOException {
    for (long i = 0; i < count; i++) {
      if (waiting == window) {
        refill();
      }
      command("syslog", messages.message(i));
    }
    drain(0);
  }

  private void command(String name, byte[] data) throws IOException {
    out.write((number + " " + name + " " + data.length + " ").getBytes(US_ASCII));
    out.write(data);
    out.write('\n');
    number = number == 999_999_999 ? 1 : number + 1;
    waiting++;
  }

  /**
   * Waits for an answer and takes all that came with it. What is sent next carries the
   * acknowledgement of TCP, for which a receiver that writes each answer by itself waits.
   */
  private void refill() throws IOException {
    out.flush();
    do {
      answer();
      waiting--;
    } while (waiting > 0 && in.available() > 0);
  }

  private void drain(int left) throws IOException {
    out.flush();
    while (waiting > left) {
      answer();
      waiting--;
    }
  }

  /** {@code TXNR rsp LENGTH 200 OK}, with more behind it in the answer to open. */
  private void answer() throws IOException {
    word();
    String kind = word();
    int length = Integer.parseInt(word());
    byte[] data = in.readNBytes(length);
    if (!kind.equals("rsp") || length < 3 || data[0] != '2') {
      throw new IOException("refused: " + kind + " " + new String(data, US_ASCII));
    }
    if (in.read() != '\n') {
      throw new IOException("the answer does not end where it should");
    }
  }

  private String word() throws IOException {
    var word = new StringBuilder();
    for (int b = in.read(); b != ' '; b = in.read()) {
      if (b < 0 || word.length() > 16) {
        throw new IOException("the connection ended in an answer, or it is none: " + word);
      }
      word.append((char) b);
    }
    return word.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
