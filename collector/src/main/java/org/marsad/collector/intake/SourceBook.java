package org.marsad.collector.intake;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.source.SourceRules;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.intake.SourceReport;

/**
 * The books of one source. Every frame is in one column at a time: on its way to the log, in the
 * log, indexed, quarantined or refused; each step on its way takes it out of one and enters it in
 * the next. Thread-safe: written per batch, not per frame.
 */
public final class SourceBook {
  /** Senders that wait until less of this source is on its way; guarded by {@link Ingest}. */
  final Set<Runnable> waiting = new LinkedHashSet<>(0);

  /** What the watch knows of this source; belongs to {@link SourceWatch}. */
  volatile @Nullable Watched watched;

  private final Origin origin;
  private final Origin heard;
  private final InputCounters counters;
  private final Map<String, Long> refused = new HashMap<>(2);
  private final HandedOver handed = new HandedOver();
  private final TokenBucket bucket = new TokenBucket();
  private final ClockOffset offset = new ClockOffset();
  private @Nullable Rhythm rhythm;
  private volatile SourceRules rules;
  private volatile long touched;
  private volatile boolean closed;

  /** Bytes on their way to the disk, and the weight that is counted for them. */
  private long inFlight;

  private int weighed;
  private int keepers;

  private long received;
  private long bytes;
  private long arriving;
  private long durable;
  private long refusedSum;
  private long truncated;
  private long firstSeen;
  private long lastSeen;

  SourceBook(Origin origin, Origin heard, SourceRules rules, InputCounters counters) {
    this.origin = origin;
    this.heard = heard;
    this.rules = rules;
    this.counters = counters;
  }

  /** The source: input, transport and peer, or the identity it proved. */
  Origin origin() {
    return origin;
  }

  /** As it was first heard, with the address of a source that proved who it is. */
  Origin heard() {
    return heard;
  }

  SourceRules rules() {
    return rules;
  }

  void rules(SourceRules now) {
    rules = now;
  }

  /** Somebody is about to write here. */
  void touch(long nanoTime) {
    touched = nanoTime;
  }

  long touched() {
    return touched;
  }

  /** Whether nobody may write here any more. */
  boolean isClosed() {
    return closed;
  }

  void closed(boolean now) {
    closed = now;
  }

  /** Frames came in. */
  public void received(RawBatch batch) {
    long sum = 0;
    int cut = 0;
    int torn = 0;
    for (int frame = 0; frame < batch.size(); frame++) {
      sum += batch.length(frame);
      int flags = batch.flags(frame);
      if (flags != 0) {
        cut += (flags & FrameFlag.OVERSIZE) != 0 ? 1 : 0;
        torn += (flags & FrameFlag.TORN) != 0 ? 1 : 0;
      }
    }
    counters.received(batch.size(), sum, cut, torn);
    synchronized (this) {
      long now = batch.received();
      if (received == 0) {
        firstSeen = now;
      } else if (now >= lastSeen) {
        if (rhythm == null) {
          rhythm = new Rhythm();
        }
        rhythm.add(now - lastSeen, now);
      }
      lastSeen = Math.max(lastSeen, now);
      received += batch.size();
      arriving += batch.size();
      bytes += sum;
      truncated += cut;
    }
  }

  /** Frames that came in were not taken, or taken and then lost before they were durable. */
  public void refused(Refusal refusal, long frames) {
    counters.refused(refusal, frames);
    synchronized (this) {
      refused.merge(refusal.reason(), frames, Long::sum);
      refusedSum += frames;
      arriving -= frames;
    }
  }

  /** Frames that came in are in the log. */
  synchronized void durable(long frames) {
    arriving -= frames;
    durable += frames;
  }

  /** Frames that came in by no input of this process are in the log. */
  void readBack(RawBatch batch) {
    received(batch);
    durable(batch.size());
  }

  /** Frames were handed to the store, the last of them so long after it came in. */
  void stored(String format, long frames, long lagNanos) {
    counters.indexed(frames);
    handed.stored(format, frames, lagNanos);
  }

  /** Frames that no format understood were handed to the store. */
  void quarantined(long frames, long lagNanos) {
    counters.quarantined(frames);
    handed.quarantined(frames, lagNanos);
  }

  /** An event claims a time. */
  synchronized void claimed(long claimed, long receivedAt) {
    offset.learn(claimed, receivedAt);
  }

  /** What is to be added to the times this source claims, as far as its settings want that. */
  long clockOffset() {
    if (!rules.applyClockOffset()) {
      return 0;
    }
    synchronized (this) {
      return offset.applied();
    }
  }

