package org.marsad.rules.correlate;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.correlate.api.Burst;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Pair;
import org.marsad.rules.correlate.api.Rhythm;
import org.marsad.rules.correlate.api.Silence;
import org.marsad.rules.drl.Condition;
import org.marsad.rules.drl.Derivation;
import org.marsad.rules.state.Beat;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.CountTable;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.DistinctTable;
import org.marsad.rules.state.KeyedTable;
import org.marsad.rules.state.Measure;
import org.marsad.rules.state.PairTable;
import org.marsad.rules.state.RhythmTable;
import org.marsad.rules.state.SignalPair;
import org.marsad.rules.state.SilenceTable;
import org.marsad.rules.state.Silent;
import org.marsad.rules.state.Trail;
import org.marsad.rules.state.ValueTable;

/** Measures what a declared type says, outside of Drools, and makes its facts. One thread. */
abstract class Meter {
  private static final double NANOS = 1e9;

  private final Derivation derivation;
  private final FactMaker maker;

  private Meter(Derivation derivation, FactMaker maker) {
    this.derivation = derivation;
    this.maker = maker;
  }

  /** An idle one, whose keys and events count into these. */
  static Meter of(Derivation derivation, FactMaker maker, Budget budget, Trail trail) {
    return switch (derivation.shape()) {
      case BURST -> {
        if (!derivation.distinct().isEmpty()) {
          yield new Distincts(derivation, maker, budget, trail);
        }
        yield derivation.sum().isEmpty()
            ? new Counts(derivation, maker, budget, trail)
            : new Sums(derivation, maker, budget, trail);
      }
      case PAIR -> new Pairs(derivation, maker, budget);
      case RHYTHM -> new Rhythms(derivation, maker, budget, trail);
      case SILENCE -> new Silences(derivation, maker, budget);
    };
  }

  final Derivation derivation() {
    return derivation;
  }

  /** Sees an event; the fact that it completed, if it did. */
  final @Nullable Derived see(Subject subject) {
    if (!derivation.of().equals(subject.word())) {
      return null;
    }
    for (Condition condition : derivation.where()) {
      if (!condition.holds(subject.text(condition.attribute()))) {
        return null;
      }
    }
    String key = key(subject);
    return key.isEmpty() ? null : add(key, subject);
  }

  /** The values of the key with {@code |} between; empty if one is missing. */
  private String key(Subject subject) {
    List<String> by = derivation.by();
    String first = subject.text(by.getFirst());
    if (by.size() == 1 || first.isEmpty()) {
      return first;
    }
    var key = new StringBuilder(first);
    for (int i = 1; i < by.size(); i++) {
      String value = subject.text(by.get(i));
      if (value.isEmpty()) {
        return "";
      }
      key.append('|').append(value);
    }
    return key.toString();
  }

  abstract @Nullable Derived add(String key, Subject subject);

  /** When it will have something to tell though nothing comes; the end of time if never. */
  long next() {
    return Long.MAX_VALUE;
  }

  /** All events up to a time have been seen. */
  void advance(long time, Consumer<Derived> told) {}

  /** What it keeps. */
  abstract KeyedTable table();

  /** Numbers that had to go while they were in the window. */
  long overflown() {
    return 0;
  }

  /**
   * What its state is about: where that is the same, a changed type goes on with what was counted.
   */
  final String fit() {
    return derivation.shape()
        + " "
        + derivation.name()
        + " of "
        + derivation.of()
        + derivation.where()
        + " by "
        + derivation.by()
        + " within "
        + derivation.within()
        + " "
        + derivation.distinct()
        + "/"
        + derivation.sum();
  }

  final <T extends Derived> T make(Class<T> as, String key, String role) {
    T fact = as.cast(maker.make(derivation.name()));
    fact.setKey(key);
    fact.countOf(role);
    return fact;
  }

