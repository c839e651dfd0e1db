package org.marsad.model.incident;

import java.util.Locale;
import java.util.Optional;

/** How bad it is, in Sigma's words, the mildest first. */
public enum Level {
  INFORMATIONAL(0),
  LOW(1),
  MEDIUM(2),
  HIGH(3),
  CRITICAL(4);

  private final int code;

  Level(int code) {
    this.code = code;
  }

  /** A number to sort by, from 0 to 4; kept in indexes. */
  public int code() {
    return code;
  }

  /** The next worse one; the worst stays. */
  public Level worse() {
    return switch (this) {
      case INFORMATIONAL -> LOW;
      case LOW -> MEDIUM;
      case MEDIUM -> HIGH;
      case HIGH, CRITICAL -> CRITICAL;
    };
  }

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
