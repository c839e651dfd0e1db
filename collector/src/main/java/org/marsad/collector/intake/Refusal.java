package org.marsad.collector.intake;

/** Why frames were not taken. */
public enum Refusal {
  /** As much is on its way to the disk as may be. */
  OVERLOAD("overload"),

  /** As much of this one source is on its way as may be. */
  SHARE("source-share"),

  /** This source sends more events a second than its settings allow. */
  RATE("rate-limit"),

  /** The disk of the journal is full, or down to its reserve. */
  DISK_FULL("disk-full"),

  /** The journal has failed and takes nothing until a restart. */
  FAILED("journal-failed"),

  /** Parts of it never came. */
  INCOMPLETE("incomplete"),

  /** We are being stopped. */
  STOPPED("stopped");

  private final String reason;

  Refusal(String reason) {
    this.reason = reason;
  }

  /** The reason as metrics and books name it. */
  public String reason() {
    return reason;
  }
}
