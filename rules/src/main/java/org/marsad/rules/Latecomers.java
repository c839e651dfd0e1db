package org.marsad.rules;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.signal.Signal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that came after the watermark, until correlations have looked at them with what the store
 * has around them ({@link LateReview}): when the log pauses, or when the first has waited for
 * {@code late_every} on the clock of the log. As long as something may still come that belongs to
 * them they are looked at again, each time after four times as long. Live, the reviews run on the
 * thread {@code marsad-rules-late}, so that nothing else waits for them; where every run must tell
 * the same in the same order, they run on the lane.
 *
 * <p>Bounded by {@code late_capacity} in number and {@code late_waiting} in bytes: when it is full
 * it is time for a review, and what does not fit then is not looked at by correlations, counted.
 * Belongs to the lane; other threads may ask for {@link #size}.
 */
final class Latecomers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Latecomers.class);

  /** Among so many one is sought that makes room; all of them would be too many in a flood. */
  private static final int LOOKED_AT = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long LONGEST_REST = Nanos.of(Duration.ofMinutes(10));

  private final RulesConfig config;
  private final @Nullable ExecutorService thread;
  private final Deque<Latecomer> waiting = new ArrayDeque<>();
  private final List<Latecomer> inHand = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final Metrics.Counter reviews;
  private final Metrics.Counter crowded;
  private final Metrics.Counter unread;
  private final Metrics.Counter left;
  private final Metrics.Counter tooLarge;
  private final Metrics.Counter again;
  private @Nullable CompletableFuture<LateReview> review;
  private long due = Long.MAX_VALUE;
  private boolean isFresh;
  private boolean isCrowdTold;

  private long begun;
  private long judged;
  private long scanned;
  private long reviewedAt = Long.MIN_VALUE / 2;

  /** How many of those that wait were looked at before. */
  private int repeated;

  private long waitingBytes;
  private long inHandBytes;

  /** The sum of both, for those who ask. */
  private volatile long bytes;

  private volatile long nanos;
  private volatile int size;

  private static Thread thread(Runnable task) {
    var thread = new BackgroundThread(Urgency.SOON, "marsad-rules-late", task);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Nobody yet.
   *
   * @param isBeside whether reviews run on a thread of their own
   */
  Latecomers(RulesConfig config, boolean isBeside, Metrics metrics) {
    this.config = config;
    thread = isBeside ? Executors.newSingleThreadExecutor(Latecomers::thread) : null;
    reviews = metrics.counter("marsad_rules_late_reviews", "Reviews of late signals.");
    String alone = "Late signals that correlations looked at without what is stored around them.";
    crowded = metrics.counter("marsad_rules_late_alone", alone, "reason", "too-many-events");
    unread = metrics.counter("marsad_rules_late_alone", alone, "reason", "store");
    String out = "Late signals that correlations did not look at, or not again, for want of room.";
    left = metrics.counter("marsad_rules_late_left_out", out, "reason", "capacity");
    tooLarge = metrics.counter("marsad_rules_late_left_out", out, "reason", "memory");
    again = metrics.counter("marsad_rules_late_left_out", out, "reason", "again");
    metrics.gauge(
        "marsad_rules_late_waiting",
        "Late signals to be looked at, again or at first.",
        this::size);
    metrics.gauge(
        "marsad_rules_late_bytes",
        "What late signals take that wait or are looked at, as estimated.",
        () -> bytes);
    metrics.gauge(
        "marsad_rules_late_review_seconds", "How long the last review took.", () -> nanos / 1e9);
  }

  /** Whether reviews run on a thread of their own. */
  boolean isBeside() {
    return thread != null;
  }

  /** How many wait, with those that are being looked at. */
  int size() {
    return size;
  }

  /** One more, on the clock of the log. */
  void add(Signal signal, long clock) {
    long more = signal.bytes();
    while (isFull() || isTooLarge(more)) {
      Metrics.Counter out = isFull() ? left : tooLarge;
      if (!makeRoom()) {
        out.increment();
        return;
      }
    }
    long every = Nanos.of(config.state().lateEvery());
    keep(new Latecomer(signal, more, clock + every, every));
    isFresh = true;
    told();
  }

  private void keep(Latecomer one) {
    waiting.add(one);
    waitingBytes += one.bytes;
    due = Math.min(due, one.due);
  }

  private void told() {
    size = waiting.size() + inHand.size();
    bytes = waitingBytes + inHandBytes;
  }

  private boolean isFull() {
    return waiting.size() + inHand.size() >= config.lateCapacity();
  }

  /** Whether so much more does not fit; one always does. */
  private boolean isTooLarge(long more) {
    long held = waitingBytes + inHandBytes;
    return held > 0 && held + more > config.state().lateWaiting().bytes();
  }

  /** Whether a review must make room: what comes while it runs must fit too. */
  private boolean isCrowded() {
    return waiting.size() >= config.lateCapacity()
        || waitingBytes > config.state().lateWaiting().bytes() / 2;
  }

  /** Who was looked at goes before who was not, where one is among the first. */
  private boolean makeRoom() {
    Iterator<Latecomer> each = waiting.iterator();
    for (int i = 0; repeated > 0 && i < LOOKED_AT && each.hasNext(); i++) {
      Latecomer next = each.next();
      if (next.patience > Nanos.of(config.state().lateEvery())) {
        each.remove();
        waitingBytes -= next.bytes;
        repeated--;
        again.increment();
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it is time for a review.
   *
   * @param isPause whether the log pauses
   */
  boolean isDue(long clock, boolean isPause) {
    if (review != null || waiting.isEmpty()) {
      return false;
    }
    // The end of a replay is a pause, and nothing comes behind it.
    return isPause && thread == null
        || isRested(clock) && (clock >= due || isFresh && (isPause || isCrowded()));
  }

  /**
   * However many come late: beside the rules reviews may take a quarter of a core; on the lane a
   * review waits until as many events were judged as the last one looked at, which every run
   * decides alike, but for ten minutes of the log at most.
   */
  private boolean isRested(long clock) {
    return thread == null
        ? judged >= scanned || clock - reviewedAt >= LONGEST_REST
        : System.nanoTime() - begun >= nanos * 4;
  }

  /** So many more events were judged. */
  void judged(int count) {
    judged += count;
  }

  /** Begins a review; {@link #reviewed} has what came of it. */
  void begin(
      Edition edition,
      List<Asset> assets,
      History history,
      long watermark,
      long clock,
      boolean isPause) {
    boolean isAll = isCrowded();
    long every = Nanos.of(config.state().lateEvery());
    due = Long.MAX_VALUE;
    for (Iterator<Latecomer> each = waiting.iterator(); each.hasNext(); ) {
      Latecomer next = each.next();
      boolean isNew = next.patience == every;
      if (next.due <= clock || isPause && (isNew || thread == null) || isAll) {
        inHand.add(next);
        inHandBytes += next.bytes;
        waitingBytes -= next.bytes;
        repeated -= next.patience > every ? 1 : 0;
        each.remove();
      } else {
        due = Math.min(due, next.due);
      }
    }
    isFresh = false;
    var late = new ArrayList<Signal>();
    inHand.forEach(each -> late.add(each.signal));
    late.sort(null);
    again(edition, watermark, clock);
    reviews.increment();
    var next = new LateReview(edition, config.limits(), config.state(), assets, history, watermark);
    begun = System.nanoTime();
    reviewedAt = clock;
    judged = 0;
    if (thread == null) {
      next.run(late);
      review = CompletableFuture.completedFuture(next);
    } else {
      review =
          CompletableFuture.supplyAsync(
              () -> {
                next.run(late);
                return next;
              },
              thread);
    }
  }

  /** Those that may still meet something that comes are looked at once more. */
  private void again(Edition edition, long watermark, long clock) {
    long least = Nanos.of(config.lateness());
    for (Latecomer each : inHand) {
      long reach = LateReview.reach(each.signal, edition, config.state());
      boolean isOpen = reach >= 0 && each.signal.time() + reach > watermark;
      boolean isTooMuch =
          waiting.size() >= config.lateCapacity() / 2
              || waitingBytes > config.state().lateWaiting().bytes() / 4;
      if (isOpen && isTooMuch) {
        again.increment();
      } else if (isOpen) {
        long patience = Math.max(each.patience * 4, least);
        keep(new Latecomer(each.signal, each.bytes, clock + patience, patience));
        repeated++;
      }
    }
  }

  /**
   * The review that has ended since the last call; null if none has.
   *
   * @throws IllegalStateException if it failed
   */
  @Nullable LateReview reviewed() {
    CompletableFuture<LateReview> running = review;
    return running == null || !running.isDone() ? null : end(running);
  }

  /**
   * As {@link #reviewed}, and waits a moment for one that runs; what it looks at is in checkpoints,
   * so that the next start can do it again.
   */
  @Nullable LateReview awaitReviewed() {
    CompletableFuture<LateReview> running = review;
    if (running == null) {
      return null;
    }
    try {
      running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return null;
    } catch (ExecutionException _) {
      // told by the end
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
    return end(running);
  }

  private LateReview end(CompletableFuture<LateReview> running) {
    try {
      LateReview ended = running.get();
      nanos = System.nanoTime() - begun;
      crowded.add(ended.crowded());
      tellCrowd(ended.crowded());
      unread.add(ended.unread());
      scanned = ended.scanned();
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while late events were looked at", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("late events cannot be looked at", e.getCause());
    } finally {
      review = null;
      inHand.clear();
      inHandBytes = 0;
      told();
      afterwards.forEach(Runnable::run);
      afterwards.clear();
    }
  }

  /** Told once; the counter goes on. */
  private void tellCrowd(int count) {
    if (count > 0 && !isCrowdTold) {
      isCrowdTold = true;
      LOG.warn(
          "too much is stored around {} late events, correlations look at these alone"
              + " (rules.state.late_events, late_memory); from here on"
              + " marsad_rules_late_alone_total counts",
          count);
    }
  }

  /** Does something that no review may see half done: now, or when the one that runs has ended. */
  void afterwards(Runnable what) {
    if (review == null) {
      what.run();
    } else {
      afterwards.add(what);
    }
  }

  /** Those that wait and those that are being looked at, for checkpoints. */
  List<Signal> signals() {
    var ids = new HashSet<Long>();
    var all = new ArrayList<Signal>();
    for (Latecomer each : inHand) {
      ids.add(each.signal.id());
      all.add(each.signal);
    }
    for (Latecomer each : waiting) {
      if (ids.add(each.signal.id())) {
        all.add(each.signal);
      }
    }
    return all;
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }

  /**
   * A signal.
   *
   * @param bytes that it takes, as estimated
   * @param due when it is to be looked at, on the clock of the log
   * @param patience how long it waits for that
   */
  private record Latecomer(Signal signal, long bytes, long due, long patience) {}
}
