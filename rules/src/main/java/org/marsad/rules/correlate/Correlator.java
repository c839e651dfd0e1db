package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.signal.Signal;

/** The compiled correlations of all packs, from which timelines are made. Thread-safe. */
public final class Correlator {
  private final List<CompiledPack> packs;
  private final List<RuleProblem> problems;

  private Correlator(List<CompiledPack> packs, List<RuleProblem> problems) {
    this.packs = List.copyOf(packs);
    this.problems = List.copyOf(problems);
  }

  /** Compiles; what cannot be used is told by {@link #problems()}. */
  public static Correlator compile(List<Pack> packs) {
    var problems = new ArrayList<RuleProblem>();
    var compiled = new ArrayList<CompiledPack>();
    for (Pack pack : packs) {
      PackCompiler.compile(pack, problems).ifPresent(compiled::add);
    }
    return new Correlator(compiled, problems);
  }

  public List<RuleProblem> problems() {
    return problems;
  }

  /** All correlations. */
  public List<Rule.Correlation> rules() {
    return packs.stream()
        .flatMap(pack -> pack.rules().values().stream())
        .sorted((a, b) -> a.meta().id().compareTo(b.meta().id()))
        .toList();
  }

  /** A timeline without a past. */
  public Timeline timeline(Consumer<Finding> findings) {
    var sessions = new ArrayList<PackSession>();
    packs.forEach(pack -> sessions.add(new PackSession(pack, findings)));
    return new Timeline(sessions);
  }

  /** The sessions of all packs over one course of time. One thread. */
  public static final class Timeline implements AutoCloseable {
    private final List<PackSession> sessions;

    private Timeline(List<PackSession> sessions) {
      this.sessions = List.copyOf(sessions);
    }

    /** Sees the next signal, in the order of event time. */
    public void accept(Signal signal) {
      for (PackSession session : sessions) {
        session.accept(signal);
      }
    }

    /** Facts held now. */
    public long factCount() {
      return sessions.stream().mapToLong(PackSession::factCount).sum();
    }

    /** Keys of bursts forgotten because there were too many. */
    public long evicted() {
      return sessions.stream().mapToLong(PackSession::evicted).sum();
    }

    /** Packs that were set aside. */
    public long aside() {
      return sessions.stream().filter(PackSession::isAside).count();
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
