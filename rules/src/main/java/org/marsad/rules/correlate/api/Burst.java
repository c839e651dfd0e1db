package org.marsad.rules.correlate.api;

/** So many events, or so many different values, or so much in sum, of one key in one window. */
public class Burst extends Derived {
  private int count;
  private double sum;

  /** How many there were when the threshold was crossed; of a distinct burst, how many values. */
  public final int getCount() {
    return count;
  }

  public final void setCount(int count) {
    this.count = count;
  }

  /** What they added up to; 0 where nothing was added. */
  public final double getSum() {
    return sum;
  }

  public final void setSum(double sum) {
    this.sum = sum;
  }

  @Override
  public String tell() {
    String added = sum > 0 ? ", adding up to " + Math.round(sum) + "," : "";
    return count + " times " + role() + " for " + getKey() + added + " within " + span() + " s";
  }
}
