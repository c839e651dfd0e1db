package org.marsad.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A small authority in a folder, made with openssl: a root, a server for 127.0.0.1 and localhost,
 * and clients. Tests that need it are skipped where openssl is not installed.
 */
public record Certificates(Path folder) {
  /** Whether openssl is there. */
  public static boolean arePossible() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A new authority with the certificate {@code server}. */
  public static Certificates in(Path folder) throws IOException, InterruptedException {
    var made = new Certificates(folder);
    made.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout root.key"
            + " -out root.pem -subj /CN=root.example.com");
    made.issue("server", "/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost");
    return made;
  }

  /** Makes {@code name.pem} and {@code name.key}. */
  public void issue(String name, String subject, String extension)
      throws IOException, InterruptedException {
    Path extensions = folder.resolve(name + ".ext");
    Files.writeString(extensions, extension + "\n");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "
            + name
            + ".key -out "
            + name
            + ".csr -subj "
            + subject);
    openssl(
        "x509 -req -in "
            + name
            + ".csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -out "
            + name
            + ".pem -extfile "
            + name
            + ".ext");
  }

  /** A file of the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Puts one file in the place of another at once, as tools that renew certificates do. */
  public void replace(String name, String by) throws IOException {
    Path copy = Files.copy(file(by), file(name + ".new"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Runs openssl in the folder. */
  public void openssl(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.out").toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(Files.readString(folder.resolve("openssl.out")));
    }
  }

  /** Settings with the server's certificate. */
  public TlsConfig server() {
    return TlsConfig.defaults().withCertificate(file("server.pem"), file("server.key"));
  }

  /** The TLS of a client that trusts the root, with a certificate of its own if it has a name. */
  public SSLContext client(String name) throws Exception {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", KeyPair.certificates(file("root.pem")).getFirst());
    var trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    var keys = KeyManagerFactory.getInstance("PKIX");
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (!name.isEmpty()) {
      KeyPair pair = KeyPair.read(file(name + ".pem"), file(name + ".key"), "");
      own.setKeyEntry("own", pair.key(), new char[0], pair.chain().toArray(Certificate[]::new));
    }
    keys.init(own, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
    return context;
  }
}
