package org.marsad.rules.keyed;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.Section;
import org.marsad.rules.state.Trail;

/**
 * The correlations, and the rules for new values, over one course of event time. An event counts
 * once for a correlation and group, however many of its rules hold for it. A correlation that holds
 * is an event for those that name it, at the same time, with the fields of its group. Windows that
 * close are judged before events of their closing time. One thread.
 */
public final class KeyedTimeline {
  private final KeyedRules rules;
  private final Consumer<KeyedFinding> findings;
  private final Budget budget;
  private final Trail trail;
  private final InnerEvidence inner;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Budget.Share> shares = new ArrayList<>();
  private final List<List<Hit>> hits = new ArrayList<>();
  private final List<NewTermsState> terms = new ArrayList<>();
  private final BitSet unseeded = new BitSet();
  private final BitSet waiting = new BitSet();
  private final int[] closing;
  private long now = Long.MIN_VALUE;

  KeyedTimeline(
      KeyedRules rules, long memory, long trail, int inner, Consumer<KeyedFinding> findings) {
    this(rules, findings, new Budget(memory), new Trail(trail), inner, null);
  }

  private KeyedTimeline(
      KeyedRules rules,
      Consumer<KeyedFinding> findings,
      Budget budget,
      Trail trail,
      int inner,
      @Nullable KeyedTimeline before) {
    this.rules = rules;
    this.findings = findings;
    this.budget = budget;
    this.trail = trail;
    this.inner = before == null ? new InnerEvidence(trail, inner) : before.inner;
    this.now = before == null ? Long.MIN_VALUE : before.now;
    var taken = new Inheritance(before, budget, trail);
    for (Rule.Grouped rule : rules.rules()) {
      Inheritance.Heir<Tally> heir = taken.tally(rule);
      tallies.add(heir.state());
      shares.add(heir.share());
      hits.add(new ArrayList<>());
    }
    for (Rule.NewTerms rule : rules.newTerms()) {
      Inheritance.Heir<NewTermsState> heir = taken.terms(rule);
      unseeded.set(terms.size(), !heir.isOld());
      terms.add(heir.state());
      shares.add(heir.share());
    }
    taken.end();
    closing =
        IntStream.range(0, tallies.size())
            .filter(number -> tallies.get(number) instanceof Tally.Closing)
            .toArray();
  }

  /**
   * The same course of time with other rules. Those that are as they were keep their state, changed
   * ones take over what still fits. This timeline must not be used any more.
   */
  public KeyedTimeline next(KeyedRules others) {
    return new KeyedTimeline(others, findings, budget, trail, 0, this);
  }

  /** The event time to which it has come, in nanoseconds. */
  public long now() {
    return now;
  }

  /** Sees the next signal, in the order of event time. */
  public void accept(Signal signal) {
    advance(signal.time());
    now = signal.time();
    for (String id : signal.detections()) {
      List<KeyedRules.Use> uses = rules.uses(id);
      for (int i = 0; i < uses.size(); i++) {
        hit(uses.get(i), signal.picks().getOrDefault(id, Map.of()));
      }
    }
    lookForNew(signal, findings);
    settle(signal);
  }

  /**
   * Looks for new values in a signal that may be older than those before it. Those of {@link
   * #accept} have been looked at.
   */
  public void lookForNew(Signal signal, Consumer<KeyedFinding> found) {
    if (terms.isEmpty()) {
      return;
    }
    for (String id : signal.detections()) {
      int term = rules.term(id);
      if (term >= 0) {
        KeyedFinding finding =
            terms.get(term).add(signal.picks().getOrDefault(id, Map.of()), signal);
        if (finding != null) {
          found.accept(finding);
        }
      }
    }
  }

  /** Nothing earlier than this comes any more: windows close. */
  public void advance(long watermark) {
    while (true) {
      int first = -1;
      long next = Long.MAX_VALUE;
      for (int number : closing) {
        long time = tallies.get(number).next();
        if (time < next) {
          next = time;
          first = number;
        }
      }
      if (first < 0 || next > watermark) {
        return;
      }
      int number = first;
      long time = next;
      now = Math.max(now, time);
      tallies.get(number).close(time, crossing -> closed(number, crossing, time));
    }
  }

  /** Whether there are correlations that are judged when their windows close. */
  public boolean hasClosing() {
    return closing.length > 0;
  }

  private void closed(int number, Crossing crossing, long time) {
    found(number, crossing);
    settle(crossing.evidence().getLast().at(time));
  }

  private void hit(KeyedRules.Use use, Map<String, String> fields) {
    hits.get(use.correlation()).add(new Hit(use.rule(), fields));
    waiting.set(use.correlation());
  }

  /** Correlations stand behind those they name, so one round is enough. */
  private void settle(Signal signal) {
    for (int number = waiting.nextSetBit(0); number >= 0; number = waiting.nextSetBit(number + 1)) {
      waiting.clear(number);
      List<Hit> own = hits.get(number);
      if (own.size() == 1) {
        take(number, own.getFirst(), signal);
      } else {
        takeAll(number, own, signal);
      }
      own.clear();
    }
  }

  private void take(int number, Hit hit, Signal signal) {
    SigmaCorrelation correlation = rules.rules().get(number).correlation();
    String key = GroupKey.of(correlation.keys().get(hit.rule), hit.fields);
    String value = value(correlation, hit);
    if (key != null && value != null) {
      add(number, key, value, 1L << hit.rule, signal);
    }
  }

