package org.marsad.model.incident;

import java.util.Locale;

/** How much a site loses with a host, an address or a user. The least first. */
public enum Importance {
  LOW(0),
  NORMAL(1),
  HIGH(2),
  CRITICAL(3);

  private final int code;

  Importance(int code) {
    this.code = code;
  }

  /** A number to sort by, from 0 to 3; kept in indexes. */
  public int code() {
    return code;
  }

  /** Reads what asset lists write: these words, and those of Elastic's lists; NORMAL otherwise. */
  public static Importance parse(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "low", "low_impact" -> LOW;
      case "high", "high_impact" -> HIGH;
      case "critical", "extreme_impact", "vip" -> CRITICAL;
      default -> NORMAL;
    };
  }

  public Importance max(Importance other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
