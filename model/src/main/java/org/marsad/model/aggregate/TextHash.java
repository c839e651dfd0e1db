package org.marsad.model.aggregate;

/** The hash by which texts are told apart where only their number is estimated. */
public final class TextHash {
  private TextHash() {}

  /** A well-mixed hash of a text. */
  public static long of(String text) {
    return HyperLogLog.hash(text);
  }
}
