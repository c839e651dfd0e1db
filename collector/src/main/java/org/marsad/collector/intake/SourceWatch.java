package org.marsad.collector.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.marsad.collector.source.SourceSettings;
import org.marsad.collector.source.WatchConfig;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices sources that fall silent, come back, or begin to send something else, and tells it as
 * events.
 *
 * <p>Silent is who pauses for longer than its settings expect; where they expect nothing, longer
 * than several times its usual pause and than twice its second longest of the last days, so that a
 * source that rests every night is left alone from the third night on. Told once, until it is back.
 *
 * <p>The format has drifted if among the last frames the share of those not understood has grown by
 * much, or if most are read by a format that read next to none before. Told once, until that has
 * become usual.
 *
 * <p>A clock is wrong that is a minute or more away from ours; told once, until it is right. Frames
 * that were not taken are told when that is over, or every ten minutes while it goes on: while a
 * disk is full nothing could be told.
 *
 * <p>Looks at the clock on the wall; what it finds is in the log, so a replay finds the same.
 * Belongs to one thread.
 */
public final class SourceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final double SECOND = 1e9;
  private static final long CLOCK_WRONG = Nanos.of(Duration.ofMinutes(1));
  private static final long CLOCK_RIGHT = Nanos.of(Duration.ofSeconds(30));
  private static final long LOSS_EVERY = Nanos.of(Duration.ofMinutes(10));

  /** Each window counts for a fifth of what is usual. */
  private static final double FRESH = 0.2;

  private static final int LEARNED_AFTER = 3;
  private static final int RELEARNED_AFTER = 10;
  private static final double RARE = 0.05;
  private static final double MOST = 0.5;

  private final SourceBooks books;
  private final SourceSettings settings;
  private final WatchConfig config;
  private final InstantSource clock;
  private final HealthEvents events;
  private final long begin;

  /** Addresses that were expected and have never been heard, and were told. */
  private final Set<String> missing = new HashSet<>();

  public SourceWatch(
      SourceBooks books,
      SourceSettings settings,
      WatchConfig config,
      EventLog log,
      InstantSource clock,
      Metrics metrics) {
    this.books = books;
    this.settings = settings;
    this.config = config;
    this.clock = clock;
    this.events = new HealthEvents(log, clock, config.eventsPerMinute(), metrics);
    this.begin = Nanos.of(clock.instant());
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
      LOG.error("watching the sources failed", e);
    }
  }

  void look() {
    long now = Nanos.of(clock.instant());
    Map<String, Duration> expected = settings.expected();
    var heard = new HashSet<String>();
    for (SourceBook book : books.all()) {
      String peer = book.origin().peer();
      if (book.origin().transport() == Transport.INTERNAL || peer.equals(SourceBooks.OTHER)) {
        continue;
      }
      if (expected.containsKey(peer)) {
        heard.add(peer);
      }
      Watched state = book.watched;
      if (state == null) {
        state = new Watched();
        book.watched = state;
      }
      silence(book, state, now);
      drift(book, state);
      clock(book, state);
      loss(book, state, now);
    }
    missing(expected, heard, now);
  }

  private void silence(SourceBook book, Watched state, long now) {
    long last = book.lastSeen();
    if (state.silent()) {
      if (last > state.silentSince && events.mayTell()) {
        state.silent(false);
        back(book, state, last);
      }
      return;
    }
    Duration wanted = book.rules().expectEvery();
    long least = Nanos.of(wanted == null ? config.leastSilence() : wanted);
    if (now - last <= least) {
      return;
    }
    long limit = wanted == null ? learned(book, now) : least;
    if (limit > 0 && now - last > limit && events.mayTell()) {
      state.silentSince = last;
      state.silent(true);
      ObjectNode event =
          events.about(
              book, "source-silent", name(book) + " is silent for " + whole(now - last) + " s");
      event.put("marsad.silence.seconds", (now - last) / SECOND);
      event.put("marsad.silence.limit_seconds", limit / SECOND);
      event.put("marsad.silence.learned", wanted == null);
      events.tell(event);
    }
  }

  private void back(SourceBook book, Watched state, long last) {
    ObjectNode event =
        events.about(
            book,
            "source-back",
            name(book) + " is back after " + whole(last - state.silentSince) + " s");
    event.put("marsad.silence.seconds", (last - state.silentSince) / SECOND);
    events.tell(event);
  }

  /** From when on a pause is silence; 0 if too little is known. */
  private long learned(SourceBook book, long now) {
    SourceBook.Pauses pauses = book.pauses(now);
    if (pauses.known() < Rhythm.ENOUGH) {
      return 0;
    }
    long times = Math.multiplyExact(Math.min(pauses.usual(), 1L << 50), config.silenceFactor());
    return Math.clamp(
        Math.max(times, 2 * pauses.secondLongest()),
        Nanos.of(config.leastSilence()),
        Nanos.of(config.mostSilence()));
  }

  private void clock(SourceBook book, Watched state) {
    long behind = book.clockBehind();
    if (behind == SourceReport.UNKNOWN) {
      return;
    }
    long distance = Math.abs(behind);
    boolean turns = state.clockWrong ? distance < CLOCK_RIGHT : distance >= CLOCK_WRONG;
    if (!turns || !events.mayTell()) {
      return;
    }
    state.clockWrong = !state.clockWrong;
    String what =
        state.clockWrong
            ? " is "
                + whole(distance)
                + " s "
                + (behind > 0 ? "behind, or what it sends is old" : "ahead")
            : " is right again";
    ObjectNode event =
        events.about(
            book,
            state.clockWrong ? "clock-wrong" : "clock-right",
            "the clock of " + name(book) + what);
    event.put("marsad.clock.offset_seconds", behind / SECOND);
    events.tell(event);
  }

  private void loss(SourceBook book, Watched state, long now) {
    long all = book.refusedFrames();
    boolean goesOn = all > state.refusedBefore;
    state.refusedBefore = all;
    if (all == state.refusedTold) {
      return;
    }
    if (state.refusedSince == 0) {
      state.refusedSince = now;
    }
    if (goesOn && now - state.refusedSince < LOSS_EVERY || !events.mayTell()) {
      return;
    }
    long frames = all - state.refusedTold;
    state.refusedTold = all;
    state.refusedSince = 0;
    ObjectNode event =
        events.about(
            book, "frames-refused", frames + " frames of " + name(book) + " were not taken");
    event.put("marsad.refused.frames", frames);
    event.put("marsad.refused.total", all);
    book.refusals().forEach((reason, count) -> event.put("marsad.refused." + reason, count));
    events.tell(event);
  }

  private void missing(Map<String, Duration> expected, Set<String> heard, long now) {
    missing.retainAll(expected.keySet());
    for (Map.Entry<String, Duration> entry : expected.entrySet()) {
      String address = entry.getKey();
      boolean told = missing.contains(address);
      if (heard.contains(address)) {
        if (told && events.mayTell()) {
          missing.remove(address);
          events.tell(events.about(address, "source-back", "source " + address + " is heard now"));
        }
      } else if (!told && now - begin > Nanos.of(entry.getValue()) && events.mayTell()) {
        missing.add(address);
        ObjectNode event =
            events.about(
                address, "source-silent", "source " + address + " is expected and was never heard");
        event.put("marsad.silence.limit_seconds", Nanos.of(entry.getValue()) / SECOND);
        event.put("marsad.silence.seconds", (now - begin) / SECOND);
        events.tell(event);
      }
    }
  }

  private void drift(SourceBook book, Watched state) {
    Map<String, Long> formats = book.formats();
    long misfits = book.quarantinedFrames() - state.misfitsBefore;
    long all = misfits;
    for (Map.Entry<String, Long> format : formats.entrySet()) {
      all += format.getValue() - state.formatsBefore.getOrDefault(format.getKey(), 0L);
    }
    if (all < config.driftFrames()) {
      return;
    }
    double share = (double) misfits / all;
    boolean learned = state.windows >= LEARNED_AFTER && state.sinceDrift >= RELEARNED_AFTER;
    String stranger = learned ? stranger(state, formats, all) : "";
    boolean worse = share - state.usualMisfits >= config.driftShare() / 100.0;
    if (learned && (worse || !stranger.isEmpty())) {
      if (!events.mayTell()) {
        return;
      }
      told(book, state, share, worse ? "" : stranger, all);
      state.sinceDrift = 0;
    } else if (state.sinceDrift < Integer.MAX_VALUE) {
      state.sinceDrift++;
    }
    learn(state, formats, share, all);
    state.misfitsBefore += misfits;
  }

  /** A format that reads most of the frames now and read next to none before; empty if none. */
  private static String stranger(Watched state, Map<String, Long> formats, long all) {
    for (Map.Entry<String, Long> format : formats.entrySet()) {
      long count = format.getValue() - state.formatsBefore.getOrDefault(format.getKey(), 0L);
      if ((double) count / all >= MOST && state.usual.getOrDefault(format.getKey(), 0.0) < RARE) {
        return format.getKey();
      }
    }
    return "";
  }

  private static void learn(Watched state, Map<String, Long> formats, double misfits, long all) {
    double weight = state.windows == 0 ? 1 : FRESH;
    state.usualMisfits += weight * (misfits - state.usualMisfits);
    state.usual.replaceAll((_, usual) -> usual * (1 - weight));
    for (Map.Entry<String, Long> format : formats.entrySet()) {
      long count = format.getValue() - state.formatsBefore.getOrDefault(format.getKey(), 0L);
      state.usual.merge(format.getKey(), weight * count / all, Double::sum);
      state.formatsBefore.put(format.getKey(), format.getValue());
    }
    state.windows++;
  }

  private void told(SourceBook book, Watched state, double share, String stranger, long all) {
    String what =
        stranger.isEmpty()
            ? whole100(share)
                + " % of its frames are not understood, usual are "
                + whole100(state.usualMisfits)
                + " %"
            : "it sends " + stranger + " now";
    ObjectNode event =
        events.about(book, "format-drift", "the format of " + name(book) + " has changed: " + what);
    event.put("marsad.drift.frames", all);
    event.put("marsad.drift.misfit_share", share);
    event.put("marsad.drift.usual_misfit_share", state.usualMisfits);
    if (!stranger.isEmpty()) {
      event.put("marsad.drift.format", stranger);
    }
    events.tell(event);
  }

  private static String name(SourceBook book) {
    String identity = book.origin().identity();
    return "source "
        + (identity.isEmpty() ? book.origin().peer() : identity)
        + " of "
        + book.origin().input();
  }

  private static long whole(long nanos) {
    return Math.round(nanos / SECOND);
  }

  private static long whole100(double share) {
    return Math.round(share * 100);
  }
}
