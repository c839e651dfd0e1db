package org.marsad.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.Settings;

/**
 * The whole server. Prints its port, its address and its token, then DONE each time as many events
 * as it was told are in the index; told none, it only serves.
 */
public final class ServerProcess {
  private static final String HELD = "marsad_index_events_total ";

  private ServerProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[0]);
    long events = Long.parseLong(arguments[1]);
    ServerConfig config =
        new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(data))
            .bind(
                new Settings()
                    .set(
                        List.of(
                            "http.port=0",
                            "collector.beats.enabled=false",
                            "collector.elastic.enabled=false",
                            "collector.gelf_tcp.enabled=false",
                            "collector.gelf_udp.enabled=false",
                            "collector.otlp_http.enabled=false",
                            "collector.relp.enabled=false",
                            "collector.splunk_hec.enabled=false",
                            "collector.syslog_tcp.port=0",
                            "collector.syslog_udp.enabled=false")));
    Server server = Server.open(config);
    server.start();
    // Asked to stop, it stops in order, as the program does.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
    InetSocketAddress port = server.inputs().get("syslog-tcp");
    System.out.println("PORT " + (port == null ? 0 : port.getPort()));
    System.out.println("URL " + server.url());
    System.out.println("TOKEN " + server.adminToken());
    if (events == 0) {
      Thread.currentThread().join();
    }
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/metrics"))
            .header("Authorization", "Bearer " + server.adminToken())
            .build();
    for (long due = events; ; due += events) {
      while (held(http.send(request, BodyHandlers.ofString()).body()) < due) {
        LockSupport.parkNanos(20_000_000);
      }
      System.out.println("DONE");
    }
  }

  private static void close(Server server) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("the server did not stop in order: " + e.getMessage());
    }
  }

  private static long held(String metrics) {
    int at = metrics.indexOf(HELD);
    return at < 0
        ? 0
        : Long.parseLong(metrics.substring(at + HELD.length(), metrics.indexOf('\n', at)).strip());
  }
}
