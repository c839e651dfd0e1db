package org.marsad.server.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over RELP. A line counts as sent when the server acknowledged it, which ours does when it
 * is durable; what was not acknowledged when a connection ends is sent again on the next one, so a
 * line may arrive twice but none is lost. One thread.
 */
final class RelpSink implements SendCommand.LineSink {
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int CONNECT_MILLIS = 5_000;

  /** Lines that wait for their answer, and their bytes. */
  private static final int WINDOW = 4_096;

  private static final long WINDOW_BYTES = 4 << 20;

  /** Connections in a row on which nothing was acknowledged. */
  private static final int TRIES = 30;

  /** RELP's frames are numbered with nine digits at most. */
  private static final int MAX_NUMBER = 999_999_999;

  private static final int MAX_ANSWER = 1 << 16;
  private static final byte[] OFFER =
      "relp_version=0\nrelp_software=marsad,1.0\ncommands=syslog"
          .getBytes(StandardCharsets.US_ASCII);

  private final String host;
  private final int port;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Session session;
  private long waitingBytes;
  private long sent;
  private long bytes;
  private long repeated;

  RelpSink(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    session = new Session();
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    var line = new Waiting(Arrays.copyOfRange(buffer, offset, offset + length));
    waiting.addLast(line);
    waitingBytes += length;
    try {
      session().write(line);
      if (waiting.size() >= WINDOW || waitingBytes >= WINDOW_BYTES) {
        await(waiting.size() / 2);
      }
    } catch (IOException e) {
      again(waiting.size() / 2, e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      await(0);
    } catch (IOException e) {
      again(0, e);
    }
  }

  private Session session() throws IOException {
    Session open = session;
    if (open == null) {
      open = new Session();
      session = open;
    }
    return open;
  }

  /** Reads answers until so many lines are left without one. */
  private void await(int left) throws IOException {
    session().out.flush();
    while (waiting.size() > left) {
      session().answer();
    }
  }

  /** What had no answer goes out on new connections, until so many are left or none helps. */
  private void again(int left, IOException why) throws IOException {
    IOException last = why;
    int tries = 0;
    while (waiting.size() > left) {
      drop();
      if (++tries > TRIES) {
        throw last;
      }
      long before = sent;
      try {
        for (Waiting line : waiting) {
          session().write(line);
          repeated++;
        }
        await(left);
      } catch (IOException e) {
        last = e;
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      }
      tries = sent > before ? 0 : tries;
    }
  }

  private void drop() throws IOException {
    Session old = session;
    session = null;
    if (old != null) {
      old.socket.close();
    }
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
    return repeated == 0
        ? ""
        : repeated + " lines were sent again because a connection ended; some may be there twice";
  }

  @Override
  public void close() throws IOException {
    Session open = session;
    if (open != null) {
      open.leave();
    }
  }

  /** A line without an answer, and the number it was sent with last. */
  private static final class Waiting {
    private final byte[] line;
    private int number;

    Waiting(byte[] line) {
      this.line = line;
    }
  }

  /** A conversation; ended by whatever goes wrong in it. */
  private final class Session {
    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private int number;

    Session() throws IOException {
      try {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      } catch (ConnectException e) {
        socket.close();
        if (sent == 0 && waiting.isEmpty()) {
          throw new CommandException("nobody listens at " + host + ":" + port + " (relp)");
        }
        throw e;
      }
      socket.setSoTimeout((int) ANSWER.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      frame("open", OFFER);
      out.flush();
      if (answered() != 1) {
        throw new IOException("the server did not agree to speak RELP");
      }
    }

    void write(Waiting line) throws IOException {
      line.number = frame("syslog", line.line);
    }

    private int frame(String command, byte[] data) throws IOException {
      number = number == MAX_NUMBER ? 1 : number + 1;
      String head = number + " " + command + " " + data.length + (data.length > 0 ? " " : "");
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(data);
      out.write('\n');
      return number;
    }

    /** Takes one answer; they come in the order of the lines. */
    void answer() throws IOException {
      int answered = answered();
      Waiting oldest = waiting.getFirst();
      if (answered != oldest.number) {
        throw new IOException("answer to " + answered + ", expecting one to " + oldest.number);
      }
      waiting.removeFirst();
      waitingBytes -= oldest.line.length;
      sent++;
      bytes += oldest.line.length;
    }

    /** The number of the next frame, which must be an answer of success. */
    private int answered() throws IOException {
      int of = number();
      String command = word();
      int length = number();
      if (length > MAX_ANSWER) {
        throw new IOException("an answer of " + length + " bytes");
      }
      var text = new String(in.readNBytes(length), StandardCharsets.UTF_8).strip();
      // With a length of 0 its end was read with the number.
      if (length > 0 && in.read() != '\n') {
        throw new IOException("an answer that does not end where it says");
      }
      if (!command.equals("rsp")) {
        throw new IOException("the server ended the session");
      }
      if (!text.startsWith("200")) {
        throw new IOException("the server answered " + text.lines().findFirst().orElse(""));
      }
      return of;
    }

    private int number() throws IOException {
      String word = word();
      try {
        return Integer.parseInt(word);
      } catch (NumberFormatException _) {
        throw new IOException("\"" + word + "\" is no number; is it RELP that is spoken there?");
      }
    }

    /** Up to the blank or the end of the line behind it. */
    private String word() throws IOException {
      var word = new StringBuilder();
      for (int next = in.read(); next != ' ' && next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (word.length() > 32) {
          throw new IOException("no answer as RELP has them");
        }
        word.append((char) next);
      }
      return word.toString();
    }

    /** Says goodbye, and waits for the server to say so too. */
    void leave() throws IOException {
      try (socket) {
        frame("close", new byte[0]);
        out.flush();
        socket.setSoTimeout(CONNECT_MILLIS);
        while (in.read() >= 0) {
          // whatever it says, all lines were acknowledged or told before
        }
      } catch (IOException _) {
        // the session is over either way
      }
    }
  }
}
