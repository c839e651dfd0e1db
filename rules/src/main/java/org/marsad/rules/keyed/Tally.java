package org.marsad.rules.keyed;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.ChainTable;
import org.marsad.rules.state.CountTable;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.DistinctTable;
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

  int size();

  long evicted();

  void write(DataOutput out) throws IOException;

  void read(DataInput in) throws IOException;

  /** Counts events. */
  record Counted(CountTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, signal);
    }

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
    }
  }

  /** Counts distinct values. */
  record Distinct(DistinctTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, value, signal);
    }

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
    }
  }

  /** Measures numbers. */
  record Measured(ValueTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, Decimal.parse(value), signal);
    }

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
    }
  }

  /** Which rules held, in any order. */
  record Seen(SeenTable table) implements Tally {
    @Override
    public @Nullable Crossing add(String key, String value, long rules, Signal signal) {
      return table.add(key, rules, signal);
    }

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
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

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
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

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public long evicted() {
      return table.evicted();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      table.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      table.read(in);
    }
  }
}
