package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Points of keys that lose half of their weight in every half-life. A key crosses when its points
 * reach the threshold, and is armed again when they have fallen under half of it. Of its events the
 * latest {@value #EVENTS} are kept. One thread.
 */
public final class RiskTable extends SlotTable<RiskTable.Points> {
  private static final int EVENTS = 50;

  /** After so many half-lives a key counts for nothing. */
  private static final int LIVES = 12;

  private final long halfLife;
  private final double atLeast;
  private final Trail trail;

  /**
   * An empty table.
   *
   * @param halfLife in nanoseconds
   * @param atLeast the points that cross
   */
  public RiskTable(long halfLife, double atLeast, Budget budget, Trail trail) {
    Bounds.check(halfLife, 1, 1);
    if (!(atLeast > 0)) {
      throw new IllegalArgumentException("a threshold must be above 0: " + atLeast);
    }
    this.halfLife = halfLife;
    this.atLeast = atLeast;
    this.trail = trail;
    super(Keys.byTouch(budget, Points::new));
  }

  /** Gives a key points for an event; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, double points, Signal signal) {
    long now = signal.time();
    keys.forget(now - halfLife * LIVES);
    if (!(points > 0) || !Double.isFinite(points)) {
      return null;
    }
    trail.keep(signal);
    Points risk = keys.touch(key, now);
    double before = risk.sum * StrictMath.pow(0.5, (double) (now - risk.at) / halfLife);
    risk.isOver &= before >= atLeast / 2;
    risk.sum = before + points;
    risk.at = now;
    risk.moments.forget(now - halfLife * LIVES);
    risk.moments.add(now, signal.id(), EVENTS);
    keys.settle(risk);
    if (risk.isOver || risk.sum < atLeast) {
      return null;
    }
    risk.isOver = true;
    Moments moments = risk.moments;
    return new Crossing(key, moments.time(0), now, moments.size(), risk.sum, trail.find(moments));
  }

  static final class Points extends Slot {
    final Moments moments = new Moments();
    double sum;
    long at;
    boolean isOver;

    @Override
    int bytes() {
      return 40 + moments.bytes();
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeDouble(sum);
      out.writeLong(at);
      out.writeBoolean(isOver);
      moments.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
      sum = in.readDouble();
      at = in.readLong();
      isOver = in.readBoolean();
      moments.read(in);
    }
  }
}
