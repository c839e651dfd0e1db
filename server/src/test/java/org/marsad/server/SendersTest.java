package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The forwarders that are out there, where this machine has them; elsewhere skipped, and shown so.
 */
class SendersTest {
  private static final int MESSAGES = 500;

  @TempDir private Path folder;
  private Server server;
  private TestClient client;
  private @Nullable Process sender;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.at(folder.resolve("data")));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    if (sender != null) {
      sender.destroy();
      sender.waitFor(5, TimeUnit.SECONDS);
    }
    server.close();
  }

  @Test
  void rsyslogOverTcpWithOctetCounting() throws Exception {
    rsyslog("protocol=\"tcp\" TCP_Framing=\"octet-counted\"", "syslog-tcp");
  }

  @Test
  void rsyslogOverTcpWithLines() throws Exception {
    rsyslog("protocol=\"tcp\" TCP_Framing=\"traditional\"", "syslog-tcp");
  }

  @Test
  void rsyslogOverUdp() throws Exception {
    rsyslog("protocol=\"udp\"", "syslog-udp");
  }

  @Test
  void syslogNgOverTcpWithOctetCounting() throws Exception {
    syslogNg("syslog(\"127.0.0.1\" port(%d) transport(\"tcp\"))", "syslog-tcp");
  }

  @Test
  void syslogNgOverTcpWithLines() throws Exception {
    syslogNg("network(\"127.0.0.1\" port(%d) transport(\"tcp\"))", "syslog-tcp");
  }

  @Test
  void syslogNgOverUdp() throws Exception {
    syslogNg("network(\"127.0.0.1\" port(%d) transport(\"udp\"))", "syslog-udp");
  }

  private void rsyslog(String action, String input) throws Exception {
    Optional<String> program = program("rsyslogd");
    assumeTrue(program.isPresent(), "rsyslogd is not installed");
    Path lines = lines();
    Path config = folder.resolve("rsyslog.conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s")
        module(load="imfile")
        input(type="imfile" File="%s" Tag="real:" Severity="info" Facility="local3")
        action(type="omfwd" target="127.0.0.1" port="%d" %s template="RSYSLOG_SyslogProtocol23Format")
        """
            .formatted(folder, lines, port(input), action));
    run(List.of(program.orElseThrow(), "-n", "-f", config.toString(), "-i", folder + "/pid"));
    everyMessageOnce();
  }

  private void syslogNg(String destination, String input) throws Exception {
    Optional<String> program = program("syslog-ng");
    assumeTrue(program.isPresent(), "syslog-ng is not installed");
    Path config = folder.resolve("syslog-ng.conf");
    Files.writeString(
        config,
        """
        @version: 3.38
        source s { file("%s" follow-freq(1) flags(no-parse) program-override("real")); };
        destination d { %s; };
        log { source(s); destination(d); };
        """
            .formatted(lines(), destination.formatted(port(input))));
    run(
        List.of(
            program.orElseThrow(),
            "-F",
            "--no-caps",
            "-f",
            config.toString(),
            "--persist-file=" + folder + "/persist",
            "--control=" + folder + "/control",
            "--pidfile=" + folder + "/pid"));
    everyMessageOnce();
  }

  private void run(List<String> command) throws IOException {
    sender =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sender.out").toFile())
            .start();
  }

  private Path lines() throws IOException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < MESSAGES; i++) {
      lines.add("real message number n" + i + " with some \"text\" <in> it");
    }
    return Files.write(folder.resolve("lines.txt"), lines);
  }

  private void everyMessageOnce() throws Exception {
    client.awaitJson(
        "/api/v1/search?size=0&q=message:%22real+message+number%22",
        found -> found.path("total").path("value").asInt() >= MESSAGES);
    // Repeats would come now.
    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    assertEquals(
        MESSAGES,
        client.search("message:\"real message number\"").path("total").path("value").asInt(),
        () -> output());
    for (int i : new int[] {0, MESSAGES / 2, MESSAGES - 1}) {
      assertEquals(
          1, client.search("n" + i + " process.name:real").path("total").path("value").asInt());
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("sender.out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int port(String input) {
    InetSocketAddress address = server.inputs().get(input);
    return address == null ? 0 : address.getPort();
  }

  /** Where a program is: on the PATH, or in the folders of system programs. */
  private static Optional<String> program(String name) {
    var folders = new ArrayList<>(List.of(System.getenv("PATH").split(":", -1)));
    folders.addAll(List.of("/usr/sbin", "/sbin", "/usr/local/sbin"));
    return folders.stream()
        .map(each -> Path.of(each, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
