package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.marsad.rules.pack.SampleLog;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;

/**
 * Sends the recorded attack of a shipped pack through the real syslog port, waits for what the
 * server makes of it, and prints it as an analyst wants to read it.
 */
final class Demo {
  /** The attack that is played, and the input it is played through. */
  private static final String PACK = "linux-authentication";

  private static final String SAMPLE = "ssh-brute-force";
  private static final String INPUT = "syslog-tcp";

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofSeconds(3);

  private final Server server;
  private final ServerConfig settings;
  private final Terminal terminal;

  Demo(Server server, ServerConfig settings, Terminal terminal) {
    this.server = server;
    this.settings = settings;
    this.terminal = terminal;
  }

  /** Plays it; whether an incident came of it. */
  boolean play() throws IOException {
    SampleLog sample = server.sample(PACK, SAMPLE);
    List<SampleLog.Line> lines = sample.endingAt(Instant.now());
    InetSocketAddress port = server.inputs().get(INPUT);
    if (port == null) {
      throw new CommandException("the demo needs the input " + INPUT + ", which is switched off");
    }
    terminal.line(
        terminal.bold("Demo: ")
            + "sending "
            + lines.size()
            + " recorded log lines of "
            + PACK
            + "/"
            + SAMPLE
            + " to tcp port "
            + port.getPort()
            + " ...");
    send(lines, port);
    Map<String, JsonNode> incidents = await();
    if (incidents.isEmpty()) {
      terminal.error("no incident came of it within " + PATIENCE.toSeconds() + " s");
      return false;
    }
    for (JsonNode incident : incidents.values()) {
      terminal.line();
      terminal.line(IncidentText.full(incident, terminal).stripTrailing());
    }
    farewell(incidents.values().iterator().next());
    return true;
  }

  private static void send(List<SampleLog.Line> lines, InetSocketAddress port) throws IOException {
    try (var sink = new TcpSink(port.getHostString(), port.getPort(), true)) {
      for (SampleLog.Line line : lines) {
        byte[] bytes = line.text().getBytes(StandardCharsets.UTF_8);
        sink.send(bytes, 0, bytes.length);
      }
    }
  }

  /** The incidents in full once no new revision has come for a while. */
  private Map<String, JsonNode> await() throws IOException {
    var found = new HashMap<String, JsonNode>();
    try (var api = new ApiClient(URI.create(server.url() + "/"), server.adminToken())) {
      long begin = System.nanoTime();
      long changed = begin;
      while (System.nanoTime() - begin < PATIENCE.toNanos()
          && (found.isEmpty() || System.nanoTime() - changed < QUIET.toNanos())) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
        for (JsonNode listed : api.get("api/v1/incidents", Map.of()).path("incidents")) {
          String id = listed.path("id").asText();
          JsonNode known = found.get(id);
          if (known == null
              || known.path("revision").asLong() != listed.path("revision").asLong()) {
            found.put(id, api.get("api/v1/incidents/" + id, Map.of()));
            changed = System.nanoTime();
          }
        }
      }
    }
    return found;
  }

  private void farewell(JsonNode incident) {
    String data = " --data " + settings.data().toAbsolutePath();
    terminal.line();
    terminal.line(terminal.bold("The same events, by search") + " (in another terminal):");
    terminal.line("  ./marsad search" + data + " '" + incident.path("search").asText() + "'");
    terminal.line("  ./marsad incidents" + data + " " + incident.path("id").asText());
    terminal.line("  ./marsad send" + data + " FILE --to tcp      your own logs");
    terminal.line(
        "API: " + server.url() + "/api/v1/incidents   (token in " + Server.ADMIN_TOKEN_FILE + ")");
    terminal.line("The server stays up; Ctrl-C stops it and removes the temporary data folder.");
  }
}
