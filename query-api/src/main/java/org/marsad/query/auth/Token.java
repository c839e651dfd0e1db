package org.marsad.query.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept.
 *
 * @param id short, for lists
 * @param name what it is for
 * @param hash SHA-256 of its clear text, in hex
 * @param role what it may do
 * @param created when it was made
 * @param expires when it ends, or null for never
 */
public record Token(
    String id, String name, String hash, Role role, Instant created, @Nullable Instant expires) {
  boolean isOver(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}
