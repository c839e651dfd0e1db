package org.marsad.model.incident;

import java.util.Locale;
import java.util.Optional;

/** How bad it is, in Sigma's words, the mildest first. */
public enum Level {
  INFORMATIONAL,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** Reads the lower-case word; empty if it is none of ours. */
  public static Optional<Level> parse(String word) {
    for (Level level : values()) {
      if (level.toString().equalsIgnoreCase(word)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  public Level max(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
