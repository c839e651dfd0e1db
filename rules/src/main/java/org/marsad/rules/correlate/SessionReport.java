package org.marsad.rules.correlate;

/**
 * How the session of a pack is.
 *
 * @param facts held now
 * @param firings of its rules so far
 * @param findings told so far
 * @param evicted keys forgotten early
 * @param cpuNanos spent in it
 * @param silenced findings not told, since the rule was silent about their key
 * @param aside why the pack was set aside; empty while it is at work
 */
public record SessionReport(
    long facts,
    long firings,
    long findings,
    long evicted,
    long cpuNanos,
    long silenced,
    String aside) {
  /** Of a pack without a session. */
  public static final SessionReport NONE = new SessionReport(0, 0, 0, 0, 0, 0, "");

  /** Both together: parts of the same pack. */
  SessionReport plus(SessionReport other) {
    return new SessionReport(
        facts + other.facts,
        firings + other.firings,
        findings + other.findings,
        evicted + other.evicted,
        cpuNanos + other.cpuNanos,
        silenced + other.silenced,
        aside.isEmpty() ? other.aside : aside);
  }
}
