package org.marsad.rules.correlate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.clock.Found;
import org.marsad.rules.clock.Step;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.drl.Shape;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.Section;
import org.marsad.rules.word.Interest;
import org.marsad.rules.word.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled correlations of all packs, from which timelines are made. Thread-safe. */
public final class Correlator {
  private static final Logger LOG = LoggerFactory.getLogger(Correlator.class);

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
    return compile(packs, new Correlator(List.of(), Map.of(), List.of()));
  }

  /** The same, where the correlations of packs that are as they were are not compiled again. */
  public static Correlator compile(List<Pack> packs, Correlator before) {
    var problems = new ArrayList<RuleProblem>();
    var compiled = new ArrayList<CompiledPack>();
    var singles = new HashMap<String, Rule.Meta>();
    for (Pack pack : packs) {
      CompiledPack known = before.known(pack);
      if (known == null) {
        PackCompiler.compile(pack, problems).ifPresent(compiled::add);
      } else {
        compiled.add(known);
      }
      pack.singles().forEach(rule -> singles.put(rule.meta().id(), rule.meta()));
    }
    return new Correlator(compiled, singles, problems);
  }

  private @Nullable CompiledPack known(Pack pack) {
    for (CompiledPack each : packs) {
      if (each.pack().name().equals(pack.name()) && each.print() == PackCompiler.print(pack)) {
        return each;
      }
    }
    return null;
  }

  /** These, and those of another beside them, so that neither are compiled again. */
  public Correlator over(Correlator other) {
    var both = new ArrayList<>(packs);
    both.addAll(other.packs);
    return new Correlator(both, singles, problems);
  }

  /** Lets the classes go of those packs that another has not; no timeline may use them any more. */
  public void release(Correlator after) {
    for (CompiledPack each : packs) {
      if (after.packs.stream().noneMatch(each::isSame)) {
        each.release();
      }
    }
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

  /** Whether some rule may hold because something is missing; it may be said of too many. */
  public boolean hasAbsence() {
    for (CompiledPack each : packs) {
      boolean isSilence =
          each.derivations().stream().anyMatch(derivation -> derivation.shape() == Shape.SILENCE);
      if (isSilence || each.pack().drl().values().stream().anyMatch(text -> text.contains("not"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the correlations of a pack could be compiled. */
  public boolean has(String pack) {
    return packs.stream().anyMatch(each -> each.pack().name().equals(pack));
  }

  /**
   * How far apart in time a signal and others can lie that meet in a pack, in nanoseconds; -1 if no
   * pack can use it.
   *
   * @param history how far back look-ups reach
   */
  public long reach(Signal signal, long history) {
    List<String> words = Vocabulary.of(signal);
    long most = -1;
    for (CompiledPack pack : packs) {
      if (pack.isWanted(signal, words)) {
        most = Math.max(most, pack.reach() + (pack.lookups().isEmpty() ? 0 : history));
      }
    }
    return most;
  }

  /** The events that the packs can use. */
  public List<Interest> interests() {
    return packs.stream().flatMap(pack -> pack.interests().stream()).distinct().toList();
  }

  /** A timeline without a past. */
  public Timeline timeline(PackQuota quota, Consumer<Finding> findings) {
    return timeline(Limits.of(quota), findings);
  }

  /** A timeline without a past. */
  public Timeline timeline(Limits limits, Consumer<Finding> findings) {
    return new Timeline(this, limits, findings, Map.of());
  }

  private static final Comparator<Found<Finding>> ORDER =
      Comparator.<Found<Finding>>comparingInt(Found::step)
          .thenComparing(Found::bySignal)
          .thenComparingLong(Found::time)
          .thenComparing(found -> found.what().last())
          .thenComparing(found -> found.what().rule().meta().pack())
          .thenComparing(found -> found.what().rule().meta().id())
          .thenComparing(found -> found.what().key());

  /**
   * The sessions of all packs over one course of time. One thread, but for reports and the {@link
   * #pieces}, each of which may be done by another.
   */
  public static final class Timeline implements AutoCloseable {
    private static final long STEP = 1_000_000_000L;
    private static final int AT_ONCE = 1_000;

    private final Correlator correlator;
    private final Limits limits;
    private final Consumer<Finding> findings;
    private final Map<String, List<PackSession>> byPack = new TreeMap<>();
    private List<PackSession> sessions;
    private List<Asset> assets = List.of();
    private long advanced = Long.MIN_VALUE;

    private Timeline(
        Correlator correlator,
        Limits limits,
        Consumer<Finding> findings,
        Map<String, List<PackSession>> known) {
      this.correlator = correlator;
      this.limits = limits;
      this.findings = findings;
      for (CompiledPack pack : correlator.packs) {
        List<PackSession> own = known.get(pack.pack().name());
        byPack.put(pack.pack().name(), own == null ? fresh(pack) : own);
      }
      sessions = all(byPack);
    }

    private static List<PackSession> all(Map<String, List<PackSession>> byPack) {
      return byPack.values().stream().flatMap(List::stream).toList();
    }

    private List<PackSession> fresh(CompiledPack pack) {
      int parts = pack.partition().isEmpty() ? 1 : limits.parts();
      var fresh = new ArrayList<PackSession>();
      for (int part = 0; part < parts; part++) {
        fresh.add(new PackSession(pack, part, correlator.singles, limits));
      }
      return fresh;
    }

    /**
     * The same course of time with other packs. The sessions of those that are as they were go on;
     * those of changed ones begin with what fits of the old ones' state; the others end. This
     * timeline must not be used any more.
     */
    public Timeline next(Correlator others) {
      var kept = new HashMap<String, List<PackSession>>();
      for (CompiledPack pack : others.packs) {
        List<PackSession> own = byPack.get(pack.pack().name());
        if (own != null && own.getFirst().pack().isSame(pack)) {
          own.forEach(session -> session.singles(others.singles));
          kept.put(pack.pack().name(), own);
        }
      }
      var next = new Timeline(others, limits, findings, kept);
      next.advanced = advanced;
      next.assets = assets;
      byPack.forEach(
          (name, own) -> {
            if (!kept.containsKey(name)) {
              next.inherit(name, own);
              own.forEach(PackSession::close);
            }
          });
      next.sessions = all(next.byPack);
      return next;
    }

    private void inherit(String name, List<PackSession> from) {
      List<PackSession> heirs = byPack.getOrDefault(name, List.of());
      heirs.forEach(heir -> heir.assets(assets));
      if (heirs.size() != from.size()
          || !heirs.getFirst().pack().partition().equals(from.getFirst().pack().partition())) {
        if (!heirs.isEmpty()) {
          LOG.info("pack {} is split otherwise than before and begins anew", name);
        }
        return;
      }
      try {
        for (int part = 0; part < heirs.size(); part++) {
          var bytes = new ByteArrayOutputStream();
          from.get(part).write(new DataOutputStream(bytes));
          var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
          heirs.get(part).read(in);
        }
      } catch (IOException | RuntimeException e) {
        LOG.error("pack {} begins anew, what it knew cannot be taken over", name, e);
        heirs.forEach(PackSession::close);
        List<PackSession> anew = fresh(heirs.getFirst().pack());
        anew.forEach(session -> session.assets(assets));
        byPack.put(name, anew);
      }
    }

    /** What is watched over, from now on. */
    public void assets(List<Asset> now) {
      assets = List.copyOf(now);
      sessions.forEach(session -> session.assets(assets));
    }

    /**
     * The work that steps are, in pieces that do not depend on each other; each is to be done once.
     * What comes of it is told by {@link #found}.
     */
    public List<Runnable> pieces(List<Step> steps) {
      var pieces = new ArrayList<Runnable>();
      sessions.forEach(session -> pieces.add(() -> session.run(steps)));
      return pieces;
    }

    /**
     * What was found in the pieces: in the order of steps, of event time, of the last event that it
     * took, of packs, of rules, of keys; whoever did the pieces.
     */
    public List<Found<Finding>> found() {
      var all = new ArrayList<Found<Finding>>();
      sessions.forEach(session -> session.handOver(all));
      all.sort(ORDER);
      return all;
    }

    private void run(List<Step> steps) {
      pieces(steps).forEach(Runnable::run);
      found().forEach(each -> findings.accept(each.what()));
    }

    /**
     * Sees signals as those do who do not ask why ({@link Signal#light}), in the order of event
     * time; each session many at a time, since to ask for its time has a price.
     */
    public void acceptLight(List<Signal> signals) {
      for (int at = 0; at < signals.size(); at += AT_ONCE) {
        var steps = new ArrayList<Step>();
        for (Signal each : signals.subList(at, Math.min(signals.size(), at + AT_ONCE))) {
          steps.add(new Step(each.time(), each.light()));
        }
        run(steps);
      }
    }

    /** Sees the next signal, in the order of event time. */
    public void accept(Signal signal) {
      run(List.of(new Step(signal.time(), signal)));
    }

    /** All signals up to a time, in nanoseconds, have been seen; of use at each new second. */
    public void advance(long watermark) {
      long time = Math.floorDiv(watermark, STEP) * STEP;
      if (time > advanced) {
        advanced = time;
        run(List.of(new Step(time, null)));
      }
    }

    /** Makes the present state known to other threads. */
    public void publish() {
      sessions.forEach(PackSession::publish);
    }

    /** How the sessions of a pack are. Any thread may ask. */
    public SessionReport report(String pack) {
      SessionReport report = SessionReport.NONE;
      for (PackSession session : byPack.getOrDefault(pack, List.of())) {
        report = report.plus(session.report());
      }
      return report;
    }

    /** Facts held. Any thread may ask. */
    public long factCount() {
      return sessions.stream().mapToLong(each -> each.report().facts()).sum();
    }

    /** Keys and events forgotten because there were too many. Any thread may ask. */
    public long evicted() {
      return sessions.stream().mapToLong(each -> each.report().evicted()).sum();
    }

    /** Packs, or parts of them, that were set aside. Any thread may ask. */
    public long aside() {
      return sessions.stream().filter(each -> !each.report().aside().isEmpty()).count();
    }

    /** For checkpoints. */
    public void write(DataOutput out) throws IOException {
      out.writeInt(byPack.size());
      for (Map.Entry<String, List<PackSession>> entry : byPack.entrySet()) {
        Texts.write(out, entry.getKey());
        Texts.write(out, entry.getValue().getFirst().pack().partition());
        out.writeInt(entry.getValue().size());
        for (PackSession session : entry.getValue()) {
          Section.write(out, session::write);
        }
      }
    }

    /** Takes over what {@link #write} wrote, as far as the packs are there and split as then. */
    public void read(DataInput in) throws IOException {
      for (int packs = in.readInt(); packs > 0; packs--) {
        List<PackSession> own = byPack.getOrDefault(Texts.read(in), List.of());
        String partition = Texts.read(in);
        int parts = in.readInt();
        boolean fits = own.size() == parts && own.getFirst().pack().partition().equals(partition);
        for (int part = 0; part < parts; part++) {
          if (fits) {
            Section.read(in, own.get(part)::read);
          } else {
            Section.pass(in);
          }
        }
      }
    }

    @Override
    public void close() {
      sessions.forEach(PackSession::close);
    }
  }
}
