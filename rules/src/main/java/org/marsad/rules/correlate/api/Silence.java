package org.marsad.rules.correlate.api;

/** A key that was seen before has not been seen for so long, in event time. */
public class Silence extends Derived {
  private long seconds;

  /** How long. */
  public final long getSeconds() {
    return seconds;
  }

  public final void setSeconds(long seconds) {
    this.seconds = seconds;
  }

  @Override
  public String tell() {
    return "nothing of " + getKey() + " for " + seconds + " s";
  }
}
