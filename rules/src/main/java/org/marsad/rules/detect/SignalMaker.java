package org.marsad.rules.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Evidence;
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
    Map<String, String> fields = kept.values(batch, row, spoken);
    if (!spoken.isEmpty()) {
      fields.put(Vocabulary.WORDS, String.join(" ", spoken));
    }
    String line = batch.event(row).originalText();
    return new Signal(
        batch.id(row),
        Math.min(batch.timestamp(row), batch.received(row)),
        batch.received(row),
        fields,
        detections,
        line.length() > Evidence.MAX_LINE ? line.substring(0, Evidence.MAX_LINE) : line,
        detections.isEmpty() ? null : EventImage.of(batch, row),
        picks.byRule,
        source(batch.origin(row)));
  }

  /** Input and sender. */
  private static String source(Origin origin) {
    return origin.peer().isEmpty() ? origin.input() : origin.input() + "/" + origin.peer();
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
}
