package org.marsad.model.incident;

import java.util.Locale;
import java.util.Optional;

/** What an incident turned out to be; said when it is closed. */
public enum Classification {
  /** Nobody has said yet. */
  NONE,
  /** An attack. */
  TRUE_POSITIVE,
  /** It happened as told, and it was allowed: an administrator, a test. */
  BENIGN,
  /** It did not happen as told: the rule or the data is wrong. */
  FALSE_POSITIVE,
  /** Told elsewhere already. */
  DUPLICATE,
  /** It cannot be told. */
  UNDETERMINED;

  /** Reads the lower-case word; empty if it is none of ours. */
  public static Optional<Classification> parse(String word) {
    for (Classification each : values()) {
      if (each.toString().equalsIgnoreCase(word.replace('-', '_'))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
