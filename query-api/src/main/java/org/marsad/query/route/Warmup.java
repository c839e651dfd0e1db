package org.marsad.query.route;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks by itself what people ask, and throws the answers away, so that who asks first after a start
 * does not wait for classes to be loaded and files to be opened. A thread of its own that ends by
 * itself, at once when it is closed, and in any case after some seconds. What goes wrong in it
 * harms nobody and is told for those who look for it.
 */
final class Warmup implements Closeable {
  /** One of each kind; the names are those that most events have. */
  static final List<String> QUESTIONS =
      List.of(
          "*",
          "failed",
          "message:\"failed password\"",
          "event.code:4625 user.name:root host.name:web",
          "process.command_line:*-encodedcommand*",
          "process.name:ssh*",
          "url.original:/admin[0-9]+/",
          "source.ip:192.0.2.0/24",
          "source.ip IN (192.0.2.1, 192.0.2.2)",
          "destination.port>=1024",
          "* NOT event.outcome:success",
          "user.name:root OR source.ip:192.0.2.1",
          "* | timechart span=1m count",
          "* | top 10 host.name",
          "* | stats dc(source.ip) by event.dataset",
          "* | timechart span=10m count by event.dataset");

  private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);
  private static final int ROUNDS = 2;
  private static final Duration EACH = Duration.ofMillis(300);
  private static final Duration ALL = Duration.ofSeconds(4);
  private static final long CLOSE_MILLIS = 2_000;

  private final SearchRoute search;
  private @Nullable Thread thread;
  private volatile boolean closed;

  /** Over the route whose work it does beforehand. */
  Warmup(SearchRoute search) {
    this.search = search;
  }

  /** Begins. */
  synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofPlatform().daemon().name("marsad-warm-up").start(this::run);
    }
  }

  /** Asks everything, as long as it may. */
  void run() {
    long deadline = System.nanoTime() + ALL.toNanos();
    for (int round = 0; round < ROUNDS; round++) {
      for (String question : QUESTIONS) {
        if (closed || System.nanoTime() - deadline > 0) {
          return;
        }
        try {
          search.rehearse(question, EACH, () -> closed);
        } catch (IOException | RuntimeException e) {
          LOG.debug("the warm-up could not ask \"{}\"", question, e);
        }
      }
    }
  }

  @Override
  public void close() {
    Thread asking;
    synchronized (this) {
      closed = true;
      asking = thread;
    }
    if (asking != null) {
      try {
        asking.join(CLOSE_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
