package org.marsad.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages over one RELP connection, so many of them unacknowledged at a time. Costs little,
 * so that what is measured is the receiver: what stands behind the number of a message is made
 * once.
 */
final class RelpClient implements AutoCloseable {
  private static final String OFFERS =
      "relp_version=0\nrelp_software=marsad-bench\ncommands=syslog";

  private static final int DIGITS = 10;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final int window;
  private final byte[] input = new byte[1 << 16];
  private final byte[] digits = new byte[DIGITS];
  private byte @Nullable [][] commands;
  private final byte[] output = new byte[1 << 16];
  private int read;
  private int filled;
  private int written;
  private int number = 1;
  private int waiting;

  RelpClient(int port, int window) throws IOException {
    this.window = window;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    command(behindNumber("open", OFFERS.getBytes(US_ASCII)));
    drain(0);
  }

  /** Sends all, and waits until each was acknowledged. */
  void send(Messages messages, long count) throws IOException {
    byte[][] each = commands(messages);
    for (long i = 0; i < count; i++) {
      if (waiting == window) {
        refill();
      }
      command(each[(int) (i % each.length)]);
    }
    drain(0);
  }

  private byte[][] commands(Messages messages) {
    byte[][] made = commands;
    if (made == null) {
      made = new byte[messages.distinct()][];
      for (int i = 0; i < made.length; i++) {
        made[i] = behindNumber("syslog", messages.message(i));
      }
      commands = made;
    }
    return made;
  }

  private static byte[] behindNumber(String name, byte[] data) {
    byte[] head = (" " + name + " " + data.length + " ").getBytes(US_ASCII);
    byte[] all = new byte[head.length + data.length + 1];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(data, 0, all, head.length, data.length);
    all[all.length - 1] = '\n';
    return all;
  }

  private void command(byte[] behindNumber) throws IOException {
    if (output.length - written < DIGITS + behindNumber.length) {
      flush();
    }
    int at = DIGITS;
    for (int rest = number; rest > 0; rest /= 10) {
      digits[--at] = (byte) ('0' + rest % 10);
    }
    put(digits, at, DIGITS - at);
    put(behindNumber, 0, behindNumber.length);
    number = number == 999_999_999 ? 1 : number + 1;
    waiting++;
  }

  private void put(byte[] bytes, int from, int count) {
    System.arraycopy(bytes, from, output, written, count);
    written += count;
  }

  private void flush() throws IOException {
    out.write(output, 0, written);
    written = 0;
  }

  /**
   * Waits for an answer and takes all that came with it. What is sent next carries the
   * acknowledgement of TCP, for which a receiver that writes each answer by itself waits.
   */
  private void refill() throws IOException {
    flush();
    do {
      answer();
      waiting--;
    } while (waiting > 0 && (read < filled || in.available() > 0));
  }

  private void drain(int left) throws IOException {
    flush();
    while (waiting > left) {
      answer();
      waiting--;
    }
  }

  /** {@code TXNR rsp LENGTH 200 OK}, with more behind it in the answer to open. */
  private void answer() throws IOException {
    int _ = number("a number");
    for (byte expected : new byte[] {'r', 's', 'p', ' '}) {
      require(next() == expected, "an answer");
    }
    int length = number("a length");
    require(length >= 3 && next() == '2', "200 OK");
    for (int i = 1; i < length; i++) {
      int _ = next();
    }
    require(next() == '\n', "the end of an answer");
  }

  /** Digits and the blank behind them. */
  private int number(String what) throws IOException {
    int value = 0;
    int b = next();
    for (int i = 0; b >= '0' && b <= '9' && i < DIGITS; i++) {
      value = value * 10 + b - '0';
      b = next();
    }
    require(b == ' ', what);
    return value;
  }

  private static void require(boolean holds, String expected) throws IOException {
    if (!holds) {
      throw new IOException("refused: expecting " + expected);
    }
  }

  private int next() throws IOException {
    if (read == filled) {
      read = 0;
      filled = in.read(input);
      if (filled <= 0) {
        throw new IOException("the connection ended in an answer");
      }
    }
    return input[read++];
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
