package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Interest;

/** The compiled correlations of all packs, from which timelines are made. Thread-safe. */
public final class Correlator {
  private final List<CompiledPack> packs;
  private final Map<String, Rule.Meta> singles;
  private final List<RuleProblem> problems;

  private Correlator(
      List<CompiledPack> packs, Map<String, Rule.Meta> singles, List<RuleProblem> problems) {
    this.packs = List.copyOf(packs);
    this.singles = Map.copyOf(singles);
    this.problems = List.copyOf(problems);
  }

  /** Compiles; what cannot be used is told by {@link #problems()}. */
  public static Correlator compile(List<Pack> packs) {
    var problems = new ArrayList<RuleProblem>();
    var compiled = new ArrayList<CompiledPack>();
    var singles = new HashMap<String, Rule.Meta>();
    for (Pack pack : packs) {
      PackCompiler.compile(pack, problems).ifPresent(compiled::add);
      pack.singles().forEach(rule -> singles.put(rule.meta().id(), rule.meta()));
    }
    return new Correlator(compiled, singles, problems);
  }

  public List<RuleProblem> problems() {
    return problems;
  }

  /** All correlations. */
  public List<Rule.Correlation> rules() {
    return packs.stream().flatMap(pack -> sorted(pack).stream()).sorted(BY_ID).toList();
  }

  /** The correlations of a pack. */
  public List<Rule.Correlation> rules(String pack) {
    return packs.stream()
        .filter(each -> each.pack().name().equals(pack))
        .flatMap(each -> sorted(each).stream())
        .toList();
  }

  private static final Comparator<Rule.Correlation> BY_ID =
      Comparator.comparing(rule -> rule.meta().id());

  private static List<Rule.Correlation> sorted(CompiledPack pack) {
    return pack.rules().values().stream().sorted(BY_ID).toList();
  }

  /** Whether the correlations of a pack could be compiled. */
  public boolean has(String pack) {
    return packs.stream().anyMatch(each -> each.pack().name().equals(pack));
  }

  /** The events that the packs can use. */
  public List<Interest> interests() {
    return packs.stream().flatMap(pack -> pack.interests().stream()).distinct().toList();
  }

  /** A timeline without a past. */
  public Timeline timeline(PackQuota quota, Consumer<Finding> findings) {
    var sessions = new ArrayList<PackSession>();
    packs.forEach(pack -> sessions.add(new PackSession(pack, singles, quota, findings)));
    return new Timeline(sessions);
  }

  /** The sessions of all packs over one course of time. One thread, but for reports. */
  public static final class Timeline implements AutoCloseable {
    private static final long STEP = 1_000_000_000L;

    private final List<PackSession> sessions;
    private long advanced = Long.MIN_VALUE;

    private Timeline(List<PackSession> sessions) {
      this.sessions = List.copyOf(sessions);
    }

    /** What is watched over, from now on. */
    public void assets(List<Asset> assets) {
      sessions.forEach(session -> session.assets(assets));
    }

    /** Sees the next signal, in the order of event time. */
    public void accept(Signal signal) {
      for (PackSession session : sessions) {
        session.accept(signal);
      }
    }

    /** All signals up to a time, in nanoseconds, have been seen; of use at each new second. */
    public void advance(long watermark) {
      long time = Math.floorDiv(watermark, STEP) * STEP;
      if (time <= advanced) {
        return;
      }
      advanced = time;
      for (PackSession session : sessions) {
        session.advance(time);
      }
    }

    /** Makes the present state known to other threads. */
    public void publish() {
      sessions.forEach(PackSession::publish);
    }

    /** How the session of a pack is. Any thread may ask. */
    public SessionReport report(String pack) {
      for (PackSession session : sessions) {
        if (session.pack().pack().name().equals(pack)) {
          return session.report();
        }
      }
      return SessionReport.NONE;
    }

    /** Facts held. Any thread may ask. */
    public long factCount() {
      return sessions.stream().mapToLong(each -> each.report().facts()).sum();
    }

    /** Keys and events forgotten because there were too many. Any thread may ask. */
    public long evicted() {
      return sessions.stream().mapToLong(each -> each.report().evicted()).sum();
    }

    /** Packs that were set aside. Any thread may ask. */
    public long aside() {
      return sessions.stream().filter(each -> !each.report().aside().isEmpty()).count();
    }

    /** For checkpoints. */
    public void write(DataOutput out) throws IOException {
      for (PackSession session : sessions) {
        session.write(out);
      }
    }

    /** Takes over what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
      for (PackSession session : sessions) {
        session.read(in);
      }
    }

    @Override
    public void close() {
      sessions.forEach(PackSession::close);
    }
  }
}
