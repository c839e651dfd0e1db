package org.marsad.rules.keyed;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.ChainTable;
import org.marsad.rules.state.CountTable;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.DistinctTable;
import org.marsad.rules.state.KeyedTable;
import org.marsad.rules.state.SeenTable;
import org.marsad.rules.state.ValueTable;
import org.marsad.rules.state.WindowTable;

/** The table of a correlation, whichever it is. One thread. */
sealed interface Tally {
  /**
   * Takes an event of a group; what crossed, if something did just now.
   *
   * @param value what is counted or measured; empty where events are
   * @param rules the rules that held for the event, a bit each
   */
  @Nullable Crossing add(String key, String value, long rules, Signal signal);

  /** When a window closes next; {@link Long#MAX_VALUE} where none does. */
  default long next() {
    return Long.MAX_VALUE;
  }

  /** Closes a window whose time has come. */
  default void close(long watermark, Consumer<Crossing> holds) {}

  /** What it keeps. */
  KeyedTable table();

  /** Counts events. */
  record Counted(CountTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, signal);
    }
  }

  /** Counts distinct values. */
  record Distinct(DistinctTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, value, signal);
    }
  }

  /** Measures numbers. */
  record Measured(ValueTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, Decimal.parse(value), signal);
    }
  }

  /** Which rules held, in any order. */
  record Seen(SeenTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, rules, signal);
    }
  }

  /**
   * Rules that hold in an order.
   *
   * @param steps of each rule the steps it is, a bit each
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Chained(ChainTable table, long[] steps) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      long stepsOfEvent = 0;
      for (long left = rules; left != 0; left &= left - 1) {
        stepsOfEvent |= steps[Long.numberOfTrailingZeros(left)];
      }
      return table.add(key, stepsOfEvent, signal);
    }
  }

  /**
   * Windows that are judged when they close.
   *
   * @param isMeasured whether values are numbers
   */
  record Closing(WindowTable table, boolean isMeasured) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      double number = isMeasured ? Decimal.parse(value) : Double.NaN;
      if (!isMeasured || Double.isFinite(number)) {
        table.add(key, value, number, rules, signal);
      }
      return null;
    }

    @Override
    public long next() {
      return table.next();
    }

    @Override
    public void close(long watermark, Consumer<Crossing> holds) {
      table.close(watermark, holds);
    }
  }
}
