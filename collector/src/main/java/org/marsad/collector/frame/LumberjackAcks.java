package org.marsad.collector.frame;

/** What may be acknowledged once a batch is durable. Immutable. */
public final class LumberjackAcks {
  /** Bytes of an acknowledgement. */
  public static final int LENGTH = 6;

  private final byte version;
  private final int[] due;
  private final int last;

  /** Takes over the array. */
  LumberjackAcks(byte version, int[] due, int last) {
    this.version = version;
    this.due = due;
    this.last = last;
  }

  /** The byte of the protocol's version that the sender speaks. */
  public byte version() {
    return version;
  }

  /** How many windows end in the batch. */
  public int size() {
    return due.length;
  }

  /** The sequence number that ends a window; each must be acknowledged, in order. */
  public int due(int window) {
    return due[window];
  }

  /** The sequence number of the last event, which may be acknowledged in part. */
  public int last() {
    return last;
  }

  /** Whether the last event ends a window. */
  public boolean isWhole() {
    return due.length > 0 && due[due.length - 1] == last;
  }
}
