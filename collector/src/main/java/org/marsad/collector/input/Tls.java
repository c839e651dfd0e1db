package org.marsad.collector.input;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.marsad.model.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS at one input, 1.2 and 1.3. A thread of its own looks whether the files
 * have changed; new connections then get the new certificate, old ones go on undisturbed. A pair
 * that cannot be used is told and counted, and the one before is kept. Thread-safe.
 */
final class Tls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private final String input;
  private final TlsConfig config;
  private final Metrics.Counter reloads;
  private final Metrics.Counter failures;
  private final Thread watch;
  private volatile SslContext context;
  private volatile long ends;
  private TlsFiles known;

  private Tls(String input, TlsConfig config, Metrics metrics) throws IOException {
    this.input = input;
    this.config = config;
    reloads = counter(metrics, "marsad_collector_certificate_reloads", "Certificates taken anew.");
    failures =
        counter(
            metrics,
            "marsad_collector_certificate_reload_failures",
            "Changed certificates that could not be used.");
    metrics.gauge(
        "marsad_collector_certificate_end_seconds",
        "When the certificate ends, in seconds since 1970.",
        () -> ends,
        "input",
        input);
    known = TlsFiles.of(config);
    context = load();
    watch = Thread.ofVirtual().name("marsad-tls-" + input).start(this::watch);
  }

  /**
   * TLS with the files as they are now.
   *
   * @throws IOException if they cannot be used
   */
  static Tls open(String input, TlsConfig config, Metrics metrics) throws IOException {
    if (!config.problem().isEmpty()) {
      throw new IOException(config.problem());
    }
    return new Tls(input, config, metrics);
  }

  /** What encrypts one connection. */
  SslHandler handler(Channel channel) {
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeout(config.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  /**
   * Takes up the files if they have changed since they were read.
   *
   * @return whether they have
   * @throws IOException if they cannot be used; what was before is kept
   */
  synchronized boolean renew() throws IOException {
    TlsFiles now = TlsFiles.of(config);
    if (now.equals(known)) {
      return false;
    }
    known = now;
    reload();
    return true;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private SslContext load() throws IOException {
    KeyPair pair = KeyPair.read(config.certificate(), config.key(), password());
    SslContextBuilder builder =
        SslContextBuilder.forServer(pair.key(), pair.chain())
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .clientAuth(config.clientCertificates().auth());
    if (config.clientCertificates() != ClientCertificates.NONE) {
      List<X509Certificate> trusted = KeyPair.certificates(config.clientCa());
      builder.trustManager(trusted);
    }
    SslContext loaded = builder.build();
    ends = pair.end().getEpochSecond();
    return loaded;
  }

  private String password() throws IOException {
    if (config.keyPassword().toString().isEmpty()) {
      return "";
    }
    return Files.readString(config.keyPassword(), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElse("");
  }

  /** Until interrupted. A change is taken up when it has stood still for one look. */
  private void watch() {
    TlsFiles before = TlsFiles.of(config);
    try {
      while (true) {
        Thread.sleep(config.reloadEvery());
        TlsFiles now = TlsFiles.of(config);
        if (now.equals(before)) {
          renewQuietly();
        }
        before = now;
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void renewQuietly() {
    try {
      renew();
    } catch (IOException e) {
      LOG.warn("input {} keeps its old certificate: {}", input, e.getMessage());
    }
  }

  private void reload() throws IOException {
    try {
      context = load();
    } catch (IOException | RuntimeException e) {
      failures.increment();
      throw e instanceof IOException known ? known : new IOException(e.getMessage(), e);
    }
    reloads.increment();
    LOG.info("input {} has a new certificate, good until {}", input, Instant.ofEpochSecond(ends));
  }

  private Metrics.Counter counter(Metrics metrics, String name, String help) {
    return metrics.counter(name, help, "input", input);
  }
}
