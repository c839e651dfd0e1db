package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The server as {@code ./marsad serve} runs it, with its defaults but for ports, which are free.
 */
final class Serving implements AutoCloseable {
  private static final String HELD = "marsad_index_events_total";
  private static final long LOOK_NANOS = 20_000_000;

  private static final List<String> SETTINGS =
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
          "collector.syslog_udp.enabled=false");

  private final Child child;
  private final String url;
  private final int syslogPort;
  private final String token;

  private Serving(Child child, Path data) throws IOException {
    this.child = child;
    // What it tells a person: "Marsad is up after 2404 ms: http://..." and a line for each input.
    String up = child.await("Marsad is up");
    this.url = up.substring(up.indexOf("http"));
    String input = child.await("  syslog-tcp");
    this.syslogPort = Integer.parseInt(input.substring(input.lastIndexOf(':') + 1));
    this.token = Files.readString(data.resolve("admin.token"), UTF_8).strip();
  }

  /** Starts one on the data of a folder, with a heap of at most this size. */
  static Serving start(String heap, Path data) throws IOException {
    var arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
    SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Child child = Child.marsad(heap, arguments);
    try {
      return new Serving(child, data);
    } catch (IOException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** Its process. */
  Child child() {
    return child;
  }

  /** Where its API is. */
  String url() {
    return url;
  }

  /** That of its administrator. */
  String token() {
    return token;
  }

  /** Where it takes syslog over TCP. */
  int syslogPort() {
    return syslogPort;
  }

  /** A connection to its API. */
  Wire connect() throws IOException {
    return new Wire(url, token);
  }

  /** How many events are in its index. */
  static long held(Wire wire) throws IOException {
    return metric(new String(wire.get("/metrics"), UTF_8), HELD);
  }

  /** What a metric without labels says in the text of all; 0 where it is not among them. */
  static long metric(String metrics, String name) {
    int at = ("\n" + metrics).indexOf("\n" + name + " ");
    if (at < 0) {
      return 0;
    }
    int from = at + name.length() + 1;
    return (long) Double.parseDouble(metrics.substring(from, metrics.indexOf('\n', from)).strip());
  }

  /** Until so many events are in its index. */
  void await(long events) throws IOException {
    try (Wire wire = connect()) {
      while (held(wire) < events) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
