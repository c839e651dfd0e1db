package org.marsad.rules;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Query;
import org.marsad.model.store.QueryRefusedException;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.correlate.Limits;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.signal.Signal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that came when the watermark had passed them, looked at again together with what the store
 * has around them: stage 1, the correlations and the packs run once more over as much time as they
 * reach, and what they find with a late event in it is told. What they would have found without the
 * late ones, and do not find with them, is disproved: that something was missing. Bounded: so far
 * to each side, so many stored events, so many bytes of them. Where there are more, only those are
 * looked at that have a value in common with a late one; where these are too many too, or the store
 * cannot be read, the late ones are looked at by themselves, counted by reason. Knows nothing of
 * the rules at work and may run beside them; one thread.
 */
final class LateReview {
  private static final Logger LOG = LoggerFactory.getLogger(LateReview.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Values by which stored events are asked for at most. */
  private static final int MOST_VALUES = 500;

  /** Fields whose values events of one story have in common. */
  private static final List<String> RARE =
      List.of(
          "source.ip",
          "source.address",
          "destination.ip",
          "process.entity_id",
          "process.parent.entity_id",
          "file.hash.sha256");

  /** The same, where many events may have one value. */
  private static final List<String> COMMON =
      List.of("user.name", "user.effective.name", "host.name");

  private final Edition edition;
  private final KeyedRules keyed;
  private final Limits limits;
  private final StateConfig bounds;
  private final List<Asset> assets;
  private final History history;
  private final long watermark;
  private final List<KeyedFinding> keyedFound = new ArrayList<>();
  private final List<Finding> found = new ArrayList<>();
  private final List<KeyedFinding> keyedDisproved = new ArrayList<>();
  private final List<Finding> disproved = new ArrayList<>();
  private int crowded;
  private int unread;
  private long scanned;

  /** Whether all is visible that was stored when it began; the watermark is from before that. */
  private boolean isRefreshed;

  /** Bytes of the stored signals that were gathered, as estimated. */
  private long gathered;

  /**
   * A review.
   *
   * @param watermark nothing that is later is looked at, since something before it may still come
   */
  LateReview(
      Edition edition,
      Limits limits,
      StateConfig bounds,
      List<Asset> assets,
      History history,
      long watermark) {
    this.edition = edition;
    this.keyed = edition.keyed().correlations();
    this.limits = limits;
    this.bounds = bounds;
    this.assets = assets;
    this.history = history;
    this.watermark = watermark;
  }

  /**
   * How far apart in time a late signal and others can lie that meet in a correlation, in
   * nanoseconds; -1 if no correlation looks at it.
   */
  static long reach(Signal signal, Edition edition, StateConfig bounds) {
    long byKey = edition.keyed().reach(signal.detections());
    long ofPacks = edition.correlator().reach(signal, Nanos.of(bounds.historyFor()));
    return Math.min(Math.max(byKey, ofPacks), Nanos.of(bounds.lateReach()));
  }

  /** Looks at late signals, in the order of their times. */
  void run(List<Signal> late) {
    var stretch = new ArrayList<Signal>();
    long from = 0;
    long to = 0;
    for (Signal signal : late) {
      long reach = reach(signal, edition, bounds);
      if (reach < 0) {
        continue;
      }
      if (!stretch.isEmpty() && signal.time() - reach > to) {
        look(stretch, from, to);
        stretch.clear();
      }
      from = stretch.isEmpty() ? signal.time() - reach : Math.min(from, signal.time() - reach);
      to = stretch.isEmpty() ? signal.time() + reach : Math.max(to, signal.time() + reach);
      stretch.add(signal);
    }
    if (!stretch.isEmpty()) {
      look(stretch, from, to);
    }
  }

  private void look(List<Signal> late, long from, long to) {
    Map<Long, Signal> own = new HashMap<>();
    late.forEach(signal -> own.put(signal.id(), signal));
    Map<Long, Signal> all = new HashMap<>(own);
    long end = Math.min(to, watermark);
    boolean isWhole = true;
    try {
      if (!gather(late, own.keySet(), from, end, all)) {
        crowded += late.size();
        all = own;
        isWhole = false;
      }
    } catch (IOException | QueryRefusedException | IllegalStateException e) {
      // the last where the store has been closed
      unread += late.size();
      LOG.warn("stored events cannot be read, {} late ones are looked at alone", late.size(), e);
      all = own;
      isWhole = false;
    }
    var ordered = new ArrayList<>(all.values());
    ordered.sort(null);
    correlate(ordered, end, own.keySet(), isWhole);
  }

  private void correlate(List<Signal> ordered, long end, Set<Long> late, boolean isWhole) {
    var held = new Held();
    boolean hasClosing =
        correlateByKey(
            ordered,
            end,
            finding -> {
              held.add(finding);
              if (has(finding.crossing().evidence(), late)) {
                keyedFound.add(finding);
              }
            });
    correlate(
        ordered,
        end,
        finding -> {
          held.add(finding);
          keep(finding, late);
        });
    if (isWhole) {
      List<Signal> before = ordered.stream().filter(signal -> !late.contains(signal.id())).toList();
      disprove(before, end, held, hasClosing);
    }
  }

  /** Sees what would have been found without the late ones. */
  private void disprove(List<Signal> before, long end, Held held, boolean hasClosing) {
    if (hasClosing) {
      correlateByKey(
          before,
          end,
          finding -> {
            if (held.disproves(finding)) {
              keyedDisproved.add(finding);
            }
          });
    }
    if (edition.correlator().hasAbsence()) {
      correlate(
          before,
          end,
          finding -> {
            if (held.disproves(finding)) {
              disproved.add(finding);
            }
          });
    }
  }

  /** Whether some correlations are judged when windows close. */
  private boolean correlateByKey(List<Signal> ordered, long end, Consumer<KeyedFinding> findings) {
    KeyedTimeline past =
        keyed.timeline(
            bounds.lateMemory().bytes() / 2,
            bounds.trail().bytes(),
            bounds.innerEvents(),
            findings);
    ordered.forEach(past::accept);
    past.advance(end);
    return past.hasClosing();
  }

  private void correlate(List<Signal> ordered, long end, Consumer<Finding> findings) {
    try (Correlator.Timeline packs = edition.correlator().timeline(limits, findings)) {
      packs.assets(assets);
      packs.acceptLight(ordered);
      packs.advance(end);
    }
  }

  private void keep(Finding finding, Set<Long> late) {
    for (Happening fact : finding.facts()) {
      if (has(fact.evidence(), late)) {
        found.add(finding);
        return;
      }
    }
  }

  private static boolean has(List<Signal> evidence, Set<Long> late) {
    for (Signal each : evidence) {
      if (late.contains(each.id())) {
        return true;
      }
    }
    return false;
  }

  /** What is stored around late signals; false if it is too much. */
  private boolean gather(
      List<Signal> late, Set<Long> ids, long from, long to, Map<Long, Signal> all)
      throws IOException {
    // To count is nothing beside to look at them, and beside making the latest visible.
    boolean isFew = history.atLeast(request(new Query.All(), from, to)) < bounds.lateEvents();
    if (isFew && scan(new Query.All(), from, to, all)) {
      return true;
    }
    Set<Query> some = new LinkedHashSet<>();
    late.forEach(signal -> values(signal, RARE, some));
    Set<Query> more = new LinkedHashSet<>(some);
    late.forEach(signal -> values(signal, COMMON, more));
    for (Set<Query> values : List.of(more, some)) {
      if (!values.isEmpty() && values.size() <= MOST_VALUES) {
        all.keySet().retainAll(ids);
        List<Query> any = List.copyOf(values);
        if (scan(any.size() == 1 ? any.getFirst() : new Query.Or(any), from, to, all)) {
          return true;
        }
      }
    }
    return false;
  }

  private static SearchRequest request(Query query, long from, long to) {
    return new SearchRequest(query, from, to + 1, 0, null, TIMEOUT);
  }

  /** Events that have one of the values of a signal, as queries. */
  private static void values(Signal signal, List<String> fields, Set<Query> queries) {
    for (String field : fields) {
      String value = signal.field(field);
      if (value != null && !value.isBlank()) {
        queries.add(new Query.Term(field, value, false));
      }
    }
    for (Map<String, String> picked : signal.picks().values()) {
      for (String value : picked.values()) {
        if (!value.isBlank()) {
          queries.add(new Query.Phrase(Query.ANY_FIELD, value, 0, false));
        }
      }
    }
  }

  /** Signals of the stored events that match; false if there are too many events. */
  private boolean scan(Query query, long from, long to, Map<Long, Signal> all) throws IOException {
    if (!isRefreshed) {
      history.refresh();
      isRefreshed = true;
    }
    int[] count = new int[1];
    gathered = 0;
    history.scan(request(query, from, to), batch -> collect(batch, all, count));
    return isEnough(count[0]);
  }

  private boolean isEnough(int count) {
    return count < bounds.lateEvents() && gathered <= bounds.lateMemory().bytes() / 2;
  }

  private boolean collect(EventBatch batch, Map<Long, Signal> all, int[] count) {
    count[0] += batch.size();
    scanned += batch.size();
    for (int row = 0; row < batch.size(); row++) {
      if (!all.containsKey(batch.id(row))) {
        Signal signal = edition.signals().signal(batch, row);
        if (signal != null && reach(signal, edition, bounds) >= 0) {
          all.put(signal.id(), signal.light());
          gathered += signal.bytes();
        }
      }
    }
    return isEnough(count[0]) && !Thread.currentThread().isInterrupted();
  }

  /** The correlations of Sigma that held. */
  List<KeyedFinding> keyed() {
    return keyedFound;
  }

  /** The correlations of packs that held. */
  List<Finding> ofPacks() {
    return found;
  }

  /** The correlations of Sigma that would have held without the late ones, and do not. */
  List<KeyedFinding> keyedDisproved() {
    return keyedDisproved;
  }

  /** The correlations of packs that would have held without the late ones, and do not. */
  List<Finding> disproved() {
    return disproved;
  }

  /** Whether anything was found or disproved. */
  boolean hasNews() {
    return !keyedFound.isEmpty()
        || !found.isEmpty()
        || !keyedDisproved.isEmpty()
        || !disproved.isEmpty();
  }

  /** Stored events that were looked at. */
  long scanned() {
    return scanned;
  }

  /** Late signals that were looked at alone, since there was too much around them. */
  int crowded() {
    return crowded;
  }

  /** Late signals that were looked at alone, since the store could not be read. */
  int unread() {
    return unread;
  }
}
