package org.marsad.rules.correlate;

/**
 * How the session of a pack is.
 *
 * @param facts held now
 * @param firings of its rules so far
 * @param findings told so far
 * @param evicted keys forgotten early
 * @param cpuNanos spent in it
 * @param aside why the pack was set aside; empty while it is at work
 */
public record SessionReport(
    long facts, long firings, long findings, long evicted, long cpuNanos, String aside) {
  /** Of a pack without a session. */
  public static final SessionReport NONE = new SessionReport(0, 0, 0, 0, 0, "");

  /** Both together: parts of the same pack. */
  SessionReport plus(SessionReport other) {
    return new SessionReport(
        facts + other.facts,
        firings + other.firings,
        findings + other.findings,
        evicted + other.evicted,
        cpuNanos + other.cpuNanos,
        aside.isEmpty() ? other.aside : aside);
  }
}
