package org.marsad.model.pipe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.store.Aggregation;

/**
 * What stands between two pipes. {@code toString} writes what the parser reads back to an equal
 * command. Immutable; any number of stages may be open.
 */
public interface Command {
  /** How a command depends on the rows that it is given. */
  enum Kind {
    /** Looks at each row alone: may run on a live stream. */
    EACH,
    /** Depends on the order of rows, or makes one. */
    ORDERED,
    /** Needs all rows, in any order, before it hands on the first of its own. */
    GATHERING
  }

  Kind kind();

  /**
   * Opens a stage.
   *
   * @param next where its rows go; the stage ends it
   * @param run what the execution shares
   * @param columns the columns of the rows it will be given; null if they are whatever events have
   * @throws org.marsad.model.store.QueryRefusedException if it cannot run
   */
  Stage open(Stage next, Run run, @Nullable List<String> columns);

  /** Whether its rows are a table of their own, and no events any more. */
  default boolean isTable() {
    return false;
  }

  /**
   * What a store may add up in place of handing on rows; null if the command wants rows. Where it
   * is not null, the stage is a {@link GroupStage}.
   *
   * @param before what its rows would be
   */
  default @Nullable Aggregation aggregation(Shape before, Run run) {
    return null;
  }

  /** What its rows are, if those it is given are this; null if more than that can be said. */
  default @Nullable Shape pass(Shape before, Run run) {
    return null;
  }

  /** The columns of its rows, if those it is given have these; null for whatever they have. */
  default @Nullable List<String> columns(@Nullable List<String> before) {
    return before;
  }
}
