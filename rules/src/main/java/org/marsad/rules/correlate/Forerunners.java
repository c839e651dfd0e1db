package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.drl.Pattern;
import org.marsad.rules.drl.Sequel;
import org.marsad.rules.word.Interest;

/**
 * Which events a session is given: those that some pattern can use. One that has to come after
 * another fact is of no use while that has not come, and what comes later cannot change it, since
 * facts come in the order of time. Only those of one moment have no order, so what was not let in
 * waits until the moment is over. One thread.
 */
final class Forerunners {
  private final List<Way> ways = new ArrayList<>();
  private final Map<Sequel, Forerunner> bySequel = new LinkedHashMap<>();
  private final int most;

  /** Those of the present moment that no pattern could use yet. */
  private final List<Subject> waiting = new ArrayList<>();

  private long moment = Long.MIN_VALUE;

  /**
   * Nothing has come.
   *
   * @param most events that may wait; more are let in
   */
  Forerunners(List<Pattern> patterns, int most) {
    this.most = most;
    for (Pattern pattern : patterns) {
      Sequel after = pattern.after();
      ways.add(
          new Way(
              pattern.interest(),
              after == null ? null : bySequel.computeIfAbsent(after, Forerunner::new),
              pattern.isAlone()));
    }
  }

  /** Whether the session is to be given an event; it is to be told by {@link #given} if it is. */
  boolean lets(Subject subject) {
    long millis = Math.floorDiv(subject.signal().time(), 1_000_000L);
    if (millis != moment) {
      waiting.clear();
      moment = millis;
    }
    boolean isWanted = false;
    for (int i = 0; i < ways.size(); i++) {
      Way way = ways.get(i);
      if (subject.isWanted(way.interest)) {
        if (way.forerunner == null || way.forerunner.hasCome(subject, millis)) {
          return true;
        }
        isWanted = true;
      }
    }
    if (isWanted && waiting.size() == most) {
      return true;
    }
    if (isWanted) {
      waiting.add(subject);
    }
    return false;
  }

  /** Whether a fact is of no use any more when the rules have seen it. */
  boolean isPassing(Subject subject) {
    for (int i = 0; i < ways.size(); i++) {
      Way way = ways.get(i);
      if (!way.isAlone && subject.mayBe(way.interest)) {
        return false;
      }
    }
    return true;
  }

  /** The session was given a fact; those that are to be given now too, since it has come. */
  List<Subject> given(Subject subject) {
    boolean isFirst = false;
    for (Forerunner each : bySequel.values()) {
      isFirst |= each.sees(subject);
    }
    if (!isFirst || waiting.isEmpty() || subject.fact().getTs() != moment) {
      return List.of();
    }
    List<Subject> again = List.copyOf(waiting);
    waiting.clear();
    return again.stream().filter(this::lets).toList();
  }

  /** For checkpoints: those that wait. What has come comes back with the facts. */
  void write(DataOutput out, FactCodec codec) throws IOException {
    out.writeInt(waiting.size());
    for (Subject subject : waiting) {
      codec.write(out, subject.fact());
    }
  }

  void read(DataInput in, FactCodec codec) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      Happening fact = codec.read(in);
      if (fact != null) {
        Subject subject = Subject.of(fact);
        moment = fact.getTs();
        waiting.add(subject);
      }
    }
  }

  /**
   * A pattern.
   *
   * @param forerunner what must have come before; null if nothing must
   * @param isAlone whether its rule looks at nothing else that happens
   */
  private record Way(Interest interest, @Nullable Forerunner forerunner, boolean isAlone) {}
}
