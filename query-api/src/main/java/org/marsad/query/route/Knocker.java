package org.marsad.query.route;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the own port for what needs no token, over a connection that it keeps, so that the way of a
 * request is used before somebody needs it. One thread; after a failure it connects anew.
 */
final class Knocker implements Closeable {
  private static final String PATH = "/api/v1/health";
  private static final String LENGTH = "content-length:";
  private static final int PATIENCE_MILLIS = 2_000;

  /** The most bytes of a line of a header, and of an answer. */
  private static final int MOST = 1 << 16;

  private final URI port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  /** Not connected yet. */
  Knocker(URI port) {
    this.port = port;
  }

  /**
   * Asks once and reads the answer to its end.
   *
   * @throws IOException if there is none
   */
  void knock() throws IOException {
    try {
      InputStream answer = send();
      int length = 0;
      for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
        if (line.startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
      }
      if (length > MOST || answer.readNBytes(length).length < length) {
        throw new IOException("the answer is not as long as it says");
      }
    } catch (IOException | NumberFormatException e) {
      close();
      throw new IOException("no answer from " + port + ": " + e.getMessage(), e);
    }
  }

  private InputStream send() throws IOException {
    Socket open = socket;
    InputStream answer = in;
    if (open == null || answer == null) {
      open = new Socket();
      socket = open;
      open.setSoTimeout(PATIENCE_MILLIS);
      open.connect(new InetSocketAddress(port.getHost(), port.getPort()), PATIENCE_MILLIS);
      answer = new BufferedInputStream(open.getInputStream());
      in = answer;
    }
    String request = "GET " + PATH + " HTTP/1.1\r\nHost: " + port.getAuthority() + "\r\n\r\n";
    open.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return answer;
  }

  private static String line(InputStream answer) throws IOException {
    var line = new StringBuilder();
    for (int b = answer.read(); b != '\n'; b = answer.read()) {
      if (b < 0 || line.length() == MOST) {
        throw new IOException("the answer broke off");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
