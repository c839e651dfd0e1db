package org.marsad.query.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Query;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.QueryRefusedException;
import org.marsad.model.store.SearchRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A search that runs by itself and keeps its rows on disk. Where rows come as events are found,
 * they can be read at once. Where a command needs all events first, the search is done over the
 * newest part of the range, then over larger ones up to the whole: each answer is right for the
 * part it covers, and all of them together cost a third more. One thread runs it; any may ask.
 */
final class SearchJob {
  private static final Logger LOG = LoggerFactory.getLogger(SearchJob.class);

  /** Into how many parts the range is cut: the first look is at one of them. */
  private static final int PARTS = 64;

  private static final int GROWTH = 4;

  /** A search that will be done so soon needs no look at a part. */
  private static final long SOON = 2_000_000_000L;

  /** How it goes. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /** The word in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String id;
  private final String owner;
  private final Asked asked;
  private final Asking asking;
  private final Path folder;
  private final int most;
  private final JobRoom room;
  private final InstantSource clock;
  private final Instant created;
  private final AtomicLong lastSeen = new AtomicLong();
  private volatile State state = State.QUEUED;
  private volatile boolean cancelled;
  private volatile boolean expired;
  private volatile double progress;
  private volatile long events;
  private volatile long coveredFrom = Long.MAX_VALUE;
  private volatile String failure = "";
  private volatile List<String> reasons = List.of();
  private volatile List<String> warnings = List.of();
  private volatile @Nullable Instant ended;
  private @Nullable JobAnswer answer;
  private int files;

  /**
   * A job that has not begun.
   *
   * @param most rows it keeps at most
   * @param room the disk it shares with others
   */
  SearchJob(
      String id,
      String owner,
      Asked asked,
      Asking asking,
      Path folder,
      int most,
      JobRoom room,
      InstantSource clock) {
    this.id = id;
    this.owner = owner;
    this.asked = asked;
    this.asking = asking;
    this.folder = folder;
    this.most = most;
    this.room = room;
    this.clock = clock;
    this.created = clock.instant();
    lastSeen.set(created.toEpochMilli());
  }

  /** Runs it to its end. */
  void run() {
    if (cancelled) {
      finish(State.CANCELLED);
      return;
    }
    state = State.RUNNING;
    try {
      if (asked.pipeline().isLive()) {
        look(asked, asked.request().earliest(), oldest(asked.request().latest()), 1);
      } else {
        grow();
      }
      finish(cancelled ? State.CANCELLED : State.DONE);
    } catch (QueryRefusedException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      LOG.error("search job {} failed", id, e);
      fail("the store cannot be read");
    } catch (RuntimeException e) {
      LOG.error("search job {} failed", id, e);
      fail("it failed; the server's log says why");
    }
  }

  private void fail(String why) {
    failure = why;
    finish(State.FAILED);
  }

  private void finish(State how) {
    ended = clock.instant();
    lastSeen.set(clock.millis());
    state = how;
    if (cancelled || expired) {
      drop();
    }
  }

  /** Answers for growing parts of the range, the newest first. */
  private void grow() throws IOException {
    SearchRequest request = asked.request();
    long now = Nanos.of(asked.now());
    long newest = Math.min(request.latest(), Math.max(now, request.earliest()));
    long oldest = oldest(newest);
    long width = oldest < newest ? (newest - oldest) / PARTS : 0;
    boolean worth = width > 0;
    for (int part = 1; part < PARTS && worth && !cancelled; part *= GROWTH) {
      long begin = System.nanoTime();
      long from = newest - width * part;
      double share = (double) part / PARTS;
      look(asked.with(request.between(from, request.latest())), from, oldest, share);
      long took = System.nanoTime() - begin;
      worth = took / part * PARTS > SOON;
    }
    if (!cancelled) {
      look(asked, request.earliest(), oldest, 1);
    }
  }

