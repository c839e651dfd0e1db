package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A stored range replayed by the server that has it: events of 100,000 hosts, users and addresses
 * are taken in over TCP, as fast as that goes, and stored; then the rules and correlations that the
 * whole engine is measured with run over all of them, as {@code POST /api/v1/replays} does it, and
 * the CPU of the server is told beside the clock on the wall.
 */
final class ReplayBench {
  private static final int LIVE = 20_000;
  private static final int ENTITIES = 100_000;
  private static final int SUSPICIOUS = 25;
  private static final int SAMPLE = 40_000;
  private static final int LINES = 100_000;
  private static final int RUNS = 3;
  private static final Duration SETTLED = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final DateTimeFormatter SYSMON =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final int events;
  private final EngineRules rules;
  private final JsonMapper json = new JsonMapper();

  private ReplayBench(int events, EngineRules rules) {
    this.events = events;
    this.rules = rules;
  }

  /** Stores so many events and replays them. */
  static void run(int events) throws IOException {
    String corpora = System.getenv("MARSAD_CORPORA");
    Path archive = Path.of(corpora == null ? "" : corpora, "rules/sigmahq-rules.tar.gz");
    if (!Files.exists(archive)) {
      System.err.println("there is no " + archive + "; MARSAD_CORPORA names the folder of rules");
      System.exit(2);
    }
    EngineRules rules =
        EngineRules.choose(archive, new MixedEvents(ENTITIES).lines(SAMPLE, SUSPICIOUS));
    new ReplayBench(events, rules).run(archive);
  }

  private void run(Path archive) throws IOException {
    Path folder = Files.createTempDirectory("marsad-replay-");
    try (Serving serving = Serving.start(Child.HEAP, folder)) {
      Child server = serving.child();
      byte[] request = request(rules.files(archive));
      try (Wire wire = serving.connect()) {
        Duration cpu = server.cpu();
        long wall = System.nanoTime();
        send(serving.syslogPort());
        serving.await(events);
        told("stored", events, System.nanoTime() - wall, server.cpu().minus(cpu));
        LockSupport.parkNanos(SETTLED.toNanos());
        for (int run = 0; run < RUNS; run++) {
          replay(wire, server, request);
        }
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /** All events, each of which happens when it is sent. */
  private void send(int port) throws IOException {
    List<String> lines = new MixedEvents(ENTITIES).lines(LINES, SUSPICIOUS);
    var timed = new Timed[LINES];
    for (int i = 0; i < LINES; i++) {
      timed[i] = Timed.of(lines.get(i));
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
      for (int i = 0; i < events; i++) {
        timed[i % LINES].write(out, Instant.now());
      }
    }
  }

  private byte[] request(Map<String, String> files) throws IOException {
    ObjectNode body = json.createObjectNode();
    body.put("earliest", "-1d");
    ObjectNode texts = body.putObject("rules");
    files.forEach(texts::put);
    return json.writeValueAsBytes(body);
  }

  private void replay(Wire wire, Child server, byte[] request) throws IOException {
    Duration cpu = server.cpu();
    String id = json.readTree(wire.post("/api/v1/replays", request)).path("id").asText();
    JsonNode report;
    do {
      LockSupport.parkNanos(LOOK.toNanos());
      report = json.readTree(wire.get("/api/v1/replays/" + id + "?alerts=0"));
    } while (List.of("waiting", "running").contains(report.path("state").asText()));
    long nanos = report.path("took_ms").asLong() * 1_000_000;
    long seen = report.path("events").asLong();
    told("replayed", seen, nanos, server.cpu().minus(cpu));
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.1f times as fast as they came, %,d a second; %s, %,d alerts, %,d incidents%n",
        "",
        seen / (nanos / 1e9) / LIVE,
        LIVE,
        report.path("state").asText() + report.path("problem").asText(""),
        report.path("alerts_total").asLong(),
        report.path("incidents_total").asLong());
  }

  private static void told(String what, long count, long nanos, Duration cpu) {
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f events/s by the clock (%,d in %.1f s), %.2f us of CPU each%n",
        what,
        count / (nanos / 1e9),
        count,
        nanos / 1e9,
        cpu.toNanos() / 1e3 / count);
  }

  /** A line that can be told at any time. */
  private static final class Timed {
    /** What stands before its time; all of it where it tells none. */
    private final byte[] before;

    private final byte[] behind;
    private final boolean isSysmon;

    Timed(byte[] before, byte[] behind, boolean isSysmon) {
      this.before = before;
      this.behind = behind;
      this.isSysmon = isSysmon;
    }

    static Timed of(String line) {
      for (String name : List.of("\"UtcTime\":\"", "\"eventTime\":\"")) {
        int at = line.indexOf(name);
        if (at >= 0) {
          return at(line, at + name.length(), '"', name.contains("Utc"));
        }
      }
      return line.startsWith("<134>1 ")
          ? at(line, "<134>1 ".length(), ' ', false)
          : new Timed(line.getBytes(UTF_8), new byte[0], false);
    }

    private static Timed at(String line, int from, char end, boolean isSysmon) {
      return new Timed(
          line.substring(0, from).getBytes(UTF_8),
          line.substring(line.indexOf(end, from)).getBytes(UTF_8),
          isSysmon);
    }

    void write(OutputStream out, Instant time) throws IOException {
      out.write(before);
      if (behind.length > 0) {
        out.write((isSysmon ? SYSMON.format(time) : time.toString()).getBytes(UTF_8));
        out.write(behind);
      }
      out.write('\n');
    }
  }
}
