package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sender over RELP does with what it is answered, or not. */
class RelpSinkTest {
  private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
  private ServerSocket server;

  /** Lines that a connection takes before it is closed without another answer. */
  private int each = Integer.MAX_VALUE;

  private String answer = "200 OK";

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        converse(socket, new BufferedInputStream(socket.getInputStream()));
      } catch (IOException _) {
        // the sender is gone, or the test is over
      }
    }
  }

  private void converse(Socket socket, InputStream in) throws IOException {
    for (int lines = 0; lines < each; ) {
      String number = word(in);
      String command = word(in);
      byte[] data = in.readNBytes(Integer.parseInt(word(in)));
      if (command.equals("close")) {
        return;
      }
      in.skipNBytes(1);
      if (command.equals("syslog")) {
        lines++;
        taken.add(new String(data, UTF_8));
      }
      String text = command.equals("open") ? "200 OK\nrelp_version=0" : answer;
      socket
          .getOutputStream()
          .write((number + " rsp " + text.length() + " " + text + "\n").getBytes(UTF_8));
    }
  }

  private static String word(InputStream in) throws IOException {
    var word = new StringBuilder();
    for (int next = in.read(); next != ' ' && next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed");
      }
      word.append((char) next);
    }
    return word.toString();
  }

  private RelpSink connect() throws IOException {
    return new RelpSink(server.getInetAddress().getHostAddress(), server.getLocalPort());
  }

  private static void send(RelpSink sink, String line) throws IOException {
    byte[] bytes = ("--" + line + "--").getBytes(UTF_8);
    sink.send(bytes, 2, bytes.length - 4);
  }

  private static List<String> lines(int count) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add("<13>line " + i);
    }
    return lines;
  }

  @Test
  void countsALineAsSentWhenItWasAcknowledged() throws IOException {
    List<String> lines = lines(10_000);
    try (RelpSink sink = connect()) {
      for (String line : lines) {
        send(sink, line);
      }
      assertTrue(sink.sent() < lines.size(), "some wait for their answers");
      sink.flush();
      assertEquals(lines.size(), sink.sent());
      assertEquals("", sink.note());
    }
    assertEquals(lines, taken);
  }

  @Test
  void sendsAgainWhatHadNoAnswerWhenAConnectionEnded() throws IOException {
    each = 700;
    List<String> lines = lines(3_000);
    try (RelpSink sink = connect()) {
      for (String line : lines) {
        send(sink, line);
      }
      sink.flush();
      assertEquals(lines.size(), sink.sent());
      assertTrue(sink.note().contains("sent again"), sink.note());
    }
    assertEquals(lines, List.copyOf(new LinkedHashSet<>(taken)));
  }

  @Test
  void tellsThatNobodyListens() throws IOException {
    // A socket that is bound and does not listen: nobody else can have its port meanwhile.
    try (var silent = new Socket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String host = silent.getLocalAddress().getHostAddress();
      assertThrows(CommandException.class, () -> new RelpSink(host, silent.getLocalPort()));
    }
  }
}
