package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Steps that follow each other within a window, whatever lies between: of each key, for every
 * length and last step, the chain that began latest. A chain that began earlier can do nothing that
 * this one cannot, so one is enough to know exactly when a chain is complete, in a time that does
 * not depend on how many events there were. An event is one step of a chain, not two. One thread.
 */
public final class ChainTable extends SlotTable<ChainTable.Chains> {
  /** The most steps a chain may have. */
  public static final int MAX = 16;

  private static final long[] NO_CHAIN = {};

  private final long within;
  private final int steps;
  private final int least;
  private final Trail trail;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param steps how many there are, 1 to {@value #MAX}
   * @param least how many of them, in their order, make a chain
   */
  public ChainTable(long within, int steps, int least, Budget budget, Trail trail) {
    Bounds.check(within, steps, MAX);
    Bounds.check(within, least, steps);
    this.within = within;
    this.steps = steps;
    this.least = least;
    this.trail = trail;
    super(Keys.byTouch(budget, () -> new Chains(steps * least)));
  }

  /** Takes an event of a key that is these steps, a bit each; the chain it completed, if any. */
  public @Nullable Crossing add(String key, long stepsOfEvent, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    trail.keep(signal);
    Chains chains = keys.touch(key, now);
    for (int step = steps - 1; step >= 0; step--) {
      if ((stepsOfEvent & 1L << step) != 0) {
        extend(chains, step, now, signal.id());
      }
    }
    keys.settle(chains);
    long[] complete = latest(chains, least, steps, now);
    if (complete.length == 0 || chains.isSilent(now)) {
      return null;
    }
    chains.crossed(now, within);
    List<Signal> evidence = new ArrayList<>();
    for (int i = 0; i < complete.length; i += 2) {
      evidence.add(trail.find(complete[i + 1], complete[i]));
    }
    return new Crossing(key, complete[0], now, least, least, evidence);
  }

  private void extend(Chains chains, int step, long now, long id) {
    for (int length = Math.min(step + 1, least); length >= 1; length--) {
      long[] before = length == 1 ? NO_CHAIN : latest(chains, length - 1, step, now);
      if (length == 1 || before.length > 0) {
        var chain = new long[before.length + 2];
        System.arraycopy(before, 0, chain, 0, before.length);
        chain[before.length] = now;
        chain[before.length + 1] = id;
        chains.chains[(length - 1) * steps + step] = chain;
      }
    }
  }

  /** The chain of a length whose last step is before {@code end} that began latest. */
  private long[] latest(Chains chains, int length, int end, long now) {
    long[] best = NO_CHAIN;
    for (int step = length - 1; step < end; step++) {
      long[] chain = chains.chains[(length - 1) * steps + step];
      boolean isOpen = chain.length > 0 && chain[0] > now - within;
      if (isOpen && (best.length == 0 || chain[0] > best[0])) {
        best = chain;
      }
    }
    return best;
  }

  static final class Chains extends CrossingSlot {
    final long[][] chains;

    Chains(int cells) {
      chains = new long[cells][];
      Arrays.fill(chains, NO_CHAIN);
    }

    @Override
    int bytes() {
      int bytes = 48;
      for (long[] chain : chains) {
        bytes += 4 + (chain.length == 0 ? 0 : 16 + chain.length * Long.BYTES);
      }
      return bytes;
    }

    @Override
    void write(DataOutput out) throws IOException {
      super.write(out);
      for (long[] chain : chains) {
        out.writeInt(chain.length);
        for (long each : chain) {
          out.writeLong(each);
        }
      }
    }

    @Override
    void read(DataInput in) throws IOException {
      super.read(in);
      for (int cell = 0; cell < chains.length; cell++) {
        int length = in.readInt();
        if (length < 0 || length > MAX * 2) {
          throw new IOException("a chain of " + length + " in a checkpoint");
        }
        chains[cell] = new long[length];
        for (int i = 0; i < length; i++) {
          chains[cell][i] = in.readLong();
        }
      }
    }
  }
}
