package org.marsad.rules.match;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.rules.sigma.Check;

/**
 * One event on its way through a set of rules: which tests hold, as far as that is known. Kept and
 * reused; a number that grows with every event tells what is of this event. One thread.
 */
final class Pass implements Literals.Found {
  private static final int NONE = -1;
  private static final int[] NO_RULES = {};
  private static final FieldPlan.Use[] NO_USES = {};

  private final RuleSet set;
  private final FieldPlan[] plans;
  private final SetTest[] tests;
  private final int[][] rulesOf;
  private final RuleCounts counts;
  private int epoch;
  private final int[] held;
  private final int[] failed;
  private final int[] possible;
  private final int[] considered;
  private final int[] candidates;
  private int candidateCount;

  // Where the values of each name are: the first slice, and behind each slice the next.
  private final int[] stamp;
  private final int[] objectStamp;
  private final int[] head;
  private final int[] tail;
  private int[] next = new int[64];
  private int firstSlice;

  private final int[] chosen;
  private final byte[][] objects;
  private final @Nullable ValueShape[] shapes;
  private final int[] shaped;
  private EventBatch batch;
  private int row;

  // What is being read now.
  private FieldPlan.Use[] uses = NO_USES;
  private final FoldedText text = new FoldedText();
  private final FoldedText part = new FoldedText();

  Pass(RuleSet set, RuleCounts counts, EventBatch batch) {
    this.set = set;
    this.counts = counts;
    this.batch = batch;
    plans = set.plans().toArray(new FieldPlan[0]);
    tests = set.tests().toArray(new SetTest[0]);
    rulesOf = new int[tests.length][];
    Arrays.setAll(
        rulesOf, test -> tests[test].rules().length == 0 ? NO_RULES : tests[test].rules());
    held = new int[tests.length];
    failed = new int[tests.length];
    possible = new int[tests.length];
    considered = new int[set.size()];
    candidates = new int[set.size()];
    stamp = new int[set.names().size()];
    objectStamp = new int[set.names().size()];
    head = new int[set.names().size()];
    tail = new int[set.names().size()];
    chosen = new int[plans.length];
    objects = new byte[plans.length][];
    shapes = new ValueShape[plans.length];
    shaped = new int[plans.length];
  }

  /** Reads an event; {@link #candidates()} and {@link #holds} answer for it from then on. */
  void read(EventBatch events, int eventRow) {
    batch = events;
    row = eventRow;
    if (++epoch == Integer.MAX_VALUE) {
      restart();
    }
    candidateCount = 0;
    counts.events++;
    for (int rule : set.always()) {
      consider(rule);
    }
    gather();
    for (int field = 0; field < plans.length; field++) {
      FieldPlan plan = plans[field];
      if (plan.isEverywhere()) {
        everywhere(plan);
      } else {
        field(field, plan);
      }
    }
  }

  /** The first value of a field as text, or null if the event has none. */
  @Nullable String value(int field) {
    int slice = chosen[field];
    return slice == NONE ? null : batch.text(slice);
  }

  RuleCounts counts() {
    return counts;
  }

  /** How many rules may hold. */
  int candidates() {
    return candidateCount;
  }

  int candidate(int index) {
    return candidates[index];
  }

  private void restart() {
    epoch = 1;
    Arrays.fill(held, 0);
    Arrays.fill(failed, 0);
    Arrays.fill(possible, 0);
    Arrays.fill(considered, 0);
    Arrays.fill(stamp, 0);
    Arrays.fill(objectStamp, 0);
    Arrays.fill(shaped, 0);
  }

  /** Files the slices under the names that rules use. */
  private void gather() {
    NameTable names = set.names();
    firstSlice = batch.firstSlice(row);
    int end = batch.endSlice(row);
    if (next.length < end - firstSlice) {
      next = new int[(end - firstSlice) * 2];
    }
    for (int slice = firstSlice; slice < end; slice++) {
      NameTable.Entry entry = names.entry(batch.field(slice));
      int name = entry.direct();
      if (name >= 0) {
        next[slice - firstSlice] = NONE;
        if (stamp[name] == epoch) {
          next[tail[name] - firstSlice] = slice;
        } else {
          stamp[name] = epoch;
          head[name] = slice;
        }
        tail[name] = slice;
      }
      for (int object : entry.objects()) {
        objectStamp[object] = epoch;
      }
    }
  }

