package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.input.MemoryLog.Frame;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.config.ByteSize;
import org.marsad.model.metrics.Metrics;

/** The vectors of Lumberjack and GELF in {@code $MARSAD_CORPORA}, where they are. */
class GelfAndBeatsVectorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final JsonMapper json = new JsonMapper();
  private final Metrics metrics = new Metrics();
  private final SourceBooks books = new SourceBooks(metrics);
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final EventLoops loops = new EventLoops(1);
  private MemoryLog log = new MemoryLog();

  @BeforeEach
  void corpora() {
    assumeTrue(
        System.getenv("MARSAD_CORPORA") != null && Files.exists(file()),
        "MARSAD_CORPORA names no folder with vectors");
  }

  @AfterEach
  void close() {
    loops.close();
    scheduler.shutdownNow();
    log.close();
  }

  private static Path file() {
    return Path.of(
        String.valueOf(System.getenv("MARSAD_CORPORA")), "syslog-vectors", "protocol.ndjson");
  }

  @Test
  void allAreMet() throws Exception {
    var wrong = new ArrayList<String>();
    int met = 0;
    for (String line : Files.readAllLines(file())) {
      JsonNode vector = json.readTree(line);
      try {
        switch (vector.path("family").asText()) {
          case "lumberjack2" -> lumberjack(vector);
          case "gelf-udp" -> gelfUdp(vector);
          case "gelf-tcp" -> gelfTcp(vector);
          default -> met--;
        }
      } catch (AssertionError | EOFException e) {
        wrong.add(vector.path("id").asText() + ": " + e.getMessage());
      }
      met++;
    }
    assertTrue(met > 0);
    assertEquals(List.of(), wrong);
  }

  private void lumberjack(JsonNode vector) throws Exception {
    InputContext context = context();
    Input input = BeatsInput.open(BeatsConfig.defaults().withPort(0), loops, context);
    try (var socket = new Socket("127.0.0.1", input.address().getPort())) {
      for (byte[] bytes : bytes(vector)) {
        socket.getOutputStream().write(bytes);
      }
      String wanted = vector.path("expected").path("final_ack_hex").asText();
      var in = new DataInputStream(socket.getInputStream());
      byte[] ack = new byte[6];
      do {
        in.readFully(ack);
      } while (!HexFormat.of().formatHex(ack).equals(wanted));
    }
    JsonNode events = vector.path("expected").path("events");
    assertEquals(events.size(), log.size(), () -> vector.path("id").asText());
    for (int i = 0; i < events.size(); i++) {
      assertEquals(events.get(i), json.readTree(log.frames().get(i).text()));
    }
    input.stop();
  }

  private void gelfUdp(JsonNode vector) throws Exception {
    GelfUdpConfig config = GelfUdpConfig.defaults().withPort(0);
    InputContext context = context();
    Input input = GelfUdpInput.open(config, loops, context);
    List<byte[]> datagrams = bytes(vector);
    try (var socket = new DatagramSocket()) {
      for (byte[] bytes : datagrams) {
        socket.send(new DatagramPacket(bytes, bytes.length, input.address()));
      }
    }
    int wanted = vector.path("expected").path("events").asInt(1);
    if (wanted > 0) {
      log.awaitSize(wanted, PATIENCE);
    } else {
      MemoryLog.await(
          () -> books.report().stream().anyMatch(book -> book.refused().containsKey("incomplete")),
          PATIENCE,
          () -> "nothing was given up");
    }
    input.stop();
    assertEquals(wanted, log.size(), () -> vector.path("id").asText());
    if (vector.path("expected").path("keep_raw").asBoolean()) {
      assertEquals(
          new String(datagrams.getFirst(), UTF_8),
          new String(log.frames().getFirst().bytes(), UTF_8));
    }
  }

  private void gelfTcp(JsonNode vector) throws Exception {
    InputContext context = context();
    Input input = GelfTcpInput.open(GelfTcpConfig.defaults().withPort(0), loops, context);
    try (var socket = new Socket("127.0.0.1", input.address().getPort())) {
      for (byte[] bytes : bytes(vector)) {
        socket.getOutputStream().write(bytes);
      }
    }
    int wanted = vector.path("expected").path("events").asInt();
    log.awaitSize(wanted, PATIENCE);
    input.stop();
    assertEquals(wanted, log.size(), () -> vector.path("id").asText());
    for (Frame frame : log.frames()) {
      assertTrue(json.readTree(frame.text()).isObject());
    }
  }

  private InputContext context() {
    log.close();
    log = new MemoryLog();
    long budget = ByteSize.ofMiB(16).bytes();
    var ingest = new Ingest(log, budget, budget, scheduler);
    return new InputContext(ingest, books, metrics, InstantSource.system(), Duration.ZERO);
  }

  private static List<byte[]> bytes(JsonNode vector) throws IOException {
    var all = new ArrayList<byte[]>();
    JsonNode input = vector.path("input");
    if (vector.path("enc").asText().equals("utf8")) {
      all.add(input.asText().getBytes(UTF_8));
    } else if (input.isArray()) {
      input.forEach(part -> all.add(Base64.getDecoder().decode(part.asText())));
    } else {
      all.add(Base64.getDecoder().decode(input.asText()));
    }
    return all;
  }
}
