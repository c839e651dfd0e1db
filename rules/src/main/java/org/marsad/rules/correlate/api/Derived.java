package org.marsad.rules.correlate.api;

/**
 * What was counted or measured outside of Drools, by a key. Packs declare types that extend one of
 * its kinds; Drools needs role and time stamp on those themselves, which the compiler of packs
 * adds.
 */
public abstract class Derived extends Happening {
  private String key = "";
  private String counted = "";

  /** What was counted by, such as the source address; several values with {@code |} between. */
  public final String getKey() {
    return key;
  }

  public final void setKey(String key) {
    this.key = key;
  }

  /** Says what the counted events are. */
  public final void countOf(String role) {
    counted = role;
  }

  @Override
  public final String role() {
    return counted;
  }

  /** What was measured, as people tell it. */
  public abstract String tell();

  /** From the first event to the last, in whole seconds. */
  final long span() {
    return (evidence().getLast().time() - evidence().getFirst().time()) / 1_000_000_000L;
  }
}
