package org.marsad.index.search;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.marsad.model.event.EventBatch;
import org.marsad.model.expr.Value;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Groups;

/** How many events match, added up by segment. One thread. */
public final class CountSink implements Groups {
  /** What is added up. */
  public static final Aggregation COUNT =
      new Aggregation(List.of(), List.of(Aggregation.Argument.EVENTS));

  private final BooleanSupplier gone;
  private long count;
  private boolean exact = true;

  /**
   * Nothing counted yet.
   *
   * @param gone whether nobody waits any more
   */
  public CountSink(BooleanSupplier gone) {
    this.gone = gone;
  }

  @Override
  public Group group(List<Value> key) {
    return (_, _, times) -> {
      count += times;
      return true;
    };
  }

  @Override
  public boolean visit(EventBatch batch) {
    count += batch.size();
    return true;
  }

  @Override
  public boolean isStopped() {
    return gone.getAsBoolean();
  }

  @Override
  public long room() {
    return Long.MAX_VALUE;
  }

  @Override
  public void cut(String reason) {
    exact = false;
  }

  /**
   * Adds what a shard has.
   *
   * @param cut whether it may have more
   */
  public void add(long more, boolean cut) {
    count += more;
    exact &= !cut;
  }

  /** How many were counted. */
  public long count() {
    return count;
  }

  /** Whether these are all. */
  public boolean isExact() {
    return exact;
  }
}
