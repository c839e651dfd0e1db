package org.marsad.rules;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Query;
import org.marsad.model.store.QueryRefusedException;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.detect.SignalMaker;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.signal.Signal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that came when the watermark had passed them, looked at again together with what the store
 * has around them: stage 1 and the correlations run once more over as much time as they reach, and
 * what they find with a late event in it is told. Bounded: so far to each side, so many stored
 * events; beyond that, or where the store cannot be read, the late ones are looked at by
 * themselves, and the log says so. One thread.
 */
final class LateReview {
  private static final Logger LOG = LoggerFactory.getLogger(LateReview.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final KeyedRules rules;
  private final SignalMaker signals;
  private final StateConfig bounds;
  private final long reach;

  /** A review by these correlations. */
  LateReview(KeyedRules rules, SignalMaker signals, StateConfig bounds) {
    this.rules = rules.correlations();
    this.signals = signals;
    this.bounds = bounds;
    this.reach = Math.min(rules.reach(), Nanos.of(bounds.lateReach()));
  }

  /** Looks at late signals, in the order of their times. */
  void run(List<Signal> late, History history, Consumer<KeyedFinding> found) {
    List<Signal> wanted = late.stream().filter(this::isWanted).toList();
    int from = 0;
    for (int i = 1; i <= wanted.size(); i++) {
      boolean apart =
          i == wanted.size() || wanted.get(i).time() - wanted.get(i - 1).time() > 2 * reach;
      if (apart) {
        stretch(wanted.subList(from, i), history, found);
        from = i;
      }
    }
  }

  private boolean isWanted(Signal signal) {
    return signal.detections().stream().anyMatch(rules::isUsed);
  }

  private void stretch(List<Signal> late, History history, Consumer<KeyedFinding> found) {
    Set<Long> ids = new HashSet<>();
    Map<Long, Signal> all = new TreeMap<>();
    for (Signal signal : late) {
      ids.add(signal.id());
      all.put(signal.id(), signal);
    }
    long earliest = late.getFirst().time() - reach;
    long latest = late.getLast().time() + reach;
    try {
      int[] count = new int[1];
      var request = new SearchRequest(new Query.All(), earliest, latest + 1, 0, null, TIMEOUT);
      history.scan(request, batch -> collect(batch, all, count));
      if (count[0] >= bounds.lateEvents()) {
        LOG.warn(
            "more than {} events around {} late ones: these alone",
            bounds.lateEvents(),
            late.size());
        all.keySet().retainAll(ids);
      }
    } catch (IOException | QueryRefusedException e) {
      LOG.warn("stored events cannot be read, {} late ones are looked at alone", late.size(), e);
      all.keySet().retainAll(ids);
    }
    var ordered = new ArrayList<>(all.values());
    ordered.sort(null);
    KeyedTimeline past =
        rules.timeline(
            bounds.lateMemory().bytes(),
            bounds.trail().bytes(),
            bounds.innerEvents(),
            finding -> {
              if (finding.crossing().evidence().stream()
                  .anyMatch(each -> ids.contains(each.id()))) {
                found.accept(finding);
              }
            });
    ordered.forEach(past::accept);
    past.advance(latest);
  }

  private boolean collect(EventBatch batch, Map<Long, Signal> all, int[] count) {
    count[0] += batch.size();
    for (int row = 0; row < batch.size(); row++) {
      if (!all.containsKey(batch.id(row))) {
        Signal signal = signals.signal(batch, row);
        if (signal != null && isWanted(signal)) {
          all.put(signal.id(), signal);
        }
      }
    }
    return count[0] < bounds.lateEvents();
  }
}