  final Burst burst(Crossing crossing, Subject subject) {
    Burst burst = make(Burst.class, crossing.key(), subject.role());
    burst.setCount((int) Math.min(crossing.count(), Integer.MAX_VALUE));
    burst.proveBy(crossing.evidence());
    return burst;
  }

  private static final class Counts extends Meter {
    private final CountTable table;

    Counts(Derivation of, FactMaker maker, Budget budget, Trail trail) {
      super(of, maker);
      table = new CountTable(of.within(), (int) of.atLeast(), budget, trail);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      Crossing crossing = table.add(key, subject.signal());
      return crossing == null ? null : burst(crossing, subject);
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }

  private static final class Distincts extends Meter {
    private final DistinctTable table;

    Distincts(Derivation of, FactMaker maker, Budget budget, Trail trail) {
      super(of, maker);
      table = new DistinctTable(of.within(), (int) of.atLeast(), budget, trail);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      String value = subject.text(derivation().distinct());
      Crossing crossing = value.isEmpty() ? null : table.add(key, value, subject.signal());
      if (crossing == null) {
        return null;
      }
      Burst burst = burst(crossing, subject);
      burst.countOf(subject.role() + ", each with another " + derivation().distinct() + ",");
      return burst;
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }

  private static final class Sums extends Meter {
    private final ValueTable table;

    Sums(Derivation of, FactMaker maker, Budget budget, Trail trail) {
      super(of, maker);
      long atLeast = of.atLeast();
      table = new ValueTable(of.within(), new Measure.Sum(), sum -> sum >= atLeast, budget, trail);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      Crossing crossing = table.add(key, subject.number(derivation().sum()), subject.signal());
      if (crossing == null) {
        return null;
      }
      Burst burst = burst(crossing, subject);
      burst.setSum(crossing.value());
      return burst;
    }

    @Override
    long overflown() {
      return table.overflown();
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }

  private static final class Pairs extends Meter {
    private final PairTable table;

    Pairs(Derivation of, FactMaker maker, Budget budget) {
      super(of, maker);
      table = new PairTable(of.within(), budget);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      SignalPair signals = table.add(key, subject.signal());
      if (signals == null) {
        return null;
      }
      Happening current = subject.fact();
      Pair pair = make(Pair.class, key, subject.role());
      pair.setPrevious(Subject.of(subject.word(), signals.previous()).fact());
      pair.setCurrent(current);
      pair.proveBy(List.of(signals.previous(), signals.current()));
      return pair;
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }

  private static final class Rhythms extends Meter {
    private final RhythmTable table;

    Rhythms(Derivation of, FactMaker maker, Budget budget, Trail trail) {
      super(of, maker);
      table = new RhythmTable(of.within(), (int) of.atLeast(), budget, trail);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      Beat beat = table.add(key, subject.signal());
      if (beat == null) {
        return null;
      }
      Rhythm rhythm = make(Rhythm.class, key, subject.role());
      rhythm.setCount(beat.count());
      rhythm.setMeanSeconds(beat.meanNanos() / NANOS);
      rhythm.setJitter(beat.jitter());
      rhythm.proveBy(beat.evidence());
      return rhythm;
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }

  private static final class Silences extends Meter {
    private final SilenceTable table;

    Silences(Derivation of, FactMaker maker, Budget budget) {
      super(of, maker);
      table = new SilenceTable(of.within(), budget);
    }

    @Override
    @Nullable Derived add(String key, Subject subject) {
      table.seen(key, subject.signal());
      return null;
    }

    @Override
    long next() {
      return table.next();
    }

    @Override
    void advance(long time, Consumer<Derived> told) {
      table.advance(time, silent -> told.accept(silence(silent)));
    }

    private Silence silence(Silent silent) {
      Silence silence = make(Silence.class, silent.key(), "last sign of life");
      silence.setSeconds((long) (derivation().within() / NANOS));
      silence.proveBy(List.of(silent.last()));
      silence.setTs(Math.floorDiv(silent.since(), 1_000_000L));
      return silence;
    }

    @Override
    KeyedTable table() {
      return table;
    }
  }
}
