package org.marsad.collector.input;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.marsad.collector.intake.RequestKey;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.store.EventLog;

/**
 * The requests with a key that are durable or on their way, so that a repeat is not stored again.
 * Bounded in number and age: what is older is forgotten, the oldest first. Read back from the end
 * of the log at the start. Thread-safe.
 */
public final class RequestKeys {
  /** Events at the end of the log that are looked through at the start. */
  static final long RECALLED = 1 << 20;

  private static final long RECALLED_BYTES = 256L << 20;

  private final int most;
  private final long window;
  private final InstantSource clock;
  private final Metrics.Counter evicted;
  private final Metrics.Counter repeats;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private RequestKeys(EventsHttpConfig config, Metrics metrics, InstantSource clock) {
    this.most = config.idempotencyKeys();
    this.window = Nanos.of(config.idempotencyWindow());
    this.clock = clock;
    evicted =
        metrics.counter(
            "marsad_collector_request_keys_evicted",
            "Keys of requests forgotten before their time because there were too many.");
    repeats =
        metrics.counter("marsad_collector_request_repeats", "Requests that were durable already.");
    metrics.gauge("marsad_collector_request_keys", "Keys of requests remembered.", this::size);
  }

  /** Those at the end of a log. */
  public static RequestKeys open(
      EventsHttpConfig config, EventLog log, Metrics metrics, InstantSource clock)
      throws IOException {
    var keys = new RequestKeys(config, metrics, clock);
    keys.recall(log);
    return keys;
  }

  private void recall(EventLog log) throws IOException {
    long end = log.end();
    long left = RECALLED_BYTES;
    try (EventLog.Reader reader = log.read(Math.max(log.start(), end - RECALLED))) {
      while (reader.position() < end && left > 0) {
        RawBatch batch = reader.poll(Duration.ZERO);
        if (batch == null) {
          return;
        }
        left -= batch.length();
        Optional<RequestKey> key = RequestKey.in(batch.origin());
        key.ifPresent(
            known -> entries.put(known.id(), new Entry(known.body(), batch.received(), true)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading the journal", e);
    }
  }

  /**
   * Begins a request.
   *
   * @return whether it is to be stored; if not, it is durable already
   * @throws ProblemException if the first one with this key is under way, or was another
   */
  synchronized boolean begin(RequestKey key) {
    forget();
    Entry known = entries.get(key.id());
    if (known == null) {
      entries.put(key.id(), new Entry(key.body(), now(), false));
      return true;
    }
    if (!known.body.equals(key.body())) {
      throw new ProblemException(
          Problem.of(
              422,
              "idempotency-key-reused",
              "The key belongs to another request",
              "this Idempotency-Key came with another body before; give each body its own"));
    }
    if (!known.durable) {
      throw new ProblemException(
          Problem.of(
                  409,
                  "idempotency-key-pending",
                  "The first request is under way",
                  "a request with this Idempotency-Key is being made durable; ask again")
              .retryAfter(1));
    }
    repeats.increment();
    return false;
  }

  /** What was begun is durable. */
  synchronized void done(RequestKey key) {
    Entry entry = entries.get(key.id());
    if (entry != null) {
      entry.durable = true;
    }
  }

  /** What was begun was not taken. */
  synchronized void undone(RequestKey key) {
    entries.remove(key.id());
  }

  private synchronized int size() {
    return entries.size();
  }

  /** The oldest stand first. */
  private void forget() {
    long oldest = now() - window;
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      boolean tooMany = entries.size() >= most;
      if (entry.since >= oldest && !tooMany) {
        return;
      }
      if (!entry.durable) {
        continue;
      }
      if (entry.since >= oldest) {
        evicted.increment();
      }
      all.remove();
    }
  }

  private long now() {
    return Nanos.of(clock.instant());
  }

  /** What came with a key. */
  private static final class Entry {
    private final String body;
    private final long since;
    private boolean durable;

    Entry(String body, long since, boolean durable) {
      this.body = body;
      this.since = since;
      this.durable = durable;
    }
  }
}