  private void field(int field, FieldPlan plan) {
    int value = NONE;
    objects[field] = RuleSet.NOTHING;
    int[] names = plan.names();
    for (int i = 0; i < names.length && value == NONE; i++) {
      int name = names[i];
      if (stamp[name] == epoch) {
        value = head[name];
      } else if (objectStamp[name] == epoch) {
        byte[] member = Originals.member(batch, row, plan.objects().get(i));
        if (member != null) {
          chosen[field] = NONE;
          objects[field] = member;
          counts.isSeen[field] = true;
          scan(plan, member, 0, member.length);
          return;
        }
      }
    }
    chosen[field] = value;
    if (value == NONE) {
      return;
    }
    counts.isSeen[field] = true;
    for (int slice = value; slice != NONE; slice = next[slice - firstSlice]) {
      int offset = batch.offset(slice);
      scan(plan, batch.bytes(), offset, offset + batch.length(slice));
    }
  }

  private void everywhere(FieldPlan plan) {
    int end = batch.endSlice(row);
    for (int slice = firstSlice; slice < end; slice++) {
      if (RuleSet.isLeaf(batch.field(slice))) {
        int offset = batch.offset(slice);
        scan(plan, batch.bytes(), offset, offset + batch.length(slice));
      }
    }
  }

  /** One pass over a value decides all literals and numbers that are asked of its field. */
  private void scan(FieldPlan plan, byte[] bytes, int start, int end) {
    if (plan.hasText()) {
      text.read(bytes, start, end);
      ByteTrie fronts = plan.fronts();
      if (fronts != null) {
        front(fronts, plan);
      }
      ByteTrie backs = plan.backs();
      if (backs != null) {
        back(backs, plan.ends());
      }
      Literals literals = plan.literals();
      if (literals != null) {
        uses = plan.uses();
        literals.find(text, this);
      }
    }
    if (plan.numbers().length > 0) {
      number(plan, Numeric.parse(bytes, start, end));
    }
  }

  /** What the value begins with, and what it is. */
  private void front(ByteTrie fronts, FieldPlan plan) {
    byte[] bytes = text.bytes();
    int length = text.length();
    int state = ByteTrie.ROOT;
    int at = 0;
    while (at < length) {
      int jump = fronts.jump(state);
      state = jump == 0 ? fronts.next(state, bytes[at]) : fronts.jump(state, bytes, at, length);
      if (state == ByteTrie.NONE) {
        return;
      }
      at += Math.max(1, jump);
      holdAll(plan.starts()[state]);
    }
    holdAll(plan.wholes()[state]);
  }

  private void back(ByteTrie backs, int[][] ends) {
    byte[] bytes = text.bytes();
    int state = ByteTrie.ROOT;
    int end = text.length();
    while (end > 0) {
      int jump = backs.jump(state);
      state = jump == 0 ? backs.next(state, bytes[end - 1]) : backs.jumpBack(state, bytes, end);
      if (state == ByteTrie.NONE) {
        return;
      }
      end -= Math.max(1, jump);
      holdAll(ends[state]);
    }
  }

