package org.marsad.rules.clock;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.marsad.model.event.Nanos;
import org.marsad.rules.signal.Signal;

/**
 * Puts signals in the order of event time. The watermark follows the latest event time at a
 * distance: what is older than it is handed on, in order; what comes when the watermark has passed
 * it is late. A pause in the log hands on everything. Everything here is a function of what was
 * offered, so a replay does the same. One thread.
 */
public final class ReorderBuffer {
  private final long lateness;
  private final int capacity;
  private final PriorityQueue<Signal> waiting = new PriorityQueue<>();
  private long latest = Long.MIN_VALUE;
  private long watermark = Long.MIN_VALUE;
  private long forced;

  /**
   * An empty buffer.
   *
   * @param lateness how far behind the latest event the watermark stays
   * @param capacity signals that wait at most; beyond it the oldest are handed on early
   */
  public ReorderBuffer(Duration lateness, int capacity) {
    this.lateness = Nanos.of(lateness);
    this.capacity = capacity;
  }

  /** Some event has this time, be it of interest or not. */
  public void observe(long time) {
    if (time > latest) {
      latest = time;
      watermark = Math.max(watermark, time - lateness);
    }
  }

  /** Takes a signal, unless it is late. */
  public boolean offer(Signal signal) {
    if (signal.time() < watermark) {
      return false;
    }
    waiting.add(signal);
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
      next.accept(signal);
    }
  }

  /** Nothing more is coming for now: hands on everything. */
  public void flush(Consumer<Signal> next) {
    watermark = Math.max(watermark, latest);
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

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(latest);
    out.writeLong(watermark);
    List<Signal> sorted = new ArrayList<>(waiting);
    sorted.sort(null);
    out.writeInt(sorted.size());
    for (Signal signal : sorted) {
      signal.write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    latest = in.readLong();
    watermark = in.readLong();
    waiting.clear();
    for (int left = in.readInt(); left > 0; left--) {
      waiting.add(Signal.read(in));
    }
  }
}
