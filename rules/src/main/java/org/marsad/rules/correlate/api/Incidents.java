package org.marsad.rules.correlate.api;

/** What a rule tells when it holds: {@code incidents.open(key).because(facts)}. */
public interface Incidents {
  /** Begins to tell about the entity that is named by this value. */
  Opening open(String key);

  /** An incident that is being told. */
  interface Opening {
    /** How bad it is, where that is not what the rule says of itself. */
    Opening severity(String level);

    /** The facts that prove it, in the order of the story. Ends the telling. */
    void because(Happening... facts);
  }
}
