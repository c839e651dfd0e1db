package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;

/** Whether a value is an address of a network. Immutable. */
record NetworkCheck(Network network) implements ValueCheck {
  private static final int MAX_LENGTH = 64;

  @Override
  public boolean holds(byte[] bytes, int from, int to) {
    return holds(address(bytes, from, to));
  }

  /** The same for an address that is read already. */
  boolean holds(byte @Nullable [] address) {
    return address != null && network.contains(address);
  }

  /** The address that the value is, or null. */
  static byte @Nullable [] address(byte[] bytes, int from, int to) {
    return to - from > MAX_LENGTH
        ? null
        : Address.parse(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }
}
