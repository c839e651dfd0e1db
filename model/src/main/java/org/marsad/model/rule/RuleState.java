package org.marsad.model.rule;

import java.util.Locale;

/** Whether a pack or a rule does its work. */
public enum RuleState {
  /** It judges what comes. */
  ARMED,
  /** It was set aside while it ran, since it cost too much. */
  QUARANTINED,
  /** It was never put to work, since something in it is wrong. */
  FAILED;

  /** In small letters, as the API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
