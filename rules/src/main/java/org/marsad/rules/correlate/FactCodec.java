package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.correlate.api.Alert;
import org.marsad.rules.correlate.api.Burst;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Pair;
import org.marsad.rules.correlate.api.Rhythm;
import org.marsad.rules.correlate.api.Silence;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;

/**
 * Facts as bytes: what they are made of, never the objects themselves, since reading objects runs
 * code and ties a file to classes. Stateless.
 */
final class FactCodec {
  private static final int WORD = 0;
  private static final int ALERT = 1;
  private static final int DERIVED = 2;
  private static final int PAIR = 3;
  private static final int MAX_EVIDENCE = 10_000;

  private final FactMaker maker;
  private final Function<String, Rule.@Nullable Meta> rules;
  private final Set<String> words;
  private final Set<String> declared;

  /**
   * A codec.
   *
   * @param rules for single events, by id
   * @param words names of the vocabulary
   * @param declared names of the types of the pack
   */
  FactCodec(
      FactMaker maker,
      Function<String, Rule.@Nullable Meta> rules,
      Set<String> words,
      Set<String> declared) {
    this.maker = maker;
    this.rules = rules;
    this.words = Set.copyOf(words);
    this.declared = Set.copyOf(declared);
  }

  /** Writes a fact. */
  void write(DataOutput out, Happening fact) throws IOException {
    switch (fact) {
      case Derived derived -> writeDerived(out, derived);
      case Alert alert -> {
        out.writeByte(ALERT);
        Texts.write(out, alert.getRule());
        alert.evidence().getLast().write(out);
      }
      default -> {
        out.writeByte(WORD);
        Texts.write(out, fact.getClass().getSimpleName());
        fact.evidence().getLast().write(out);
      }
    }
  }

  private void writeDerived(DataOutput out, Derived derived) throws IOException {
    out.writeByte(derived instanceof Pair ? PAIR : DERIVED);
    Texts.write(out, derived.getClass().getSimpleName());
    Texts.write(out, derived.getKey());
    Texts.write(out, derived.role());
    out.writeLong(derived.getTs());
    out.writeInt(derived.evidence().size());
    for (Signal signal : derived.evidence()) {
      signal.write(out);
    }
    switch (derived) {
      case Burst burst -> numbers(out, burst.getCount(), burst.getSum(), 0);
      case Rhythm beat -> numbers(out, beat.getCount(), beat.getMeanSeconds(), beat.getJitter());
      case Silence silence -> numbers(out, silence.getSeconds(), 0, 0);
      case Pair pair -> {
        numbers(out, 0, 0, 0);
        Happening previous = pair.getPrevious();
        Happening current = pair.getCurrent();
        if (previous == null || current == null) {
          throw new IllegalStateException("half a pair");
        }
        write(out, previous);
        write(out, current);
      }
      default -> throw new IllegalStateException("a fact of " + derived.getClass());
    }
  }

  private static void numbers(DataOutput out, long count, double one, double other)
      throws IOException {
    out.writeLong(count);
    out.writeDouble(one);
    out.writeDouble(other);
  }

  /** Reads a fact; null if there is no such type or rule any more. */
  @Nullable Happening read(DataInput in) throws IOException {
    int kind = in.readByte();
    String name = Texts.read(in);
    return switch (kind) {
      case WORD -> {
        Signal signal = Signal.read(in);
        yield words.contains(name) ? Subject.of(name, signal).fact() : null;
      }
      case ALERT -> {
        Signal signal = Signal.read(in);
        Rule.Meta rule = rules.apply(name);
        yield rule == null ? null : new Alert(rule, signal);
      }
      case DERIVED -> readDerived(name, in);
      case PAIR -> readPair(readDerived(name, in), in);
      default -> throw new IOException("a fact of kind " + kind + " in a checkpoint");
    };
  }

  private @Nullable Derived readDerived(String name, DataInput in) throws IOException {
    String key = Texts.read(in);
    String role = Texts.read(in);
    long time = in.readLong();
    int size = in.readInt();
    if (size < 1 || size > MAX_EVIDENCE) {
      throw new IOException("a fact of " + size + " events in a checkpoint");
    }
    List<Signal> evidence = new ArrayList<>();
    for (int left = size; left > 0; left--) {
      evidence.add(Signal.read(in));
    }
    long count = in.readLong();
    double one = in.readDouble();
    double other = in.readDouble();
    if (!declared.contains(name)) {
      return null;
    }
    Derived derived = maker.make(name);
    derived.setKey(key);
    derived.countOf(role);
    derived.proveBy(evidence);
    derived.setTs(time);
    switch (derived) {
      case Burst burst -> {
        burst.setCount((int) count);
        burst.setSum(one);
      }
      case Rhythm beat -> {
        beat.setCount((int) count);
        beat.setMeanSeconds(one);
        beat.setJitter(other);
      }
      case Silence silence -> silence.setSeconds(count);
      default -> {
        // Of a pair, the two facts follow.
      }
    }
    return derived;
  }

  private @Nullable Happening readPair(@Nullable Derived derived, DataInput in) throws IOException {
    Happening previous = read(in);
    Happening current = read(in);
    if (!(derived instanceof Pair pair) || previous == null || current == null) {
      return null;
    }
    pair.setPrevious(previous);
    pair.setCurrent(current);
    return pair;
  }
}
