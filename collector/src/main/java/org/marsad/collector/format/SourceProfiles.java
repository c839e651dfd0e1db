package org.marsad.collector.format;

import org.marsad.model.event.Origin;

/**
 * Who knows the sources. Asked when a source is seen for the first time or after a while, on the
 * thread of the pipeline; must not block. The answer is remembered until {@link #generation}
 * changes, so it must depend on the origin alone.
 */
@FunctionalInterface
public interface SourceProfiles {
  SourceProfile of(Origin origin);

  /** Another number after each change of what is known. Asked for every frame. */
  default int generation() {
    return 0;
  }

  /** The same for every source. */
  static SourceProfiles same(SourceProfile profile) {
    return _ -> profile;
  }
}
