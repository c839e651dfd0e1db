package org.marsad.model.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.store.SearchRequest.Cursor;

/**
 * An answer of an {@link EventStore}. What is missing from it is always said.
 *
 * @param hits the events, newest first
 * @param total how many events match in all
 * @param exact whether {@code total} is exact, else it is a lower bound
 * @param complete whether everything asked for was looked at
 * @param warnings why not, and what else the asker should know; empty if nothing
 * @param next where the next page starts, or null after the last one
 * @param took how long it took
 */
public record SearchResult(
    EventBatch hits,
    long total,
    boolean exact,
    boolean complete,
    List<String> warnings,
    @Nullable Cursor next,
    Duration took) {

  public SearchResult {
    warnings = List.copyOf(warnings);
  }
}
