package org.marsad.rules.keyed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.Section;
import org.marsad.rules.state.Trail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the rules of a timeline take over from those of the one before. State of a rule that does
 * the same is handed on as it is; of one that was changed, it is written and read again where it
 * fits; what nobody wants is given back. One thread, once.
 */
final class Inheritance {
  private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

  private final @Nullable KeyedTimeline before;
  private final Budget budget;
  private final Trail trail;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final BitSet taken = new BitSet();

  Inheritance(@Nullable KeyedTimeline before, Budget budget, Trail trail) {
    this.before = before;
    this.budget = budget;
    this.trail = trail;
    if (before != null) {
      int number = 0;
      for (Rule.Grouped rule : before.rules().rules()) {
        numbers.put(rule.meta().id(), number++);
      }
      for (Rule.NewTerms rule : before.rules().newTerms()) {
        numbers.put(rule.meta().id(), number++);
      }
    }
  }

  /** The state of a correlation. */
  Heir<Tally> tally(Rule.Grouped rule) {
    KeyedTimeline old = before;
    int number = numbers.getOrDefault(rule.meta().id(), -1);
    if (old == null || number < 0 || number >= old.rules().rules().size()) {
      return fresh(rule);
    }
    var was = old.rules().rules().get(number).correlation();
    if (Fit.isSame(was, rule.correlation())) {
      taken.set(number);
      return new Heir<>(old.tally(number), old.share(number), true);
    }
    if (!Fit.of(was).equals(Fit.of(rule.correlation()))) {
      return fresh(rule);
    }
    byte[] state = bytes(old.tally(number).table()::write);
    taken.set(number);
    old.share(number).leave();
    Heir<Tally> heir = fresh(rule);
    try {
      heir.state().table().read(new DataInputStream(new ByteArrayInputStream(state)));
      return heir;
    } catch (IOException | RuntimeException e) {
      LOG.error("rule {} begins anew, what it knew cannot be taken over", rule.meta().id(), e);
      heir.share().leave();
      return fresh(rule);
    }
  }

  private Heir<Tally> fresh(Rule.Grouped rule) {
    return new Heir<>(Tallies.of(rule.correlation(), budget, trail), budget.latest(), false);
  }

  private static byte[] bytes(Section.Writer writer) {
    var bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The state of a rule for new values. */
  Heir<NewTermsState> terms(Rule.NewTerms rule) {
    KeyedTimeline old = before;
    int number = numbers.getOrDefault(rule.meta().id(), -1);
    int term = old == null ? -1 : number - old.rules().rules().size();
    if (old != null && term >= 0) {
      if (Fit.of(old.rules().newTerms().get(term)).equals(Fit.of(rule))) {
        taken.set(number);
        return new Heir<>(new NewTermsState(rule, old.term(term)), old.share(number), true);
      }
    }
    var state = new NewTermsState(rule, budget);
    return new Heir<>(state, budget.latest(), false);
  }

  /** Everybody has taken what is theirs. */
  void end() {
    KeyedTimeline old = before;
    for (int number = 0; old != null && number < numbers.size(); number++) {
      if (!taken.get(number)) {
        old.share(number).leave();
      }
    }
  }

  /**
   * State and what it has of the memory.
   *
   * @param isOld whether it was handed on
   */
  record Heir<T>(T state, Budget.Share share, boolean isOld) {}
}
