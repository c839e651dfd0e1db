package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports for HTTP, where it matters that they are several and bounded. */
class HttpPortsTest {
  @TempDir private Path folder;

  @Test
  void closesAndCountsAConnectionTooMany() throws Exception {
    try (Server server =
        Server.open(TestConfigs.withoutRules(folder, List.of("http.max_connections=2")))) {
      server.start();
      var client = new TestClient(server.url(), server.adminToken());
      client.get("/api/v1/health");
      try (Socket second = connect(server, "http")) {
        // Once it is answered it has its place.
        second
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals('H', second.getInputStream().read());
        try (Socket third = connect(server, "http");
            Socket elsewhere = connect(server, "splunk-hec")) {
          assertEquals(-1, third.getInputStream().read());
          assertTrue(elsewhere.isConnected());
        }
        String refused =
            "marsad_collector_refused_connections_total{input=\"http\",reason=\"limit\"} 1";
        String metrics = client.raw("/metrics").body();
        assertTrue(metrics.contains(refused), metrics);
      }
    }
  }

  private static Socket connect(Server server, String port) throws IOException {
    InetSocketAddress address = Objects.requireNonNull(server.inputs().get(port));
    var socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }
}
