package org.marsad.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept, with next to nothing between the caller and the socket:
 * what is measured over it is the server. One thread.
 */
final class Wire implements Closeable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String headers;
  private int status;

  /**
   * Connects.
   *
   * @param url of the server, without a path
   * @param token sent with each request, or empty
   */
  Wire(String url, String token) throws IOException {
    URI uri = URI.create(url);
    channel = SocketChannel.open();
    socket = channel.socket();
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
    headers =
        "Host: "
            + uri.getHost()
            + "\r\n"
            + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
  }

  /** What is answered to a GET; anything but success is an exception. */
  byte[] get(String path) throws IOException {
    return send("GET", path, new byte[0]);
  }

  /** What is answered to a body of JSON, or lines of it. */
  byte[] post(String path, byte[] body) throws IOException {
    return send("POST", path, body);
  }

  /** As above, with a body that the kernel takes from a file. */
  byte[] post(String path, FileChannel file, long from, long count) throws IOException {
    out.write(head("POST", path, count));
    long sent = 0;
    while (sent < count) {
      long some = file.transferTo(from + sent, count - sent, channel);
      if (some <= 0) {
        throw new EOFException("the file of the body was cut");
      }
      sent += some;
    }
    return succeeded("POST", path, answer());
  }

  /** As above, for {@code PUT}. */
  byte[] put(String path, byte[] body) throws IOException {
    return send("PUT", path, body);
  }

  /** As above, for {@code DELETE}. */
  void delete(String path) throws IOException {
    send("DELETE", path, new byte[0]);
  }

  private byte[] send(String method, String path, byte[] body) throws IOException {
    out.write(head(method, path, body.length));
    if (body.length > 0) {
      out.write(body);
    }
    return succeeded(method, path, answer());
  }

  private byte[] succeeded(String method, String path, byte[] answer) throws IOException {
    if (status / 100 != 2) {
      throw new IOException(
          method
              + " "
              + path
              + " was answered with "
              + status
              + ": "
              + new String(answer, 0, Math.min(answer.length, 2_000), ISO_8859_1));
    }
    return answer;
  }

  private byte[] head(String method, String path, long length) {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + headers
            + "Content-Type: "
            + (path.endsWith("_bulk") ? "application/x-ndjson" : "application/json")
            + "\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    return head.getBytes(ISO_8859_1);
  }

  private byte[] answer() throws IOException {
    String first = line();
    status = Integer.parseInt(first.substring(9, 12));
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    return chunked ? chunks() : in.readNBytes(Math.toIntExact(length));
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      all.write(in.readNBytes(size));
      line();
    }
    line();
    return all.toByteArray();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended in an answer");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
