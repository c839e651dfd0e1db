package org.marsad.rules.check;

/**
 * How a test ended.
 *
 * @param failure why it failed, with the lines it is about; empty if it passed
 * @param nanos how long it took
 */
public record Outcome(RuleTest test, String failure, long nanos) {
  /** Whether what was expected is so. */
  public boolean passed() {
    return failure.isEmpty();
  }
}
