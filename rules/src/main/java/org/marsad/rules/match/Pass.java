package org.marsad.rules.match;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.query.Fold;
import org.marsad.rules.sigma.Check;

/**
 * One event on its way through a set of rules: which tests hold, as far as that is known. Kept and
 * reused; a number that grows with every event tells what is of this event. One thread.
 */
final class Pass implements Literals.Found {
  private static final int NONE = -1;
  private static final FieldPlan NO_PLAN =
      new FieldPlan(new int[0], List.of(), null, new FieldPlan.Use[0][], new double[0], new int[0]);

  private final RuleSet set;
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
  private EventBatch batch;
  private int row;

  // What is being read now.
  private FieldPlan plan;
  private byte[] text = {};
  private int from;
  private int to;
  private byte[] folded = new byte[256];

  Pass(RuleSet set, RuleCounts counts, EventBatch batch) {
    this.set = set;
    this.counts = counts;
    this.batch = batch;
    int tests = set.tests().size();
    held = new int[tests];
    failed = new int[tests];
    possible = new int[tests];
    considered = new int[set.size()];
    candidates = new int[set.size()];
    stamp = new int[set.names().size()];
    objectStamp = new int[set.names().size()];
    head = new int[set.names().size()];
    tail = new int[set.names().size()];
    chosen = new int[set.plans().size()];
    objects = new byte[set.plans().size()][];
    plan = NO_PLAN;
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
    for (int field = 0; field < chosen.length; field++) {
      FieldPlan fieldPlan = set.plans().get(field);
      if (fieldPlan.isEverywhere()) {
        everywhere(fieldPlan);
      } else {
        field(field, fieldPlan);
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

  private void field(int field, FieldPlan fieldPlan) {
    chosen[field] = NONE;
    objects[field] = RuleSet.NOTHING;
    for (int i = 0; i < fieldPlan.names().length && chosen[field] == NONE; i++) {
      int name = fieldPlan.names()[i];
      if (stamp[name] == epoch) {
        chosen[field] = head[name];
      } else if (objectStamp[name] == epoch) {
        byte[] member = Originals.member(batch, row, fieldPlan.objects().get(i));
        if (member != null) {
          objects[field] = member;
          counts.isSeen[field] = true;
          scan(fieldPlan, member, 0, member.length);
          return;
        }
      }
    }
    if (chosen[field] != NONE) {
      counts.isSeen[field] = true;
    }
    for (int slice = chosen[field]; slice != NONE; slice = next[slice - firstSlice]) {
      int offset = batch.offset(slice);
      scan(fieldPlan, batch.bytes(), offset, offset + batch.length(slice));
    }
  }

  private void everywhere(FieldPlan fieldPlan) {
    for (int slice = firstSlice; slice < batch.endSlice(row); slice++) {
      if (RuleSet.isLeaf(batch.field(slice))) {
        int offset = batch.offset(slice);
        scan(fieldPlan, batch.bytes(), offset, offset + batch.length(slice));
      }
    }
  }

  /** One pass over a value decides all literals and numbers that are asked of its field. */
  private void scan(FieldPlan fieldPlan, byte[] bytes, int start, int end) {
    plan = fieldPlan;
    Literals literals = fieldPlan.literals();
    if (literals != null) {
      fold(bytes, start, end);
      literals.find(text, from, to, this);
    }
    if (fieldPlan.numbers().length > 0) {
      number(fieldPlan, Numeric.parse(bytes, start, end));
    }
  }

  private void fold(byte[] bytes, int start, int end) {
    int length = end - start;
    if (folded.length < length) {
      folded = new byte[length * 2];
    }
    from = 0;
    to = length;
    text = folded;
    for (int i = 0; i < length; i++) {
      byte b = bytes[start + i];
      if (b < 0) {
        text = Fold.bytes(bytes, start, end);
        to = text.length;
        return;
      }
      folded[i] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
  }

  private void number(FieldPlan fieldPlan, double value) {
    int low = 0;
    int high = fieldPlan.numbers().length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      double here = fieldPlan.numbers()[middle];
      if (here == value) {
        hold(fieldPlan.numberTests()[middle]);
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
  public void at(int literal, int at) {
    for (FieldPlan.Use use : plan.uses()[literal]) {
      if (held[use.test()] == epoch) {
        continue;
      }
      FieldPlan.Where where = use.where();
      if (where == null) {
        Glob glob = use.glob();
        if (glob == null) {
          guard(use.test());
        } else if (glob.matches(text, from, to)) {
          hold(use.test());
        }
      } else if (isAt(where, at, plan.literals() == null ? 0 : plan.literals().length(literal))) {
        hold(use.test());
      }
    }
  }

  private boolean isAt(FieldPlan.Where where, int at, int length) {
    int end = at + length;
    return switch (where) {
      case ANYWHERE -> true;
      case START -> at == from;
      case END -> end == to;
      case WHOLE -> at == from && end == to;
    };
  }

  private void hold(int test) {
    if (held[test] != epoch) {
      held[test] = epoch;
      considerAll(test);
    }
  }

  private void guard(int test) {
    if (possible[test] != epoch) {
      possible[test] = epoch;
      considerAll(test);
    }
  }

  private void considerAll(int test) {
    for (int rule : set.tests().get(test).rules()) {
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
    SetTest asked = set.tests().get(test);
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
    for (String name : set.plans().get(field).objects()) {
      if (Originals.member(batch, row, name) != null) {
        return true;
      }
    }
    return false;
  }

  private boolean anyValue(int field, ValueCheck check) {
    FieldPlan fieldPlan = set.plans().get(field);
    byte[] bytes = batch.bytes();
    if (fieldPlan.isEverywhere()) {
      for (int slice = firstSlice; slice < batch.endSlice(row); slice++) {
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
    for (int slice = chosen[field]; slice != NONE; slice = next[slice - firstSlice]) {
      int offset = batch.offset(slice);
      if (check.holds(bytes, offset, offset + batch.length(slice))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value of the field is one of the other field, or has it in it. */
  private boolean refers(int field, Check.Reference reference) {
    int other = set.field(reference.field());
    for (int one = chosen[field]; one != NONE; one = next[one - firstSlice]) {
      for (int two = chosen[other]; two != NONE; two = next[two - firstSlice]) {
        if (reference.holds(batch.text(one), batch.text(two))) {
          return true;
        }
      }
    }
    return false;
  }
}
