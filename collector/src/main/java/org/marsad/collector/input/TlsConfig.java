package org.marsad.collector.input;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of TLS at an input. Files are in PEM form; whether they go together is found out when
 * the input is opened, since settings are looked at one by one.
 *
 * @param certificate the certificate of the server and those that lead to its root; empty for none
 * @param key its private key in PKCS #8, encrypted or not
 * @param keyPassword a file whose first line is the password of the key; empty for none
 * @param clientCertificates whether senders have to prove who they are
 * @param clientCa who vouches for senders; empty if they are not asked
 * @param reloadEvery how often is looked whether the files have changed
 * @param handshakeTimeout how long a handshake may take
 */
public record TlsConfig(
    Path certificate,
    Path key,
    Path keyPassword,
    ClientCertificates clientCertificates,
    Path clientCa,
    Duration reloadEvery,
    Duration handshakeTimeout) {

  private static final Path NONE = Path.of("");

  public TlsConfig {
    new Limits("tls")
        .duration("reload_every", reloadEvery, Duration.ofMillis(100), Duration.ofDays(1))
        .duration(
            "handshake_timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofHours(1))
        .check();
  }

  public static TlsConfig defaults() {
    return new TlsConfig(
        NONE,
        NONE,
        NONE,
        ClientCertificates.NONE,
        NONE,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  /** Whether there is a certificate, without which there is no TLS. */
  public boolean hasCertificate() {
    return !certificate.equals(NONE);
  }

  /** What of it does not go together; empty if all does. */
  String problem() {
    if (key.equals(NONE)) {
      return "tls.key must be set where tls.certificate is";
    }
    boolean asks = clientCertificates != ClientCertificates.NONE;
    return asks && clientCa.equals(NONE)
        ? "tls.client_ca must be set where tls.client_certificates is " + clientCertificates
        : "";
  }

  /** The same with this certificate and key. */
  public TlsConfig withCertificate(Path newCertificate, Path newKey) {
    return new TlsConfig(
        newCertificate,
        newKey,
        keyPassword,
        clientCertificates,
        clientCa,
        reloadEvery,
        handshakeTimeout);
  }

  /** The same with senders asked who they are. */
  public TlsConfig withClients(ClientCertificates asked, Path ca) {
    return new TlsConfig(certificate, key, keyPassword, asked, ca, reloadEvery, handshakeTimeout);
  }

  /** The same, looking for changes so often. */
  public TlsConfig withReloadEvery(Duration every) {
    return new TlsConfig(
        certificate, key, keyPassword, clientCertificates, clientCa, every, handshakeTimeout);
  }
}