  /** How long its rate makes it wait, in nanoseconds; 0 if it may send. */
  long rateWait(long nanoTime) {
    SourceRules now = rules;
    if (now.rateLimit() == 0) {
      return 0;
    }
    synchronized (this) {
      return bucket.wait(now.rateLimit(), now.rateBurst(), nanoTime);
    }
  }

  /** Frames count against its rate. */
  void charge(long frames, long nanoTime) {
    SourceRules now = rules;
    if (now.rateLimit() > 0) {
      synchronized (this) {
        bucket.take(frames, now.rateLimit(), now.rateBurst(), nanoTime);
      }
    }
  }

  /**
   * Bytes are on their way, or not any more.
   *
   * @param active the sum of the weights of all sources that have bytes on their way
   * @return how many were before
   */
  synchronized long move(long size, AtomicLong active) {
    long before = inFlight;
    inFlight += size;
    if (before == 0 && inFlight > 0) {
      weighed = rules.weight();
      active.addAndGet(weighed);
    } else if (before > 0 && inFlight == 0) {
      active.addAndGet(-weighed);
    }
    return before;
  }

  synchronized long inFlight() {
    return inFlight;
  }

  /** Somebody keeps this book, such as a connection, or lets it go. */
  synchronized void keep(int more) {
    keepers += more;
  }

  /** Whether nothing is under way, so that the book can be closed. */
  synchronized boolean isQuiet() {
    return arriving == 0 && journaled() == 0 && inFlight == 0 && keepers == 0;
  }

  /** Frames taken in that have not reached the log. */
  synchronized long arriving() {
    return arriving;
  }

  /** Frames in the log that were not handed over. */
  synchronized long journaled() {
    return durable - handed.frames();
  }

  /** Whether every frame is in one column. */
  synchronized boolean isBalanced() {
    return received == arriving + durable + refusedSum;
  }

  synchronized long received() {
    return received;
  }

  synchronized long lastSeen() {
    return lastSeen;
  }

  /** Takes the sums of a page that is closed over; its own clock and rhythm stay. */
  void inherit(SourceBook closed) {
    SourceReport last = closed.report();
    synchronized (this) {
      firstSeen = received == 0 ? last.firstSeen() : Math.min(firstSeen, last.firstSeen());
      lastSeen = Math.max(lastSeen, last.lastSeen());
      received += last.received();
      bytes += last.bytes();
      durable += last.indexed() + last.quarantined();
      last.refused().forEach((reason, count) -> refused.merge(reason, count, Long::sum));
      refusedSum += last.refused().values().stream().mapToLong(Long::longValue).sum();
      truncated += last.truncated();
      handed.inherit(last);
    }
  }

  /** How many pauses are known, their usual and their second longest length: for the watch. */
  synchronized Pauses pauses(long now) {
    Rhythm known = rhythm;
    return known == null
        ? new Pauses(0, 0, 0)
        : new Pauses(known.size(), known.quantile(0.95), known.secondLongest(now));
  }

  Map<String, Long> formats() {
    return handed.snapshot().formats();
  }

  long quarantinedFrames() {
    return handed.snapshot().quarantined();
  }

  /** How far its clock is behind, in nanoseconds; {@link SourceReport#UNKNOWN} at first. */
  synchronized long clockBehind() {
    return offset.isKnown() ? offset.median() : SourceReport.UNKNOWN;
  }

  /** Frames that were not taken. */
  synchronized long refusedFrames() {
    return refusedSum;
  }

  /** Frames that were not taken, by reason. */
  synchronized Map<String, Long> refusals() {
    return Map.copyOf(refused);
  }

  synchronized SourceReport report() {
    Rhythm known = rhythm;
    boolean rhythmic = known != null && known.size() >= Rhythm.ENOUGH;
    Watched state = watched;
    HandedOver.Snapshot behind = handed.snapshot();
    return new SourceReport(
        origin.input(),
        origin.transport(),
        origin.peer(),
        origin.identity(),
        received,
        bytes,
        behind.indexed(),
        behind.quarantined(),
        refused,
        arriving + durable - behind.frames(),
        truncated,
        firstSeen,
        lastSeen,
        behind.formats(),
        behind.lag(),
        rhythmic && known != null ? known.quantile(0.5) : SourceReport.UNKNOWN,
        offset.isKnown() ? offset.median() : SourceReport.UNKNOWN,
        offset.isKnown() ? offset.spread() : SourceReport.UNKNOWN,
        rules.applyClockOffset() ? offset.applied() : 0,
        state != null && state.silent());
  }

  /**
   * What is known of the pauses of a source.
   *
   * @param known how many
   * @param usual most are no longer, in nanoseconds
   * @param secondLongest of the last days
   */
  record Pauses(int known, long usual, long secondLongest) {}
}
