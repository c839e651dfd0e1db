package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class SyslogTlsInputTest extends InputContract {
  @TempDir private static Path shared;
  private static Certificates certificates;

  @TempDir private Path folder;
  private @Nullable Input other;

  @BeforeAll
  static void makeCertificates() throws Exception {
    assumeTrue(Certificates.arePossible(), "openssl is not installed");
    certificates = Certificates.in(shared);
    certificates.issue("fw1", "/O=Example/CN=fw1.example.com", "extendedKeyUsage=clientAuth");
    certificates.issue("unnamed", "/O=Example", "subjectAltName=DNS:sw2.example.com");
    Path elsewhere = Files.createDirectory(shared.resolve("elsewhere"));
    Certificates.in(elsewhere);
  }

  @BeforeEach
  void copyCertificates() throws IOException {
    for (String name : List.of("server.pem", "server.key")) {
      Files.copy(certificates.file(name), folder.resolve(name));
    }
  }

  @Override
  protected Input open(InputContext given, EventLoops threads) {
    return SyslogTlsInput.open(config(certificates.server()), threads, given);
  }

  private static SyslogTlsConfig config(TlsConfig tls) {
    return SyslogTlsConfig.defaults()
        .with(0, tls)
        .withLimits(new ByteSize(MAX_FRAME), MAX_CONNECTIONS);
  }

  /** In place of the input of the contract. */
  private Input reopen(TlsConfig tls) {
    input().stop();
    Input opened = SyslogTlsInput.open(config(tls), loops(), context());
    other = opened;
    return opened;
  }

  @AfterEach
  void stopOther() {
    if (other != null) {
      other.stop();
    }
  }

  @Override
  protected TestSender connect(Input opened) throws Exception {
    return connect(opened, "");
  }

  private static TestSender connect(Input opened, String client) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            certificates
                .client(client)
                .getSocketFactory()
                .createSocket("127.0.0.1", opened.address().getPort());
    socket.setSoTimeout(5_000);
    socket.startHandshake();
    return new SocketSender(socket, SyslogTlsInputTest::counted);
  }

  private static byte[] counted(byte[] frame) {
    byte[] count = (frame.length + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] both = Arrays.copyOf(count, count.length + frame.length);
    System.arraycopy(frame, 0, both, count.length, frame.length);
    return both;
  }

  @Override
  protected Transport transport() {
    return Transport.TLS;
  }

  @Test
  void knowsASenderByTheNameInItsCertificate() throws Exception {
    Input input =
        reopen(
            certificates
                .server()
                .withClients(ClientCertificates.OPTIONAL, certificates.file("root.pem")));
    for (String name : List.of("fw1", "unnamed", "")) {
      try (TestSender sender = connect(input, name)) {
        send(sender, List.of(("<13>from " + name).getBytes(StandardCharsets.UTF_8)));
        int before = log().size();
        log().awaitSize(Math.max(1, before), PATIENCE);
      }
    }
    log().awaitSize(3, PATIENCE);
    for (MemoryLog.Frame frame : log().frames()) {
      String expected =
          switch (frame.text()) {
            case "<13>from fw1" -> "fw1.example.com";
            case "<13>from unnamed" -> "sw2.example.com";
            default -> "";
          };
      assertEquals(expected, frame.origin().identity());
      assertEquals("127.0.0.1", frame.origin().peer());
    }
    assertEquals(
        List.of("fw1.example.com", "sw2.example.com", ""),
        books().stream()
            .map(book -> book.identity())
            .sorted((one, two) -> Boolean.compare(one.isEmpty(), two.isEmpty()))
            .toList());
  }

  @Test
  void turnsAwayWhoHasNoCertificateWhereOneIsRequired() throws Exception {
    Input input =
        reopen(
            certificates
                .server()
                .withClients(ClientCertificates.REQUIRED, certificates.file("root.pem")));
    try (TestSender sender = connect(input, "")) {
      assertTrue(sender.awaitClosed());
    } catch (SSLException _) {
      // TLS 1.2 says it during the handshake
    }
    assertEquals(1, rejected("client-certificate-missing"));
    try (TestSender sender = connect(input, "fw1")) {
      send(sender, List.of("<13>hello".getBytes(StandardCharsets.UTF_8)));
      log().awaitSize(1, PATIENCE);
    }
  }

  @Test
  void turnsAwayCertificatesThatNobodyVouchesFor() throws Exception {
    Input input =
        reopen(
            certificates
                .server()
                .withClients(ClientCertificates.OPTIONAL, certificates.file("elsewhere/root.pem")));
    try (TestSender sender = connect(input, "fw1")) {
      // The client may choose to send none where its issuer is not asked for.
      send(sender, List.of("<13>hello".getBytes(StandardCharsets.UTF_8)));
      sender.awaitClosed();
    } catch (IOException _) {
      // refused
    }
    assertTrue(log().frames().stream().allMatch(frame -> frame.origin().identity().isEmpty()));
  }

  @Test
  void countsPlainTextAndGarbage() throws Exception {
    for (String text : List.of("<13>plain\n", "GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0\0\0")) {
      long before = rejected("not-tls");
      try (var socket = new Socket("127.0.0.1", input().address().getPort())) {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.setSoTimeout(10_000);
        socket.getInputStream().readAllBytes();
      }
      MemoryLog.await(() -> rejected("not-tls") == before + 1, PATIENCE, () -> text);
    }
    assertEquals(0, log().size());
  }

  @Test
  void speaksNoOldVersion() throws Exception {
    // A ClientHello of TLS 1.1 without extensions (RFC 4346 section 7.4.1.2).
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
    hello[0] = 22;
    hello[1] = 3;
    hello[2] = 1;
    hello[4] = (byte) (hello.length - 5);
    hello[5] = 1;
    hello[8] = (byte) (hello.length - 9);
    hello[9] = 3;
    hello[10] = 2;
    hello[45] = 2;
    hello[47] = 0x2f;
    hello[48] = 1;
    try (var socket = new Socket("127.0.0.1", input().address().getPort())) {
      socket.getOutputStream().write(hello);
      socket.setSoTimeout(10_000);
      socket.getInputStream().readAllBytes();
    }
    MemoryLog.await(() -> rejected() > 0, PATIENCE, () -> "not counted");
    assertEquals(0, log().size());
  }

  @Test
  void doesNotWaitForeverForAHandshake() throws Exception {
    Input input =
        reopen(
            new TlsConfig(
                certificates.file("server.pem"),
                certificates.file("server.key"),
                Path.of(""),
                ClientCertificates.NONE,
                Path.of(""),
                Duration.ofSeconds(1),
                Duration.ofMillis(200)));
    try (var socket = new Socket("127.0.0.1", input.address().getPort())) {
      socket.setSoTimeout(10_000);
      assertEquals(-1, socket.getInputStream().read());
    }
    MemoryLog.await(
        () -> rejected("handshake-timeout") == 1, PATIENCE, () -> "not counted as timeout");
  }

  @Test
  void takesANewCertificateWithoutClosingAConnection() throws Exception {
    var own = new Certificates(folder);
    Input input = reopen(own.server().withReloadEvery(Duration.ofMillis(100)));
    try (TestSender before = connect(input, "")) {
      send(before, List.of("<13>before".getBytes(StandardCharsets.UTF_8)));
      log().awaitSize(1, PATIENCE);
      String serial = serial(input);

      Files.writeString(own.file("server.pem"), "rubbish");
      MemoryLog.await(
          () -> metricSum("marsad_collector_certificate_reload_failures_total") == 1,
          PATIENCE,
          () -> "the bad certificate was not noticed");
      assertEquals(serial, serial(input), "the old one is kept");

      Path fresh = Files.createDirectory(folder.resolve("fresh"));
      for (String name : List.of("root.pem", "root.key")) {
        Files.copy(certificates.file(name), fresh.resolve(name));
      }
      new Certificates(fresh)
          .issue("server", "/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost");
      own.replace("server.key", "fresh/server.key");
      own.replace("server.pem", "fresh/server.pem");
      MemoryLog.await(
          () -> metricSum("marsad_collector_certificate_reloads_total") == 1,
          PATIENCE,
          () -> "the new certificate was not noticed");
      assertNotEquals(serial, serial(input));

      send(before, List.of("<13>after".getBytes(StandardCharsets.UTF_8)));
      log().awaitSize(2, PATIENCE);
    }
  }

  @Test
  void readsAKeyThatIsEncrypted() throws Exception {
    var own = new Certificates(folder);
    Files.writeString(own.file("password"), "correct horse\n");
    own.openssl(
        "pkcs8 -topk8 -in server.key -out sealed.key -v2 aes-256-cbc -passout file:password");
    var tls =
        new TlsConfig(
            own.file("server.pem"),
            own.file("sealed.key"),
            own.file("password"),
            ClientCertificates.NONE,
            Path.of(""),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    Input input = reopen(tls);
    try (TestSender sender = connect(input, "")) {
      send(sender, List.of("<13>hello".getBytes(StandardCharsets.UTF_8)));
      log().awaitSize(1, PATIENCE);
    }
  }

  @Test
  void doesNotOpenWithAKeyOfAnotherCertificate() throws Exception {
    TlsConfig tls =
        TlsConfig.defaults()
            .withCertificate(certificates.file("server.pem"), certificates.file("fw1.key"));
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> SyslogTlsInput.open(config(tls), loops(), context()));
    assertTrue(
        String.valueOf(thrown.getMessage()).contains("does not belong to"), thrown::toString);
  }

  private long rejected(String reason) {
    return metrics()
        .counter(
            "marsad_collector_refused_connections",
            "Connections turned away or broken off by us.",
            "input",
            SyslogTlsInput.NAME,
            "reason",
            reason)
        .value();
  }

  private static String serial(Input input) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .client("")
                .getSocketFactory()
                .createSocket("127.0.0.1", input.address().getPort())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .toString();
    }
  }
}
