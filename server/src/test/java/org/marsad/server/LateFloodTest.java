package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.rules.pack.SampleLog;

/** A flood of events of now, and behind it an attack that is older than the watermark then. */
class LateFloodTest {
  private static final int FLOOD = 17_000;

  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.at(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void tellsAnAttackThatComesBehindAFloodOfNow() throws Exception {
    SampleLog sample = server.sample("linux-authentication", "ssh-brute-force");
    Instant now = Instant.now();
    var stream = new StringBuilder();
    for (int i = 0; i < FLOOD; i++) {
      stream
          .append("<14>1 ")
          .append(now)
          .append(" flood.example.com app 1 - - request ")
          .append(i)
          .append(" took 12 ms\n");
    }
    for (SampleLog.Line line : sample.endingAt(now)) {
      stream.append(line.text()).append('\n');
    }
    long begin = System.nanoTime();
    send(stream.toString());
    // Who waits like this writes an audit event each time, which is no traffic.
    JsonNode listed =
        client.awaitJson(
            "/api/v1/incidents",
            found -> found.path("incidents").path(0).path("severity").asText().equals("critical"));
    System.out.printf(
        "incident %d ms after a flood of %,d events began%n",
        (System.nanoTime() - begin) / 1_000_000, FLOOD);
    assertEquals("critical", listed.path("incidents").path(0).path("severity").asText());
    JsonNode alerts = client.get("/api/v1/alerts?size=100").path("alerts");
    var late = new TreeSet<String>();
    alerts.forEach(
        alert -> {
          if (alert.path("late").asBoolean()) {
            late.add(alert.path("rule").path("id").asText());
          }
        });
    assertTrue(late.contains("ssh-brute-force-privileged"), alerts.toString());
    String metrics = client.raw("/metrics").body();
    assertTrue(metrics.contains("\nmarsad_rules_late_alone_total{reason=\"store\"} 0\n"), metrics);
    assertTrue(
        metrics.contains("\nmarsad_rules_late_alone_total{reason=\"too-many-events\"} 0\n"),
        metrics);
    assertTrue(
        metrics.contains("\nmarsad_rules_late_left_out_total{reason=\"capacity\"} 0\n"), metrics);
  }

  private void send(String stream) throws IOException {
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(stream.getBytes(UTF_8));
    }
  }
}
