package org.marsad.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;

/**
 * From the socket to the journal and the index: every byte is somewhere, and what is cut says so.
 */
class NothingLostTest {
  private static final int MAX_TEXT = 64 << 10;

  @TempDir private Path folder;
  private ServerConfig config;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    config = TestConfigs.withoutRules(folder);
    server = Server.open(config);
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void send(byte[] stream) throws IOException {
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(stream);
    }
  }

  /** All frames of the journal of the server, which is closed by then. */
  private List<byte[]> journal() throws IOException, InterruptedException {
    server.close();
    var frames = new ArrayList<byte[]>();
    try (EventLog log =
            LocalEventLog.open(
                config.journal(),
                List.of("index", "rules"),
                new Metrics(),
                InstantSource.system());
        EventLog.Reader reader = log.read(log.start())) {
      for (RawBatch batch = reader.poll(Duration.ofSeconds(2));
          batch != null;
          batch = reader.poll(Duration.ZERO)) {
        for (int i = 0; i < batch.size(); i++) {
          int at = batch.offset(i);
          frames.add(Arrays.copyOfRange(batch.bytes(), at, at + batch.length(i)));
        }
      }
    }
    return frames;
  }

  private JsonNode only(String query) throws Exception {
    return client.await(query, 1).path("events").get(0);
  }

  @Test
  void bytesThatAreNoTextComeBackAsTheyCame() throws Exception {
    var bytes = new ArrayList<Byte>();
    for (byte b : "<13>Mar 18 10:00:00 h app: needle ".getBytes(UTF_8)) {
      bytes.add(b);
    }
    for (int b = 1; b < 256; b++) {
      if (b != '\n') {
        bytes.add((byte) b);
      }
    }
    var frame = new byte[bytes.size()];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = bytes.get(i);
    }
    send(
        Arrays.copyOf(
            (new String(frame, ISO_8859_1) + "\n").getBytes(ISO_8859_1), frame.length + 1));

    JsonNode event = only("needle");
    byte[] back = Base64.getDecoder().decode(event.path("event.original_base64").asText());

    assertArrayEquals(frame, back);
    assertTrue(journal().stream().anyMatch(each -> Arrays.equals(each, frame)));
  }

  @Test
  void whatIsNotUnderstoodIsFoundUnderItsReason() throws Exception {
    send("<999>no priority is as high\n".getBytes(UTF_8));

    JsonNode event = only("error.code:syslog.priority priority");

    assertEquals("<999>no priority is as high", event.path("event.original").asText());
    assertEquals("pipeline_error", event.path("event.kind").asText());
  }

  @Test
  void longFrameIsWholeInTheJournalAndCutInTheIndex() throws Exception {
    String head = "<13>Mar 18 10:00:00 h app: needle ";
    byte[] frame = (head + "\u00e9".repeat(50_000) + " tail").getBytes(UTF_8);
    byte[] line = Arrays.copyOf(frame, frame.length + 1);
    line[frame.length] = '\n';
    send(line);

    JsonNode event = only("needle tags:oversize tags:cut");

    String original = event.path("event.original").asText();
    assertTrue(original.getBytes(UTF_8).length >= MAX_TEXT - 3, "" + original.length());
    String message = event.path("message").asText();
    assertTrue(message.getBytes(UTF_8).length <= MAX_TEXT && message.endsWith("\u00e9"));
    assertTrue(journal().stream().anyMatch(each -> Arrays.equals(each, frame)));
  }

  @Test
  void frameBeyondTheLimitOfItsInputIsCutCountedAndMarked() throws Exception {
    send(("<13>Mar 18 10:00:00 h app: needle " + "x".repeat(1_600_000) + "\n").getBytes(UTF_8));

    assertEquals("app", only("needle tags:oversize").path("process.name").asText());

    JsonNode source = client.get("/api/v1/sources").path("sources").get(0);
    assertEquals(1, source.path("truncated").asInt(), source.toString());
    assertTrue(journal().stream().anyMatch(each -> each.length == 1 << 20));
  }
}
