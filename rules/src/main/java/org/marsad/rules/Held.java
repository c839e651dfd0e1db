package org.marsad.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Silence;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.signal.Signal;

/**
 * What held when late events were there: by rule and key the events of all findings. A finding from
 * before is disproved if none of its events is in one for the same rule and key any more, and if it
 * is of a kind that one more event can end. Those that count up are not: events are only told in
 * another finding, or fall silent. One thread.
 */
final class Held {
  private final Map<String, Set<Long>> events = new HashMap<>();

  void add(KeyedFinding finding) {
    if (finding.isClosed()) {
      add(key(finding), finding.crossing().evidence());
    }
  }

  void add(Finding finding) {
    for (Happening fact : finding.facts()) {
      add(key(finding), fact.evidence());
    }
  }

  private void add(String key, List<Signal> evidence) {
    Set<Long> ids = events.computeIfAbsent(key, _ -> new HashSet<>());
    evidence.forEach(signal -> ids.add(signal.id()));
  }

  boolean disproves(KeyedFinding finding) {
    return finding.isClosed() && isGone(key(finding), finding.crossing().evidence());
  }

  boolean disproves(Finding finding) {
    if (finding.rule().silent() > 0) {
      return false;
    }
    for (Happening fact : finding.facts()) {
      boolean isCounted = fact instanceof Derived && !(fact instanceof Silence);
      if (isCounted || !isGone(key(finding), fact.evidence())) {
        return false;
      }
    }
    return true;
  }

  private boolean isGone(String key, List<Signal> evidence) {
    Set<Long> ids = events.getOrDefault(key, Set.of());
    return evidence.stream().noneMatch(signal -> ids.contains(signal.id()));
  }

  private static String key(KeyedFinding finding) {
    return finding.rule().meta().id() + "/" + finding.group();
  }

  private static String key(Finding finding) {
    return finding.rule().meta().id() + "/" + finding.key();
  }
}