  /** The hits of several rules on one event, together where their groups are the same. */
  private void takeAll(int number, List<Hit> own, Signal signal) {
    SigmaCorrelation correlation = rules.rules().get(number).correlation();
    Map<String, Long> kinds = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (Hit hit : own) {
      String key = GroupKey.of(correlation.keys().get(hit.rule), hit.fields);
      String value = value(correlation, hit);
      if (key != null && value != null) {
        kinds.merge(key, 1L << hit.rule, (a, b) -> a | b);
        values.putIfAbsent(key, value);
      }
    }
    kinds.forEach((key, bits) -> add(number, key, values.getOrDefault(key, ""), bits, signal));
  }

  private static @Nullable String value(SigmaCorrelation correlation, Hit hit) {
    List<String> fields = correlation.values().get(hit.rule);
    return fields.isEmpty() ? "" : GroupKey.of(fields, hit.fields);
  }

  private void add(int number, String key, String value, long kinds, Signal signal) {
    Crossing crossing = tallies.get(number).add(key, value, kinds, signal);
    if (crossing != null) {
      found(number, crossing);
    }
  }

  private void found(int number, Crossing found) {
    var rule = rules.rules().get(number);
    Crossing crossing = rules.hasInner(number) ? inner.expand(found) : found;
    List<String> names = rule.correlation().groupBy();
    List<String> values = GroupKey.values(crossing.key(), names.size());
    Map<String, String> group = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      group.put(names.get(i), values.get(i));
    }
    findings.accept(
        new KeyedFinding(
            rule,
            group,
            crossing,
            Reasons.of(rule.correlation(), rules::title, group, crossing),
            List.of(Asked.of(rule.correlation(), rules::title, crossing)),
            rules.isSilent(rule.meta().id()),
            tallies.get(number) instanceof Tally.Closing));
    List<KeyedRules.Use> uses = rules.uses(rule.meta().id());
    if (!uses.isEmpty()) {
      inner.keep(crossing);
    }
    for (KeyedRules.Use use : uses) {
      hit(use, group);
    }
  }

  /**
   * What a rule for new values would have seen before, with the latest time of each. To be told
   * before any signal.
   *
   * @param number its number among those rules
   * @param values by its fields
   */
  public void seed(int number, Map<Map<String, String>, Long> values) {
    terms.get(number).seed(values);
    unseeded.clear(number);
  }

  /** The numbers of rules for new values that know nothing of what was there before. */
  public int[] unseeded() {
    return unseeded.stream().toArray();
  }

  /**
   * What each rule has of the memory, by its id. Any thread may ask; the numbers are of some moment
   * of late.
   */
  public Map<String, Budget.Share> shares() {
    Map<String, Budget.Share> byRule = new LinkedHashMap<>();
    for (int number = 0; number < tallies.size(); number++) {
      byRule.put(rules.rules().get(number).meta().id(), shares.get(number));
    }
    for (int number = 0; number < terms.size(); number++) {
      byRule.put(rules.newTerms().get(number).meta().id(), shares.get(tallies.size() + number));
    }
    return byRule;
  }

  /** Groups held now. */
  public long size() {
    return budget.keys();
  }

  /** Bytes of state, as estimated. */
  public long used() {
    return budget.used();
  }

  /** Groups forgotten because there was no room. */
  public long evicted() {
    return budget.evicted();
  }

  /**
   * Events that can no more be shown as evidence, since there were too many: those of groups, and
   * those behind correlations that others name.
   */
  public long gone() {
    return trail.gone() + inner.gone();
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(now);
    trail.write(out);
    inner.write(out);
    out.writeInt(tallies.size() + terms.size());
    for (int number = 0; number < tallies.size(); number++) {
      Rule.Grouped rule = rules.rules().get(number);
      head(out, rule, Fit.of(rule.correlation()));
      Section.write(out, tallies.get(number).table()::write);
    }
    for (int number = 0; number < terms.size(); number++) {
      Rule.NewTerms rule = rules.newTerms().get(number);
      head(out, rule, Fit.of(rule));
      Section.write(out, terms.get(number)::write);
    }
  }

  private static void head(DataOutput out, Rule rule, String fit) throws IOException {
    Texts.write(out, rule.meta().id());
    Texts.write(out, fit);
  }

  /** Takes over what {@link #write} wrote, as far as there are rules that it fits. */
  public void read(DataInput in) throws IOException {
    now = in.readLong();
    trail.read(in);
    inner.read(in);
    Map<String, Section.Reader> readers = readers();
    for (int left = in.readInt(); left > 0; left--) {
      String place = Texts.read(in) + "/" + Texts.read(in);
      Section.Reader reader = readers.get(place);
      if (reader == null) {
        Section.pass(in);
      } else {
        Section.read(in, reader);
      }
    }
  }

  private Map<String, Section.Reader> readers() {
    Map<String, Section.Reader> readers = new HashMap<>();
    for (int number = 0; number < tallies.size(); number++) {
      Rule.Grouped rule = rules.rules().get(number);
      readers.put(
          rule.meta().id() + "/" + Fit.of(rule.correlation()), tallies.get(number).table()::read);
    }
    for (int number = 0; number < terms.size(); number++) {
      Rule.NewTerms rule = rules.newTerms().get(number);
      int term = number;
      readers.put(
          rule.meta().id() + "/" + Fit.of(rule),
          in -> {
            terms.get(term).read(in);
            unseeded.clear(term);
          });
    }
    return readers;
  }

  KeyedRules rules() {
    return rules;
  }

  Tally tally(int number) {
    return tallies.get(number);
  }

  NewTermsState term(int number) {
    return terms.get(number);
  }

  /** Of a correlation, or behind all of those of a rule for new values. */
  Budget.Share share(int number) {
    return shares.get(number);
  }

  /**
   * A rule of a correlation held.
   *
   * @param fields what is known of the event under the names that rules use
   */
  private record Hit(int rule, Map<String, String> fields) {}
}
