package org.marsad.rules.correlate.api;

/** Events of a key that come as regularly as only machines do. */
public class Rhythm extends Derived {
  private int count;
  private double meanSeconds;
  private double jitter;

  /** How many events were measured. */
  public final int getCount() {
    return count;
  }

  public final void setCount(int count) {
    this.count = count;
  }

  /** The mean gap between two of them. */
  public final double getMeanSeconds() {
    return meanSeconds;
  }

  public final void setMeanSeconds(double seconds) {
    meanSeconds = seconds;
  }

  /** How much the gaps differ: their standard deviation over their mean. 0 is clockwork. */
  public final double getJitter() {
    return jitter;
  }

  public final void setJitter(double jitter) {
    this.jitter = jitter;
  }

  @Override
  public String tell() {
    return "%d times %s for %s, every %.0f s, give or take %.0f %%"
        .formatted(count, role(), getKey(), meanSeconds, jitter * 100);
  }
}
