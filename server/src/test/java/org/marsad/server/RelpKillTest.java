package org.marsad.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;

/** rsyslog sends over RELP while the server is killed, and every message is in the journal. */
class RelpKillTest {
  private static final int MESSAGES = 200_000;
  private static final int KILLS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  @Tag("extended")
  void rsyslogLosesNothingThoughTheServerIsKilled() throws Exception {
    Path data = folder.resolve("data");
    int port = freePort();
    List<String> settings = List.of("collector.relp.port=" + port);
    try (Forwarder forwarder = Forwarder.rsyslog(folder, settings(port))) {
      long before = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = ServerProcess.start(data, settings)) {
          before = awaitReceived(server, before + 1, forwarder);
          server.kill();
        }
      }
      assertTrue(before < MESSAGES, "all had come before the last kill");
      try (ServerProcess server = ServerProcess.start(data, settings)) {
        awaitReceived(server, MESSAGES, forwarder);
        // Received is not durable yet for the last of them; an orderly stop makes it so.
        assertTrue(server.stop(PATIENCE));
      }
    }
    BitSet found = found(data);
    assertEquals(MESSAGES, found.cardinality(), () -> "lost: " + found.nextClearBit(0));
  }

  /** Waits until the journal has so many messages; how many it has. */
  private static long awaitReceived(ServerProcess server, long wanted, Forwarder forwarder)
      throws Exception {
    TestClient client = server.client();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long total =
          client
              .get("/api/v1/search?size=0&q=process.name:real")
              .path("total")
              .path("value")
              .asLong();
      if (total >= wanted) {
        return total;
      }
      assertTrue(System.nanoTime() < deadline, () -> total + " came; " + forwarder.output());
      LockSupport.parkNanos(5_000_000);
    }
  }

  private String settings(int port) throws IOException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < MESSAGES; i++) {
      lines.add("message n" + i + " end");
    }
    Path file = Files.write(folder.resolve("lines.txt"), lines);
    return """
    global(workDirectory="%s")
    module(load="omrelp")
    module(load="imfile")
    input(type="imfile" File="%s" Tag="real:" Severity="info" Facility="local3")
    action(type="omrelp" target="127.0.0.1" port="%d" windowSize="128"
           action.resumeRetryCount="-1" action.resumeInterval="1"
           queue.type="linkedList" queue.size="300000" queue.maxDiskSpace="0"
           template="RSYSLOG_SyslogProtocol23Format")
    """
        .formatted(folder, file, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The numbers of the messages in the journal of a server that has ended. */
  private static BitSet found(Path data) throws IOException, InterruptedException {
    var found = new BitSet(MESSAGES);
    try (EventLog log =
            LocalEventLog.open(
                TestConfigs.at(data).journal(),
                List.of("index", "rules"),
                new Metrics(),
                InstantSource.system());
        EventLog.Reader reader = log.read(log.start())) {
      for (RawBatch batch = reader.poll(Duration.ofSeconds(2));
          batch != null;
          batch = reader.poll(Duration.ZERO)) {
        for (int i = 0; i < batch.size(); i++) {
          mark(new String(batch.bytes(), batch.offset(i), batch.length(i), ISO_8859_1), found);
        }
      }
    }
    return found;
  }

  private static void mark(String frame, BitSet found) {
    int from = frame.indexOf(" message n");
    if (from >= 0 && frame.endsWith(" end")) {
      found.set(Integer.parseInt(frame.substring(from + 10, frame.length() - 4)));
    }
  }
}
