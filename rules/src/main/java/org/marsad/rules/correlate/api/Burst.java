package org.marsad.rules.correlate.api;

/**
 * So many events of one key in one window. Packs declare types that extend it; Drools needs role
 * and time stamp on those themselves, which the compiler of packs adds.
 */
public class Burst extends Happening {
  private String key = "";
  private int count;
  private String counted = "";

  /** What was counted by, such as the source address. */
  public final String getKey() {
    return key;
  }

  public final void setKey(String key) {
    this.key = key;
  }

  /** How many there were when the threshold was crossed. */
  public final int getCount() {
    return count;
  }

  public final void setCount(int count) {
    this.count = count;
  }

  /** Says what the counted events are. */
  public final void countOf(String role) {
    counted = role;
  }

  @Override
  public final String role() {
    return counted;
  }
}
