package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import org.marsad.rules.sigma.BacktrackingRegex;
import org.marsad.rules.sigma.Check;

/** Whether an expression that RE2 refuses is found in a value. Thread-safe. */
final class BacktrackingCheck implements ValueCheck {
  private final BacktrackingRegex regex;

  BacktrackingCheck(Check.Regex check) {
    regex = BacktrackingRegex.compile(check.pattern(), check.options());
  }

  @Override
  public boolean holds(byte[] bytes, int from, int to) {
    return regex.find(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  /** Values of which it could not be found out within bounds. */
  long unfinished() {
    return regex.unfinished();
  }
}
