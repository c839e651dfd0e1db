package org.marsad.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code ./marsad} runs once for a build, in a JVM that records what it does (JEP 514): a
 * server with made-up events, which then asks itself what people ask. The next servers start with
 * the classes that were loaded here and with what was seen of their methods.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs a server on made-up events for half a minute.")
final class TrainCommand implements Callable<Integer> {
  private static final String SYSLOG = "syslog-tcp";
  private static final String NDJSON = "application/x-ndjson";
  private static final byte[] ACTION =
      "{\"create\":{\"_index\":\"training\"}}\n".getBytes(StandardCharsets.US_ASCII);

  private static final int REQUESTS = 150;
  private static final int EVENTS_OF_REQUEST = 2_000;
  private static final int MESSAGES_OF_ROUND = 100;
  private static final long SENDING_NANOS = Duration.ofSeconds(20).toNanos();

  /** Longer than the server takes to ask itself once no events come (its warm-up). */
  private static final long ASKING_NANOS = Duration.ofSeconds(15).toNanos();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where it may write; deleted in the end.")
  Path data = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(data);
    try (var folder = new TemporaryFolder(data);
        Server server = Server.open(settings(folder.path()))) {
      server.start();
      send(server);
      LockSupport.parkNanos(ASKING_NANOS);
    }
    return 0;
  }

  /** Loopback and free ports only. */
  private static ServerConfig settings(Path folder) {
    return new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(folder))
        .bind(
            new Settings()
                .set(
                    List.of(
                        "http.port=0",
                        "collector.syslog_tcp.port=0",
                        "collector.beats.enabled=false",
                        "collector.elastic.enabled=false",
                        "collector.gelf_tcp.enabled=false",
                        "collector.gelf_udp.enabled=false",
                        "collector.otlp_http.enabled=false",
                        "collector.relp.enabled=false",
                        "collector.splunk_hec.enabled=false",
                        "collector.syslog_udp.enabled=false")));
  }

  private static void send(Server server) throws IOException {
    InetSocketAddress port = server.inputs().get(SYSLOG);
    if (port == null) {
      throw new IOException("the input " + SYSLOG + " is not open");
    }
    var events = new MadeUpEvents();
    long end = System.nanoTime() + SENDING_NANOS;
    try (var api = new ApiClient(URI.create(server.url() + "/"), server.adminToken());
        var syslog = new TcpSink(port.getHostString(), port.getPort(), true)) {
      for (int i = 0; i < REQUESTS && System.nanoTime() - end < 0; i++) {
        bulk(api, events, i);
        for (int k = 0; k < MESSAGES_OF_ROUND; k++) {
          byte[] message = events.syslog();
          syslog.send(message, 0, message.length);
        }
        syslog.flush();
      }
    }
  }

  private static void bulk(ApiClient api, MadeUpEvents events, int number) throws IOException {
    var body = new ByteArrayOutputStream();
    for (int i = 0; i < EVENTS_OF_REQUEST; i++) {
      body.writeBytes(ACTION);
      body.writeBytes(events.json());
      body.write('\n');
    }
    HttpResponse<String> answer =
        api.postRaw("_bulk", NDJSON, "training-" + number, body.toByteArray(), body.size());
    if (answer.statusCode() >= 300) {
      throw api.refusal(answer);
    }
  }
}
