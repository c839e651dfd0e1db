package org.marsad.query.feed;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Status;

/** What has become of an incident, the most important of it. */
public enum News {
  NEW,
  RAISED,
  REOPENED,
  MERGED,
  CLOSED,
  CHANGED;

  /** What is new about an incident. */
  static News of(@Nullable Incident before, Incident now) {
    if (before == null) {
      return NEW;
    }
    if (now.level().compareTo(before.level()) > 0) {
      return RAISED;
    }
    if (now.status() != before.status()) {
      return switch (now.status()) {
        case NEW, IN_PROGRESS -> before.status() == Status.CLOSED ? REOPENED : CHANGED;
        case CLOSED -> CLOSED;
        case MERGED -> MERGED;
        case EXCEPTED -> CHANGED;
      };
    }
    return CHANGED;
  }

  /** As it is told: {@code incident.raised}. */
  @Override
  public String toString() {
    return "incident." + name().toLowerCase(Locale.ROOT);
  }
}
