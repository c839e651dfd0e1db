package org.marsad.rules.drl;

import java.time.Duration;
import java.util.Optional;

/** Spans of time as packs write them: {@code 30s}, {@code 5m}, {@code 1h}, {@code 1d}. */
final class Spans {
  private Spans() {}

  static Optional<Duration> parse(String text) {
    int end = text.length() - 1;
    boolean digits = end > 0 && end < 7 && text.chars().limit(end).allMatch(Character::isDigit);
    if (!digits) {
      return Optional.empty();
    }
    long count = Long.parseLong(text.substring(0, end));
    return switch (text.charAt(end)) {
      case 's' -> Optional.of(Duration.ofSeconds(count));
      case 'm' -> Optional.of(Duration.ofMinutes(count));
      case 'h' -> Optional.of(Duration.ofHours(count));
      case 'd' -> Optional.of(Duration.ofDays(count));
      default -> Optional.empty();
    };
  }
}
