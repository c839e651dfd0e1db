package org.marsad.model.pipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.marsad.model.expr.Env;
import org.marsad.model.expr.Evaluator;

/**
 * One execution of a pipeline: what its stages share and what they have to say. One thread; only
 * the question whether to stop goes to others.
 */
public final class Run {
  private final Evaluator evaluator;
  private final Limits limits;
  private final Surroundings surroundings;
  private final BooleanSupplier stop;
  private final Set<String> partial = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Map<String, Double> errors = new LinkedHashMap<>();
  private long earliest = Long.MIN_VALUE;
  private long latest = Long.MAX_VALUE;
  private long kept;

  /**
   * An execution that has not begun.
   *
   * @param stop whether nobody waits for it any more, or its time is over
   */
  public Run(Env env, Limits limits, Surroundings surroundings, BooleanSupplier stop) {
    this.evaluator = new Evaluator(env);
    this.limits = limits;
    this.surroundings = surroundings;
    this.stop = stop;
  }

  public Env env() {
    return evaluator.env();
  }

  public Evaluator evaluator() {
    return evaluator;
  }

  public Limits limits() {
    return limits;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  /** Says which range of time was asked for, in nanoseconds since 1970. */
  public Run between(long from, long to) {
    earliest = from;
    latest = to;
    return this;
  }

  /** The first nanosecond asked for; {@link Long#MIN_VALUE} for no bound. */
  public long earliest() {
    return earliest;
  }

  /** The first nanosecond not asked for; {@link Long#MAX_VALUE} for no bound. */
  public long latest() {
    return latest;
  }

  /** Whether to stop. */
  public boolean isStopped() {
    return stop.getAsBoolean();
  }

  /**
   * Accounts for bytes that a command wants to keep.
   *
   * @return whether they fit; if not, the result is partial, and the command keeps no more
   */
  public boolean keep(long bytes, String command) {
    if (kept + bytes > limits.memory().bytes()) {
      partial(
          command
              + ": the memory of a query, "
              + limits.memory()
              + ", is used up; what came later was left out (limit memory)");
      return false;
    }
    kept += bytes;
    return true;
  }

  /** Gives kept bytes back. */
  public void release(long bytes) {
    kept -= bytes;
  }

  /** Bytes that commands may still keep. */
  public long room() {
    return limits.memory().bytes() - kept;
  }

  /** The result is not whole, and why. */
  public void partial(String reason) {
    partial.add(reason);
  }

  public void warn(String warning) {
    warnings.add(warning);
  }

  /** A column's values are estimates, off by at most about this share. */
  public void approximate(String column, double error) {
    errors.merge(column, error, Math::max);
  }

  /** Why the result is partial; empty if it is not. */
  public List<String> partialReasons() {
    return new ArrayList<>(partial);
  }

  public List<String> warnings() {
    return new ArrayList<>(warnings);
  }

  /** Columns with estimates, and how far they may be off. */
  public Map<String, Double> approximations() {
    return new LinkedHashMap<>(errors);
  }
}
