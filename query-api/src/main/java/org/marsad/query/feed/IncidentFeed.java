package org.marsad.query.feed;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentListener;

/**
 * Hands changes of incidents to all who watch. Never waits for them: what one has no room for is
 * counted as missed by it. Thread-safe.
 */
public final class IncidentFeed implements IncidentListener {
  private static final int WAITING = 1_000;

  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  @Override
  public void told(@Nullable Incident before, Incident now) {
    if (watches.isEmpty()) {
      return;
    }
    var item = new Item(News.of(before, now), now);
    for (Watch watch : watches) {
      if (!watch.waiting.offer(item)) {
        watch.missed.incrementAndGet();
      }
    }
  }

  /** A new watch, until it is closed. */
  Watch watch() {
    var watch = new Watch();
    watches.add(watch);
    return watch;
  }

  /** How many watch. */
  int size() {
    return watches.size();
  }

  /** A change. */
  record Item(News news, Incident incident) {}

  /** What waits for one who watches. */
  final class Watch implements AutoCloseable {
    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong missed = new AtomicLong();

    /** The next change, or null if none came in time. */
    @Nullable Item poll(long millis) throws InterruptedException {
      return waiting.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** How many changes there was no room for. */
    long missed() {
      return missed.get();
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
