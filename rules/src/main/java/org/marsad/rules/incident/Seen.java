package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the rules have come, and what of it the store of incidents has seen. Inputs are counted;
 * those that the store has seen already, because the rules go on from an older state, are passed
 * over. Where the rules begin anew because they have changed, a rule that was at work before tells
 * nothing of what the store had seen. One thread.
 */
final class Seen {
  private final Set<String> rules = new TreeSet<>();
  private final Set<String> rulesBefore = new TreeSet<>();
  private @Nullable Mark mark;

  /** Inputs so far, of them those that the store has. */
  private long inputs;

  private long stored;

  private long next;
  private long clock;

  /** How far the store had seen the log when the rules began anew. */
  private long storedNext;

  private long storedClock;
  private boolean anew;

  /** Where a store without a past stands. */
  Seen(Collection<String> atWork) {
    rules.addAll(atWork);
  }

  /** By which the store names the state of the rules that belongs to it; null if it has no past. */
  @Nullable Mark mark() {
    return mark;
  }

  /** The latest receive time so far. */
  long clock() {
    return clock;
  }

  /** These rules are at work from now on, each as {@code id/version}. */
  void atWork(Collection<String> now) {
    rules.clear();
    rules.addAll(now);
  }

  /** The rules have come so far in the log. */
  void reached(long nextId, long time) {
    next = nextId;
    clock = time;
    if (anew && (nextId > storedNext || nextId == storedNext && time > storedClock)) {
      anew = false;
    }
  }

  /** Whether the rules begin anew, and have not come yet to where the store stands. */
  boolean isAnew() {
    return anew;
  }

  /** Whether a rule was at work before the rules began anew. */
  boolean wasAtWork(String rule, int version) {
    return rulesBefore.contains(rule + "/" + version);
  }

  /** Whether an event of the log is one that the store had seen when the rules began anew. */
  boolean isBefore(long event) {
    return anew && event < storedNext;
  }

  /** One more input; whether the store has not seen it yet. */
  boolean count() {
    return ++inputs > stored;
  }

  /** For the store: what is in it now counts as seen, and names the next state of the rules. */
  Mark write(DataOutput out) throws IOException {
    Mark named = (mark == null ? Mark.NONE : mark).next();
    mark = named;
    stored = Math.max(inputs, stored);
    named.write(out);
    out.writeLong(stored);
    out.writeLong(anew ? storedNext : next);
    out.writeLong(anew ? storedClock : clock);
    var told = new ArrayList<String>(anew ? rulesBefore : rules);
    out.writeInt(told.size());
    for (String rule : told) {
      out.writeUTF(rule);
    }
    return named;
  }

  /**
   * Takes over what {@link #write} wrote: without a state of the rules they begin anew.
   *
   * @param marked whether it has a mark, which older versions had not
   */
  void read(DataInput in, boolean marked) throws IOException {
    mark = marked ? Mark.read(in) : Mark.NONE;
    stored = in.readLong();
    storedNext = in.readLong();
    storedClock = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      rulesBefore.add(in.readUTF());
    }
    anew = stored > 0;
    inputs = stored;
  }

  /** For states of the rules. */
  void writeRules(DataOutput out) throws IOException {
    out.writeLong(inputs);
    out.writeBoolean(anew);
  }

  /**
   * Takes over what {@link #writeRules} wrote: the rules go on from there.
   *
   * @param isChanged whether they are others than then, so that their inputs cannot be counted off
   */
  void readRules(DataInput in, boolean isChanged) throws IOException {
    inputs = in.readLong();
    anew = in.readBoolean();
    if (isChanged && stored > inputs) {
      inputs = stored;
      anew = true;
    }
  }
}
