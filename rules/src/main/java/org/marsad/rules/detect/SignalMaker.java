package org.marsad.rules.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.signal.EventImage;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Vocabulary;

/**
 * Turns events that rules care about into signals: those a detection holds for, and those that have
 * a word of the vocabulary that some pack can use. The flood ends here. Thread-safe.
 */
public final class SignalMaker {
  private final Detector detector;
  private final WordFinder words;
  private final KeptFields kept;

  /** Of the event before; most that come one after the other are of one sender. */
  private volatile @Nullable Source last;

  /** Signals of what this detector finds, and of the words that packs can use. */
  public SignalMaker(Detector detector, WordFinder words, Vocabulary vocabulary, Schema schema) {
    this.detector = detector;
    this.words = words;
    kept = new KeptFields(vocabulary, schema);
  }

  /** The signal of an event, or null if no rule cares. */
  public @Nullable Signal signal(EventBatch batch, int row) {
    var picks = new Picks();
    List<String> detections = detector.match(batch, row, picks);
    List<String> spoken = words.find(batch, row);
    if (detections.isEmpty() && spoken.isEmpty()) {
      return null;
    }
    return new Signal(
        batch.id(row),
        Math.min(batch.timestamp(row), batch.received(row)),
        batch.received(row),
        kept.pack(batch, row, spoken),
        detections,
        detections.isEmpty() ? null : EventImage.of(batch, row),
        picks.byRule,
        source(batch.origin(row)));
  }

  /** Input and sender. */
  private String source(Origin origin) {
    Source known = last;
    if (known == null || !known.origin.equals(origin)) {
      known =
          new Source(
              origin,
              origin.peer().isEmpty() ? origin.input() : origin.input() + "/" + origin.peer());
      last = known;
    }
    return known.text;
  }

  /** The values that correlations ask for, by rule; most events have none. */
  private static final class Picks implements SigmaDetector.Picked {
    private Map<String, Map<String, String>> byRule = Map.of();

    @Override
    public void picked(String rule, Map<String, String> values) {
      if (byRule.isEmpty()) {
        byRule = new HashMap<>();
      }
      byRule.put(rule, values);
    }
  }

  /** Where events come from, and how a signal says it. */
  private record Source(Origin origin, String text) {}
}
