package org.marsad.query.auth;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a token may do. Written out below: who has one role has those it includes. */
public enum Role {
  /** Send events. */
  INGEST,
  /** Search, and read everything but tokens. */
  READER,
  /** Work incidents. */
  ANALYST,
  /** Change rules. */
  AUTHOR,
  /** Everything. */
  ADMIN;

  /** This role and those it includes. */
  public Set<Role> includes() {
    return switch (this) {
      case INGEST -> EnumSet.of(INGEST);
      case READER -> EnumSet.of(READER);
      case ANALYST -> EnumSet.of(ANALYST, READER);
      case AUTHOR -> EnumSet.of(AUTHOR, READER);
      case ADMIN -> EnumSet.allOf(Role.class);
    };
  }

  /** Reads the word in any case. */
  public static Optional<Role> parse(String word) {
    for (Role role : values()) {
      if (role.name().equalsIgnoreCase(word)) {
        return Optional.of(role);
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
