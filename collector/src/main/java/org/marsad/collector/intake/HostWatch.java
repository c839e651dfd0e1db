package org.marsad.collector.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.marsad.collector.source.WatchConfig;
import org.marsad.model.event.Nanos;
import org.marsad.model.intake.SocketReport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that room for the journal runs low, while there is room to say so, and that the kernel
 * dropped datagrams, and tells it as events. Low is told once, until there is half as much room
 * again. Drops are told when they are over, or every ten minutes while they go on. Belongs to one
 * thread.
 */
public final class HostWatch {
  private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final long DROPS_EVERY = Nanos.of(Duration.ofMinutes(10));

  private final Supplier<List<SocketReport>> sockets;
  private final WatchConfig config;
  private final EventLog log;
  private final InstantSource clock;
  private final HealthEvents events;
  private final Map<String, Drops> drops = new HashMap<>();
  private boolean isLow;

  public HostWatch(
      Supplier<List<SocketReport>> sockets,
      WatchConfig config,
      EventLog log,
      InstantSource clock,
      Metrics metrics) {
    this.sockets = sockets;
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.events = new HealthEvents(log, clock, config.eventsPerMinute(), metrics);
  }

  /** Looks from time to time, until the scheduler is shut down. */
  public void start(ScheduledExecutorService scheduler) {
    if (config.enabled()) {
      long every = LOOK_EVERY.toMillis();
      scheduler.scheduleWithFixedDelay(this::lookSafely, every, every, TimeUnit.MILLISECONDS);
    }
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("watching the host failed", e);
    }
  }

  void look() {
    room();
    long now = Nanos.of(clock.instant());
    for (SocketReport socket : sockets.get()) {
      if (socket.drops() >= 0) {
        String name = socket.input() + "/" + socket.number();
        dropped(socket, drops.computeIfAbsent(name, _ -> new Drops(socket.drops())), now);
      }
    }
  }

  private void room() {
    long low = config.diskLow().bytes();
    long room = low == 0 ? Long.MAX_VALUE : log.room();
    boolean turns = isLow ? room >= low + low / 2 : room < low;
    if (!turns || !events.mayTell()) {
      return;
    }
    isLow = !isLow;
    String left = Math.max(0, room) / (1 << 20) + " MiB";
    ObjectNode event =
        isLow
            ? events.about("disk-low", "the journal has room for " + left + " before it is full")
            : events.about("disk-ok", "the journal has room again, " + left);
    event.put("marsad.disk.room_bytes", Math.max(0, room));
    event.put("marsad.disk.low_bytes", low);
    events.tell(event);
  }

  private void dropped(SocketReport socket, Drops state, long now) {
    boolean goesOn = socket.drops() > state.seen;
    // A socket that was opened anew counts from 0.
    if (socket.drops() < state.seen) {
      state.told = 0;
    }
    state.seen = socket.drops();
    if (state.seen == state.told) {
      return;
    }
    if (state.since == 0) {
      state.since = now;
    }
    if (goesOn && now - state.since < DROPS_EVERY || !events.mayTell()) {
      return;
    }
    long datagrams = state.seen - state.told;
    state.told = state.seen;
    state.since = 0;
    ObjectNode event =
        events.about(
            "kernel-drops",
            "the kernel dropped "
                + datagrams
                + " datagrams at "
                + socket.input()
                + ", whose buffer was full");
    event.put("marsad.source.input", socket.input());
    event.put("marsad.drops.datagrams", datagrams);
    event.put("marsad.drops.total", state.seen);
    event.put("marsad.drops.buffer_bytes", socket.granted());
    events.tell(event);
  }

  /** What is known of a socket. */
  private static final class Drops {
    long seen;
    long told;
    long since;

    /** What was dropped before it was looked at first is told too. */
    Drops(long first) {
      seen = first;
    }
  }
}
