package org.marsad.model.rule;

import java.util.List;
import java.util.Optional;

/**
 * Runs rules once more over events that are stored: what would they have raised, and what was
 * raised? Any thread may call. A replay goes on by itself; so many wait and so many are remembered
 * as the implementation says, and it gives way to the rules at work.
 */
public interface Replays {
  /**
   * Begins one, or puts it into the queue.
   *
   * @throws IllegalArgumentException if the rules it names are none, with the reason
   * @throws IllegalStateException if too many are waiting
   */
  ReplayReport start(ReplayRequest request);

  /** Those that are remembered, the newest first. */
  List<ReplayReport> list();

  /** How one is; empty if it is not remembered. */
  Optional<ReplayReport> find(String id);

  /** Ends one before its time, or forgets one that has ended; false if there is none. */
  boolean cancel(String id);
}
