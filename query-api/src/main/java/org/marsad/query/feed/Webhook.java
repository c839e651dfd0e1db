package org.marsad.query.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.query.route.IncidentJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver of incidents, in the form of Standard Webhooks 1: {@code webhook-id}, {@code
 * webhook-timestamp} and {@code webhook-signature}, a HMAC-SHA256 over both and the body. What
 * changes before it was delivered is told once, as it is then. A receiver that does not answer well
 * is tried again, ever more seldom, for a day; one that refuses is not. The queue is bounded: past
 * it the oldest is dropped and counted. {@link #tell} may be called by any thread and never waits;
 * {@link #run} is one thread.
 */
final class Webhook {
  static final int MAX_WAITING = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final long MINUTE = 60_000;

  private final WebhookConfig config;
  private final SecretKeySpec key;
  private final InstantSource clock;
  private final Pace pace;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final JsonFactory json = new JsonFactory();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Metrics.Counter delivered;
  private final Metrics.Counter failed;
  private final Metrics.Counter refused;
  private final Metrics.Counter dropped;
  private boolean stopped;
  private long minute;
  private int inMinute;

  Webhook(WebhookConfig config, byte[] secret, InstantSource clock, Metrics metrics, Pace pace) {
    this.config = config;
    this.clock = clock;
    this.pace = pace;
    key = new SecretKeySpec(secret, "HmacSHA256");
    String host = config.address().getHost();
    delivered = counter(metrics, host, "delivered");
    failed = counter(metrics, host, "failed");
    refused = counter(metrics, host, "refused");
    dropped = counter(metrics, host, "dropped");
    metrics.gauge(
        "marsad_webhook_waiting", "Incidents that wait to be told.", this::size, "host", host);
  }

  private static Metrics.Counter counter(Metrics metrics, String host, String outcome) {
    return metrics.counter(
        "marsad_webhook", "Deliveries of incidents.", "host", host, "outcome", outcome);
  }

  synchronized int size() {
    return waiting.size();
  }

  /** An incident is to be told, if it is bad enough. */
  synchronized void tell(News news, Incident incident) {
    Waiting known = waiting.get(incident.id());
    if (incident.level().compareTo(config.least()) < 0 && known == null) {
      return;
    }
    if (known == null) {
      waiting.put(
          incident.id(), new Waiting(news, incident, 0, clock.millis() + pace.settle().toMillis()));
      while (waiting.size() > MAX_WAITING) {
        Iterator<Waiting> oldest = waiting.values().iterator();
        oldest.next();
        oldest.remove();
        dropped.increment();
      }
    } else {
      News first = known.news.compareTo(news) < 0 ? known.news : news;
      waiting.put(incident.id(), new Waiting(first, incident, known.attempts, known.due));
    }
    notifyAll();
  }

  /** What waits, as {@code news id}, to be kept over a restart. */
  synchronized List<String> pending() {
    var lines = new ArrayList<String>();
    waiting.forEach((id, each) -> lines.add(each.news.name() + " " + id));
    return lines;
  }

  /** Delivers until it is stopped. */
  void run() {
    try {
      while (true) {
        Waiting due = next();
        if (due == null) {
          return;
        }
        settle(due, deliver(due));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for what is due; null once it is stopped. */
  private synchronized @Nullable Waiting next() throws InterruptedException {
    while (!stopped) {
      long now = clock.millis();
      if (now - minute >= MINUTE) {
        minute = now;
        inMinute = 0;
      }
      long wake = now + 1_000;
      for (Waiting each : waiting.values()) {
        if (each.due <= now && inMinute < config.most()) {
          inMinute++;
          return each;
        }
        wake = Math.min(wake, Math.max(each.due, now + 1));
      }
      wait(inMinute < config.most() ? wake - now : 100);
    }
    return null;
  }

  private Result deliver(Waiting each) throws InterruptedException {
    try {
      byte[] body = body(each);
      String id = each.incident.id() + "." + each.incident.revision() + "." + each.news.name();
      String time = Long.toString(clock.instant().getEpochSecond());
      HttpRequest request =
          HttpRequest.newBuilder(config.address())
              .timeout(ANSWER_WITHIN)
              .header("Content-Type", "application/json")
              .header("webhook-id", id)
              .header("webhook-timestamp", time)
              .header("webhook-signature", "v1," + sign(id, time, body))
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status >= 200 && status < 300) {
        return Result.DELIVERED;
      }
      LOG.warn("webhook {} answered {}", config.address().getHost(), status);
      boolean again = status == 408 || status == 429 || status >= 500;
      return again ? Result.AGAIN : Result.REFUSED;
    } catch (IOException e) {
      LOG.warn("webhook {} failed: {}", config.address().getHost(), e.toString());
      return Result.AGAIN;
    }
  }

  private byte[] body(Waiting each) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", each.news.toString());
      out.writeStringField("timestamp", Nanos.format(each.incident.updated()));
      out.writeObjectFieldStart("data");
      IncidentJson.members(each.incident, out);
      out.writeEndObject();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private String sign(String id, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the one that was told
  private synchronized void settle(Waiting told, Result result) {
    Waiting now = waiting.get(told.incident.id());
    if (result == Result.AGAIN) {
      failed.increment();
      int attempts = told.attempts + 1;
      if (attempts >= pace.attempts()) {
        waiting.remove(told.incident.id());
        dropped.increment();
      } else if (now != null) {
        long pause =
            Math.min(pace.most().toMillis(), pace.first().toMillis() << Math.min(attempts - 1, 20));
        waiting.put(
            told.incident.id(),
            new Waiting(now.news, now.incident, attempts, clock.millis() + pause));
      }
      return;
    }
    (result == Result.DELIVERED ? delivered : refused).increment();
    if (now == told) {
      waiting.remove(told.incident.id());
    } else if (now != null) {
      News next = now.incident.level() == told.incident.level() ? News.CHANGED : News.RAISED;
      if (next == News.CHANGED) {
        waiting.remove(told.incident.id());
      } else {
        waiting.put(told.incident.id(), new Waiting(next, now.incident, 0, now.due));
      }
    }
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private enum Result {
    DELIVERED,
    AGAIN,
    REFUSED
  }

  /**
   * How deliveries follow each other.
   *
   * @param settle so long an incident may change before it is told
   * @param first the pause before the second attempt; doubled each time
   * @param most the longest pause
   * @param attempts how many there are
   */
  record Pace(Duration settle, Duration first, Duration most, int attempts) {
    static Pace usual() {
      return new Pace(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofMinutes(5), 300);
    }
  }

  private record Waiting(News news, Incident incident, int attempts, long due) {}
}
