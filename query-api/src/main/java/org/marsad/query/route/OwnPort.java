package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks searches of the own port, over a connection that it keeps, and throws the answers away: so
 * the way of a request is used before somebody needs it. One thread; after a failure it connects
 * anew.
 */
final class OwnPort implements Closeable {
  private static final String PATH = "/api/v1/search";
  private static final String LENGTH = "content-length:";
  private static final int PATIENCE_MILLIS = 2_000;

  /** The most bytes of a line of a header. */
  private static final int LONGEST_LINE = 1 << 13;

  /** The most bytes of an answer. */
  private static final int LARGEST = 1 << 26;

  private final URI port;
  private final String token;
  private final JsonMapper json = new JsonMapper();
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  /**
   * Not connected yet.
   *
   * @param token may search
   */
  OwnPort(URI port, String token) {
    this.port = port;
    this.token = token;
  }

  /**
   * Asks once and reads the answer to its end, whatever it is.
   *
   * @param range {@code earliest} and {@code latest}, or nothing
   * @throws IOException if there is none
   */
  void ask(String question, Map<String, String> range, Duration patience) throws IOException {
    var parameters = new HashMap<>(range);
    parameters.put("q", question);
    parameters.put("timeout_ms", Long.toString(patience.toMillis()));
    try {
      InputStream answer = send(json.writeValueAsBytes(parameters));
      int length = 0;
      for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
        if (line.startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
      }
      if (length > LARGEST) {
        throw new IOException("the answer has " + length + " bytes");
      }
      answer.skipNBytes(length);
    } catch (IOException | NumberFormatException e) {
      close();
      throw new IOException("no answer from " + port + ": " + e.getMessage(), e);
    }
  }

  private InputStream send(byte[] body) throws IOException {
    Socket open = socket;
    InputStream answer = in;
    if (open == null || answer == null) {
      open = new Socket();
      socket = open;
      open.setTcpNoDelay(true);
      open.setSoTimeout(PATIENCE_MILLIS);
      open.connect(new InetSocketAddress(port.getHost(), port.getPort()), PATIENCE_MILLIS);
      answer = new BufferedInputStream(open.getInputStream());
      in = answer;
    }
    String head =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: "
            + port.getAuthority()
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    open.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    open.getOutputStream().write(body);
    return answer;
  }

  private static String line(InputStream answer) throws IOException {
    var line = new StringBuilder();
    for (int b = answer.read(); b != '\n'; b = answer.read()) {
      if (b < 0 || line.length() == LONGEST_LINE) {
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
