package org.marsad.rules.clock;

import java.io.DataInput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.marsad.model.event.Nanos;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.SignalBlocks;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.Section;

/**
 * Puts signals in the order of event time. The watermark follows the latest event time of each
 * group of sources at the distance of its lateness, and the group that is furthest behind decides:
 * what is older than the watermark is handed on, in order; what comes when the watermark has passed
 * it is late. Where event time runs ahead of the clock of the log, the watermark does not pass what
 * came within the last moment: of what was kept back somewhere and comes over several connections,
 * the older is often a moment behind the younger. A group that has not been heard for as long as
 * its lateness, on the clock of the log, holds up nobody, and a pause in the log hands on
 * everything.
 *
 * <p>What Marsad writes itself is of now. Where nobody else is heard it hands on what waits, but it
 * never moves the watermark past what others have sent: they may catch up with a past.
 *
 * <p>Everything here is a function of what was offered, so a replay does the same. One thread.
 */
public final class ReorderBuffer {
  private static final long NEVER = Long.MIN_VALUE;

  /** The moment, where the lateness is not shorter. */
  private static final long MOMENT = 2_000_000_000L;

  private final List<String> names;
  private final long[] lateness;
  private final int capacity;
  private final PriorityQueue<Signal> waiting = new PriorityQueue<>();
  private final SignalBlocks blocks = new SignalBlocks();
  private final long[] latest;
  private final long[] heard;
  private final MomentAgo[] ago;

  /** The group of what Marsad writes itself. */
  private final int own;

  /** The latest receive time of all groups. */
  private long clock = NEVER;

  private long watermark = NEVER;
  private long forced;

  /**
   * An empty buffer for sources that are all as late.
   *
   * @param lateness how far behind the latest event the watermark stays
   * @param capacity signals that wait at most; beyond it the oldest are handed on early
   */
  public ReorderBuffer(Duration lateness, int capacity) {
    this(new SourceGroups(List.of(), lateness), capacity);
  }

  /** An empty buffer for groups of sources. */
  public ReorderBuffer(SourceGroups groups, int capacity) {
    this.names = groups.names();
    this.lateness = groups.latenesses().stream().mapToLong(Nanos::of).toArray();
    this.capacity = capacity;
    own = groups.own();
    latest = new long[lateness.length];
    heard = new long[lateness.length];
    ago = new MomentAgo[lateness.length];
    for (int i = 0; i < ago.length; i++) {
      ago[i] = new MomentAgo(Math.min(MOMENT, lateness[i]));
    }
    Arrays.fill(latest, NEVER);
    Arrays.fill(heard, NEVER);
  }

  /** Some event has this time, be it of interest or not, where all sources are as late. */
  public void observe(long time) {
    observe(SourceGroups.REST, time, time);
  }

  /**
   * Some event of a group has this time, be it of interest or not.
   *
   * @param now the latest receive time so far
   */
  public void observe(int group, long time, long now) {
    if (now > clock) {
      for (MomentAgo each : ago) {
        each.gap(clock == NEVER ? 0 : now - clock);
      }
      clock = now;
    }
    latest[group] = Math.max(latest[group], time);
    heard[group] = Math.max(heard[group], now);
    ago[group].observe(latest[group], now);
    long furthest = Long.MAX_VALUE;
    boolean isOthers = false;
    for (int i = 0; i < lateness.length; i++) {
      if (heard[i] != NEVER && now - heard[i] <= lateness[i]) {
        furthest = Math.min(furthest, passed(i, now));
        isOthers |= i != own;
      }
    }
    if (furthest != Long.MAX_VALUE) {
      watermark = Math.max(watermark, isOthers ? furthest : Math.min(furthest, last()));
    }
  }

  /** When the latest happened that others sent, or that waits. */
  private long last() {
    long last = NEVER;
    for (int group = 0; group < latest.length; group++) {
      last = group == own ? last : Math.max(last, latest[group]);
    }
    for (Signal signal : waiting) {
      last = Math.max(last, signal.time());
    }
    return last;
  }

  /** What a group lets the watermark pass. */
  private long passed(int group, long now) {
    long late = latest[group] - lateness[group];
    return lateness[group] == 0 ? late : Math.min(late, ago[group].explained(now));
  }

  /** Takes a signal, unless it is late. */
  public boolean offer(Signal signal) {
    if (signal.time() < watermark) {
      return false;
    }
    waiting.add(blocks.hold(signal));
    return true;
  }

  /** Hands on what the watermark has passed. */
  public void release(Consumer<Signal> next) {
    while (!waiting.isEmpty()) {
      boolean due = waiting.peek().time() <= watermark;
      if (!due && waiting.size() <= capacity) {
        return;
      }
      Signal signal = waiting.remove();
      if (!due) {
        forced++;
        watermark = signal.time();
      }
      Signal own = signal.copy();
      blocks.letGo(signal);
      next.accept(own);
    }
  }

  /** Nothing more is coming for now: hands on everything. */
  public void flush(Consumer<Signal> next) {
    watermark = Math.max(watermark, last());
    release(next);
  }

  /** The time that has been passed. */
  public long watermark() {
    return watermark;
  }

  /** Signals that wait. */
  public int size() {
    return waiting.size();
  }

  /** Signals handed on before their time because too many waited. */
  public long forced() {
    return forced;
  }

  /** For checkpoints: writes, at any time and on any thread, what is here now. */
  public Section.Writer frozen() {
    long[] latestNow = latest.clone();
    long[] heardNow = heard.clone();
    MomentAgo[] agoNow = ago.clone();
    Arrays.setAll(agoNow, group -> ago[group].copy());
    long watermarkNow = watermark;
    var signals = waiting.toArray(new Signal[0]);
    blocks.leave();
    return out -> {
      out.writeInt(names.size());
      for (int group = 0; group < latestNow.length; group++) {
        Texts.write(out, names.get(group));
        out.writeLong(latestNow[group]);
        out.writeLong(heardNow[group]);
        agoNow[group].write(out);
      }
      out.writeLong(watermarkNow);
      Arrays.sort(signals);
      out.writeInt(signals.length);
      for (Signal signal : signals) {
        signal.write(out);
      }
    };
  }

  /** Takes over what {@link #frozen} wrote; groups that are not there any more are left out. */
  public void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      int group = names.indexOf(Texts.read(in));
      long time = in.readLong();
      long last = in.readLong();
      (group >= 0 ? ago[group] : new MomentAgo(0)).read(in);
      if (group >= 0) {
        latest[group] = time;
        heard[group] = last;
        clock = Math.max(clock, last);
      }
    }
    watermark = in.readLong();
    waiting.clear();
    blocks.leave();
    for (int left = in.readInt(); left > 0; left--) {
      waiting.add(blocks.hold(Signal.read(in)));
    }
  }
}
