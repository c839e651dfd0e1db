package org.marsad.model.lookup;

import java.util.Map;

/**
 * How a table is looked up in.
 *
 * @param match by the name of the column; a column that is not named is compared as a whole
 * @param caseSensitive whether case counts
 * @param maxMatches rows that one lookup gives at most; further ones are left out
 */
public record LookupRules(Map<String, LookupMatch> match, boolean caseSensitive, int maxMatches) {
  /** What {@link #maxMatches} may be at most. */
  public static final int MOST_MATCHES = 1_000;

  /** Whole values, case ignored, a hundred rows. */
  public static final LookupRules DEFAULT = new LookupRules(Map.of(), false, 100);

  public LookupRules {
    match = Map.copyOf(match);
    if (maxMatches < 1 || maxMatches > MOST_MATCHES) {
      throw new IllegalArgumentException(
          "max_matches must be in 1.." + MOST_MATCHES + ": " + maxMatches);
    }
  }

  /** How a column is compared. */
  public LookupMatch of(String column) {
    return match.getOrDefault(column, LookupMatch.EXACT);
  }
}
