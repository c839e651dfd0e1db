package org.marsad.rules.correlate.api;

import java.util.List;
import org.marsad.rules.signal.Signal;

/** What every fact about events is: it has a time, and events that prove it. */
public abstract class Happening {
  private long ts;
  private List<Signal> evidence = List.of();

  /** Event time in milliseconds since 1970, for Drools. */
  public final long getTs() {
    return ts;
  }

  public final void setTs(long millis) {
    ts = millis;
  }

  /** The events, in the order of time. */
  public final List<Signal> evidence() {
    return evidence;
  }

  /** Sets the events and with them the time, which is that of the last. */
  public final void proveBy(List<Signal> signals) {
    evidence = List.copyOf(signals);
    ts = Math.floorDiv(evidence.getLast().time(), 1_000_000L);
  }

  /** Degrees north of where it happened; not a number if that is not known. */
  public double getLatitude() {
    return Double.NaN;
  }

  /** Degrees east of where it happened; not a number if that is not known. */
  public double getLongitude() {
    return Double.NaN;
  }

  /** What the events were, in a word or two, for people. */
  public abstract String role();
}
