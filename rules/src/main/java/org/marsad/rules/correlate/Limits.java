package org.marsad.rules.correlate;

import java.time.Duration;

/**
 * What sessions may keep and cost.
 *
 * @param quota of each pack, or of each part of one that is split
 * @param parts into which a pack is split that says by what
 * @param historyEvents events that look-ups of one kind may find at most
 * @param historyDepth of them with the same key
 * @param historyFor how long they can be found
 */
public record Limits(
    PackQuota quota, int parts, int historyEvents, int historyDepth, Duration historyFor) {
  /** The usual ones with another quota. */
  public static Limits of(PackQuota quota) {
    return new Limits(quota, 4, 200_000, 64, Duration.ofDays(1));
  }
}
