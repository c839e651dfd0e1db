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
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.input.Certificates;

/**
 * The forwarders that are out there, where this machine has them; elsewhere skipped, and shown so.
 */
class SendersTest {
  private static final int MESSAGES = 500;

  @TempDir private Path folder;
  private Server server;
  private TestClient client;
  private @Nullable Forwarder sender;
  private @Nullable Certificates certificates;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.withoutRules(folder.resolve("data")));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    if (sender != null) {
      sender.close();
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

  @Test
  void rsyslogOverTlsWithAClientCertificate() throws Exception {
    secure();
    String action =
        "protocol=\"tcp\" TCP_Framing=\"octet-counted\" StreamDriver=\"gtls\""
            + " StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\""
            + " StreamDriverPermittedPeers=\"localhost\"";
    rsyslog(
        """
        global(DefaultNetstreamDriverCAFile="%s" DefaultNetstreamDriverCertFile="%s"
               DefaultNetstreamDriverKeyFile="%s")
        """
            .formatted(
                certificates().file("root.pem"),
                certificates().file("client.pem"),
                certificates().file("client.key")),
        "omfwd",
        action,
        "syslog-tls");
    assertEquals(
        MESSAGES,
        client.search("tls.client.subject:sender.example.com").path("total").path("value").asInt());
  }

  @Test
  void rsyslogOverRelp() throws Exception {
    rsyslog("module(load=\"omrelp\")\n", "omrelp", "", "relp");
  }

  @Test
  void rsyslogOverRelpWithTls() throws Exception {
    secure();
    String action =
        "tls=\"on\" tls.cacert=\"%s\" tls.mycert=\"%s\" tls.myprivkey=\"%s\" tls.authmode=\"name\" tls.permittedpeer=[\"localhost\"]"
            .formatted(
                certificates().file("root.pem"),
                certificates().file("client.pem"),
                certificates().file("client.key"));
    rsyslog("module(load=\"omrelp\")\n", "omrelp", action, "relp");
    assertEquals(
        MESSAGES,
        client.search("tls.client.subject:sender.example.com").path("total").path("value").asInt());
  }

  @Test
  void syslogNgOverTls() throws Exception {
    secure();
    syslogNg(
        "syslog(\"localhost\" port(%d) transport(\"tls\") tls(ca-file(\""
            + certificates().file("root.pem")
            + "\")))",
        "syslog-tls");
  }

  @Test
  void loggerInAllItsWays() throws Exception {
    String program = Forwarder.program("logger");
    List<List<String>> ways =
        List.of(
            List.of("--tcp", "--rfc5424"),
            List.of("--tcp", "--rfc5424", "--octet-count"),
            List.of("--tcp", "--rfc3164"),
            List.of("--udp", "--rfc5424"),
            List.of("--udp", "--rfc3164"));
    for (int i = 0; i < ways.size(); i++) {
      boolean tcp = ways.get(i).contains("--tcp");
      var command = new ArrayList<String>();
      command.add(program);
      command.addAll(ways.get(i));
      command.addAll(List.of("--server", "127.0.0.1", "--tag", "real", "--port"));
      command.add(Integer.toString(port(tcp ? "syslog-tcp" : "syslog-udp")));
      command.add("way number w" + i);
      sender = Forwarder.start(folder, command);
      int way = i;
      client.awaitJson(
          "/api/v1/search?size=0&q=w" + way + "+process.name:real",
          found -> found.path("total").path("value").asInt() == 1);
    }
  }

  /** A server with certificates in place of the one that was started. */
  private void secure() throws Exception {
    assumeTrue(Certificates.arePossible(), "openssl is not installed");
    certificates = Certificates.in(Files.createDirectory(folder.resolve("certificates")));
    certificates.issue("client", "/CN=sender.example.com", "extendedKeyUsage=clientAuth");
    server.close();
    var settings = new ArrayList<String>();
    for (String input : List.of("relp", "syslog_tls")) {
      settings.add("collector." + input + ".port=0");
      String tls = "collector." + input + ".tls.";
      settings.add(tls + "certificate=" + certificates.file("server.pem"));
      settings.add(tls + "key=" + certificates.file("server.key"));
      settings.add(tls + "client_certificates=optional");
      settings.add(tls + "client_ca=" + certificates.file("root.pem"));
    }
    server = Server.open(TestConfigs.withoutRules(folder.resolve("data"), settings));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  private Certificates certificates() {
    return Objects.requireNonNull(certificates);
  }

  private void rsyslog(String action, String input) throws Exception {
    rsyslog("", "omfwd", action, input);
  }

  private void rsyslog(String before, String module, String action, String input) throws Exception {
    Path lines = lines();
    sender =
        Forwarder.rsyslog(
            folder,
            """
            global(workDirectory="%s")
            %s
            module(load="imfile")
            input(type="imfile" File="%s" Tag="real:" Severity="info" Facility="local3")
            action(type="%s" target="127.0.0.1" port="%d" %s template="RSYSLOG_SyslogProtocol23Format")
            """
                .formatted(folder, before, lines, module, port(input), action));
    everyMessageOnce();
  }

  private void syslogNg(String destination, String input) throws Exception {
    sender =
        Forwarder.syslogNg(
            folder,
            """
            @version: 3.38
            source s { file("%s" follow-freq(1) flags(no-parse) program-override("real")); };
            destination d { %s; };
            log { source(s); destination(d); };
            """
                .formatted(lines(), destination.formatted(port(input))));
    everyMessageOnce();
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
        () -> Objects.requireNonNull(sender).output());
    for (int i : new int[] {0, MESSAGES / 2, MESSAGES - 1}) {
      assertEquals(
          1, client.search("n" + i + " process.name:real").path("total").path("value").asInt());
    }
  }

  private int port(String input) {
    InetSocketAddress address = server.inputs().get(input);
    return address == null ? 0 : address.getPort();
  }
}
