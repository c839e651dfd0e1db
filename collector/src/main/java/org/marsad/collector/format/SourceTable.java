package org.marsad.collector.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;

/**
 * The sources seen lately, by origin: at most {@value #MOST}, the one longest unseen goes first. A
 * source that comes back is looked up anew. One thread.
 */
final class SourceTable {
  private static final int MOST = 4_096;

  private final Function<Origin, Source> lookUp;
  private final Map<Origin, Source> sources =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, Source> eldest) {
          return size() > MOST;
        }
      };

  private @Nullable Origin last;
  private @Nullable Source lastSource;

  SourceTable(Function<Origin, Source> lookUp) {
    this.lookUp = lookUp;
  }

  /** The frames of a batch share their origin, so most look-ups compare one reference. */
  @SuppressWarnings("ReferenceEquality") // another origin that is equal only costs the look-up
  Source of(Origin origin) {
    Source source = lastSource;
    if (origin != last || source == null) {
      source = sources.computeIfAbsent(origin, lookUp);
      last = origin;
      lastSource = source;
    }
    return source;
  }

  void clear() {
    sources.clear();
    last = null;
    lastSource = null;
  }
}
