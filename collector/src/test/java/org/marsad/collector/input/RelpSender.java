package org.marsad.collector.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A sender of RELP that counts its answers. One thread writes, one reads. */
final class RelpSender extends SocketSender {
  private static final Charset UTF = StandardCharsets.UTF_8;

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private int transaction = 1;

  RelpSender(Socket socket) throws IOException {
    super(socket, frame -> frame);
  }

  static RelpSender connect(InetSocketAddress address) throws IOException {
    return new RelpSender(new Socket(address.getAddress(), address.getPort()));
  }

  @Override
  public List<byte[]> encode(List<byte[]> frames) throws IOException {
    var parts = new ArrayList<byte[]>();
    if (transaction == 1) {
      parts.add(
          command("open", "relp_version=0\nrelp_software=test\ncommands=syslog".getBytes(UTF)));
    }
    for (byte[] frame : frames) {
      parts.add(command("syslog", frame));
    }
    return parts;
  }

  byte[] command(String name, byte[] data) {
    var bytes = new ByteArrayOutputStream();
    String space = data.length == 0 ? "" : " ";
    bytes.writeBytes((transaction++ + " " + name + " " + data.length + space).getBytes(UTF));
    bytes.writeBytes(data);
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** All that was answered so far. */
  String answers() throws IOException {
    InputStream in = socket().getInputStream();
    while (in.available() > 0) {
      byte[] some = in.readNBytes(Math.min(in.available(), 1 << 16));
      answers.writeBytes(some);
    }
    return answers.toString(UTF);
  }

  /** All answers until the other side has closed. */
  String allAnswers() {
    try {
      answers.writeBytes(socket().getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers.toString(UTF);
  }

  @Override
  public int acknowledged() throws IOException {
    String text = answers();
    int acknowledged = 0;
    for (int at = text.indexOf(" rsp 6 200 OK\n"); at >= 0; ) {
      acknowledged++;
      at = text.indexOf(" rsp 6 200 OK\n", at + 1);
    }
    return acknowledged;
  }
}
