package org.marsad.query.feed;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.marsad.model.disk.WholeFile;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.IncidentListener;
import org.marsad.model.store.IncidentStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells receivers of incidents that are new, were raised or reopened. What waits is written to a
 * file every second, so that a restart goes on with it; a receiver may be told twice after a crash,
 * and knows it by the id of the delivery. {@link #told} never waits.
 */
public final class Webhooks implements IncidentListener, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
  private static final int LEAST_SECRET = 16;

  private final Path file;
  private final List<Webhook> hooks = new ArrayList<>();
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("marsad-webhooks").factory());
  private @Nullable String kept;

  private Webhooks(Path file) {
    this.file = file;
  }

  /**
   * Begins to tell, first what was left by the last process.
   *
   * @param file keeps what waits
   * @throws IOException if a secret cannot be read or is too short
   */
  public static Webhooks open(
      List<WebhookConfig> configs,
      Path file,
      IncidentStore store,
      InstantSource clock,
      Metrics metrics)
      throws IOException {
    return open(configs, file, store, clock, metrics, Webhook.Pace.usual());
  }

  static Webhooks open(
      List<WebhookConfig> configs,
      Path file,
      IncidentStore store,
      InstantSource clock,
      Metrics metrics,
      Webhook.Pace pace)
      throws IOException {
    var webhooks = new Webhooks(file);
    for (WebhookConfig config : configs) {
      byte[] secret = Files.readString(config.secret()).strip().getBytes(StandardCharsets.UTF_8);
      if (secret.length < LEAST_SECRET) {
        throw new IOException("the secret in " + config.secret() + " has less than 16 characters");
      }
      webhooks.hooks.add(new Webhook(config, secret, clock, metrics, pace));
    }
    webhooks.goOn(store);
    for (Webhook hook : webhooks.hooks) {
      Thread.ofVirtual().name("marsad-webhook").start(hook::run);
    }
    if (!configs.isEmpty()) {
      webhooks.keeper.scheduleWithFixedDelay(webhooks::keepSafely, 1, 1, TimeUnit.SECONDS);
    }
    return webhooks;
  }

  /** Lines of {@code number news id}. */
  private void goOn(IncidentStore store) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", -1);
      try {
        Webhook hook = hooks.get(Integer.parseInt(parts[0]));
        News news = News.valueOf(parts[1]);
        store.incident(parts[2]).ifPresent(incident -> hook.tell(news, incident));
      } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
        LOG.warn("passed over a line of {} that is for no webhook: {}", file, line);
      }
    }
  }

  @Override
  public void told(@Nullable Incident before, Incident now) {
    News news = News.of(before, now);
    boolean wanted =
        switch (news) {
          case NEW, RAISED, REOPENED -> true;
          case MERGED, CLOSED, CHANGED -> false;
        };
    if (wanted) {
      hooks.forEach(hook -> hook.tell(news, now));
    }
  }

  /** Incidents that wait to be told, of all receivers. */
  int waiting() {
    return hooks.stream().mapToInt(Webhook::size).sum();
  }

  private void keepSafely() {
    try {
      keep();
    } catch (IOException | RuntimeException e) {
      LOG.error("cannot keep what webhooks still have to tell", e);
    }
  }

  private synchronized void keep() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < hooks.size(); i++) {
      for (String pending : hooks.get(i).pending()) {
        lines.append(i).append(' ').append(pending).append('\n');
      }
    }
    String now = lines.toString();
    if (!now.equals(kept)) {
      WholeFile.write(file, ByteBuffer.wrap(now.getBytes(StandardCharsets.UTF_8)));
      kept = now;
    }
  }

  @Override
  public void close() throws IOException {
    hooks.forEach(Webhook::stop);
    keeper.shutdownNow();
    keep();
  }
}