  private void number(FieldPlan plan, double value) {
    int low = 0;
    int high = plan.numbers().length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      double here = plan.numbers()[middle];
      if (here == value) {
        hold(plan.numberTests()[middle]);
        return;
      }
      if (here < value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
  }

  @Override
  public void at(int literal) {
    FieldPlan.Use use = uses[literal];
    holdAll(use.holding());
    for (int test : use.possible()) {
      if (possible[test] != epoch) {
        possible[test] = epoch;
        considerAll(test);
      }
    }
    int[] globTests = use.globTests();
    for (int i = 0; i < globTests.length; i++) {
      if (held[globTests[i]] != epoch && use.globs()[i].matches(text.bytes(), 0, text.length())) {
        hold(globTests[i]);
      }
    }
  }

  private void holdAll(int[] holding) {
    for (int test : holding) {
      hold(test);
    }
  }

  private void hold(int test) {
    if (held[test] != epoch) {
      held[test] = epoch;
      considerAll(test);
    }
  }

  private void considerAll(int test) {
    for (int rule : rulesOf[test]) {
      consider(rule);
    }
  }

  private void consider(int rule) {
    if (considered[rule] != epoch) {
      considered[rule] = epoch;
      candidates[candidateCount++] = rule;
    }
  }

  /** Whether a test holds for the event. */
  boolean holds(int test) {
    if (held[test] == epoch) {
      return true;
    }
    SetTest asked = tests[test];
    boolean open =
        switch (asked.kind()) {
          case SCANNED -> false;
          case GUARDED -> possible[test] == epoch;
          case ASKED -> true;
        };
    if (!open || failed[test] == epoch) {
      return false;
    }
    boolean holds = ask(asked);
    (holds ? held : failed)[test] = epoch;
    return holds;
  }

  private boolean ask(SetTest test) {
    int field = test.field();
    return switch (test.check()) {
      case Check.Null _ -> chosen[field] == NONE && objects[field].length == 0;
      case Check.Exists exists -> isThere(field) == exists.wanted();
      case Check.Reference reference -> refers(field, reference);
      default -> anyValue(field, test.decides());
    };
  }

  private boolean isThere(int field) {
    if (chosen[field] != NONE || objects[field].length > 0) {
      return true;
    }
    for (String name : plans[field].objects()) {
      if (Originals.member(batch, row, name) != null) {
        return true;
      }
    }
    return false;
  }

  private boolean anyValue(int field, ValueCheck check) {
    FieldPlan plan = plans[field];
    byte[] bytes = batch.bytes();
    if (plan.isEverywhere()) {
      int end = batch.endSlice(row);
      for (int slice = firstSlice; slice < end; slice++) {
        int offset = batch.offset(slice);
        if (RuleSet.isLeaf(batch.field(slice))
            && check.holds(bytes, offset, offset + batch.length(slice))) {
          return true;
        }
      }
      return false;
    }
    if (objects[field].length > 0) {
      return check.holds(objects[field], 0, objects[field].length);
    }
    int first = chosen[field];
    if (first == NONE) {
      return false;
    }
    if (next[first - firstSlice] == NONE) {
      return onlyValue(field, first, check);
    }
    for (int slice = first; slice != NONE; slice = next[slice - firstSlice]) {
      int offset = batch.offset(slice);
      if (check.holds(bytes, offset, offset + batch.length(slice))) {
        return true;
      }
    }
    return false;
  }

  private boolean onlyValue(int field, int slice, ValueCheck check) {
    int from = batch.offset(slice);
    int to = from + batch.length(slice);
    return switch (check) {
      case RegexCheck regex -> regex.holds(batch.bytes(), from, to, shape(field, from, to));
      case NetworkCheck network -> network.holds(shape(field, from, to).address());
      default -> check.holds(batch.bytes(), from, to);
    };
  }

  /** What the one value of a field has, read once an event. */
  private ValueShape shape(int field, int from, int to) {
    ValueShape shape = shapes[field];
    if (shape == null) {
      shape = new ValueShape();
      shapes[field] = shape;
    }
    if (shaped[field] != epoch) {
      shaped[field] = epoch;
      shape.read(batch.bytes(), from, to);
    }
    return shape;
  }

  /** Whether a value of the field is one of the other field, or has it in it. */
  private boolean refers(int field, Check.Reference reference) {
    int other = set.field(reference.field());
    for (int one = chosen[field]; one != NONE; one = next[one - firstSlice]) {
      for (int two = chosen[other]; two != NONE; two = next[two - firstSlice]) {
        if (refers(one, two, reference)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean refers(int one, int two, Check.Reference reference) {
    if (reference.cased()) {
      return reference.holds(batch.text(one), batch.text(two));
    }
    read(one, text);
    read(two, part);
    return text.has(part, reference.place());
  }

  private void read(int slice, FoldedText into) {
    int offset = batch.offset(slice);
    into.read(batch.bytes(), offset, offset + batch.length(slice));
  }
}
