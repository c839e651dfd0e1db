package org.marsad.model.pipe;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.expr.Value;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.Groups;
import org.marsad.model.store.SearchRequest;

/**
 * Runs a pipeline over a store so that the store adds up by itself what it can: a command at its
 * head that needs no rows but groups, such as stats, is given groups, and rows only of events that
 * the store could not decide. The result is that of handing on every event. One thread.
 */
public final class PushDown {
  private final Aggregation aggregation;
  private final int command;

  private PushDown(Aggregation aggregation, int command) {
    this.aggregation = aggregation;
    this.command = command;
  }

  /** What of a pipeline a store may add up; null if nothing. */
  public static @Nullable PushDown of(Pipeline pipeline, Run run) {
    Shape shape = Shape.EVENTS;
    for (int i = 0; i < pipeline.commands().size(); i++) {
      Command each = pipeline.commands().get(i);
      Aggregation aggregation = each.aggregation(shape, run);
      if (aggregation != null) {
        return new PushDown(aggregation, i);
      }
      shape = each.pass(shape, run);
      if (shape == null) {
        return null;
      }
    }
    return null;
  }

  public Aggregation aggregation() {
    return aggregation;
  }

  /** Which command of the pipeline is given groups, from 0. */
  public int command() {
    return command;
  }

  /**
   * Pushes what matches into the first of the stages, as groups where the store can and as events
   * else; does not end it.
   *
   * @param stages of the pipeline, in order
   * @param events takes events the store could not decide, for the first stage
   */
  public boolean run(
      Store store,
      SearchRequest request,
      Run run,
      List<Stage> stages,
      EventStore.ScanVisitor events)
      throws IOException {
    if (!(stages.get(command) instanceof GroupStage stage)) {
      return false;
    }
    stage.pushed();
    return store.aggregate(request, aggregation, new Taking(stage, run, events));
  }

  /** Adds up, as {@link EventStore#aggregate} says. */
  @FunctionalInterface
  public interface Store {
    boolean aggregate(SearchRequest request, Aggregation aggregation, Groups groups)
        throws IOException;
  }

  private record Taking(GroupStage stage, Run run, EventStore.ScanVisitor events)
      implements Groups {
    @Override
    public @Nullable Group group(List<Value> key) {
      return stage.group(key);
    }

    @Override
    public boolean visit(EventBatch batch) throws IOException {
      return events.visit(batch);
    }

    @Override
    public boolean isStopped() {
      return run.isStopped();
    }

    @Override
    public long room() {
      return run.room();
    }

    @Override
    public void cut(String reason) {
      run.partial(reason);
    }
  }
}