  /** Where the range begins in truth: at its bound, or about at the first event there is. */
  private long oldest(long newest) throws IOException {
    long bound = asked.request().earliest();
    if (bound != Long.MIN_VALUE) {
      return bound;
    }
    var first = new long[] {newest};
    EventStore store = asking.store();
    store.scan(
        SearchRequest.of(new Query.All(), 0),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            first[0] = Math.min(first[0], batch.timestamp(row));
          }
          return false;
        });
    return first[0];
  }

  /**
   * Does the search over a range.
   *
   * @param from where that begins
   * @param oldest where the whole range does
   * @param share how much that is of the whole range
   */
  private void look(Asked part, long from, long oldest, double share) throws IOException {
    boolean whole = share >= 1;
    PipeSearch search = asking.search(part, () -> cancelled);
    RowFile file = new RowFile(folder.resolve(id + "-" + files++ + ".new"));
    var fresh = new JobAnswer(file, search, most, bytes -> room.take(owner, bytes));
    boolean live = asked.pipeline().isLive();
    if (live) {
      replace(fresh);
    }
    boolean done = false;
    try {
      search
          .into(fresh)
          .watch(time -> watch(search, fresh, live ? time : Long.MIN_VALUE, oldest))
          .run();
      fresh.publish();
      fresh.require();
      done = true;
    } finally {
      if (!done || cancelled) {
        if (live) {
          drop();
        } else {
          release(fresh);
        }
      }
    }
    if (cancelled) {
      return;
    }
    // What is known of an answer is told before the answer is there.
    events = search.events();
    coveredFrom = from;
    warnings = search.about().warnings();
    reasons =
        whole
            ? search.about().partialReasons()
            : List.of("only events from " + Nanos.format(from) + " on were looked at so far");
    progress = share;
    if (!live) {
      replace(fresh);
    }
  }

  private void watch(PipeSearch search, JobAnswer fresh, long time, long oldest) {
    events = search.events();
    if (time == Long.MIN_VALUE) {
      return;
    }
    long newest = Math.min(asked.request().latest(), Nanos.of(asked.now()));
    if (newest > oldest) {
      double share = (double) (newest - time) / ((double) newest - oldest);
      progress = Math.clamp(share, progress, 1);
    }
    coveredFrom = time;
    try {
      fresh.publish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void replace(JobAnswer fresh) {
    JobAnswer before = answer;
    answer = fresh;
    if (before != null) {
      release(before);
    }
  }

  private void release(JobAnswer old) {
    room.give(owner, old.bytes());
    try {
      old.close();
    } catch (IOException e) {
      LOG.warn("the rows of search job {} cannot be deleted", id, e);
    }
  }

  private synchronized void drop() {
    JobAnswer last = answer;
    answer = null;
    if (last != null) {
      release(last);
    }
  }

  /** Ends it if it runs, and lets its rows go. */
  void cancel() {
    cancelled = true;
    expired = true;
    if (ended != null) {
      drop();
    }
  }

  /** Somebody has asked for it. */
  void touch() {
    lastSeen.set(clock.millis());
  }

  /** How long nobody has asked for it, in milliseconds; 0 while it runs. */
  long idleMillis() {
    return ended == null ? 0 : clock.millis() - lastSeen.get();
  }

  /** A part of the rows there are now; null if there are none yet. */
  synchronized @Nullable JobAnswer answer() {
    return answer;
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  Asked asked() {
    return asked;
  }

  State state() {
    return state;
  }

  Instant created() {
    return created;
  }

  @Nullable Instant ended() {
    return ended;
  }

  /** How much of the range of time was searched, from 0 to 1. */
  double progress() {
    return progress;
  }

  /** How many events were read. */
  long events() {
    return events;
  }

  /** Since when the rows there are cover the range; {@link Long#MAX_VALUE} for not at all. */
  long coveredFrom() {
    return coveredFrom;
  }

  /** Whether it is done and nothing was cut. */
  boolean isComplete() {
    return state == State.DONE && reasons.isEmpty();
  }

  /** Why it failed; empty if it did not. */
  String failure() {
    return failure;
  }

  List<String> reasons() {
    return reasons;
  }

  List<String> warnings() {
    return warnings;
  }
}
