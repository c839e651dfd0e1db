package org.marsad.rules.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
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
  /** Fields that entities and vocabulary are made of. */
  private static final List<Field> KEPT =
      List.of(
          Fields.EVENT_CATEGORY,
          Fields.EVENT_TYPE,
          Fields.EVENT_ACTION,
          Fields.EVENT_OUTCOME,
          Fields.EVENT_MODULE,
          Fields.HOST_NAME,
          Fields.USER_NAME,
          Fields.USER_EFFECTIVE_NAME,
          Fields.SOURCE_IP,
          Fields.SOURCE_ADDRESS,
          Fields.DESTINATION_IP,
          Fields.PROCESS_NAME,
          Fields.PROCESS_COMMAND_LINE,
          Fields.PROCESS_EXECUTABLE,
          Fields.FILE_HASH_SHA256);

  /** More of them, under names that a schema learns. */
  private static final List<String> KEPT_NAMES =
      List.of(
          "process.entity_id",
          "process.parent.entity_id",
          "process.hash.sha256",
          "file.hash.sha1",
          "file.hash.md5",
          "host.asset.criticality",
          "user.asset.criticality",
          "source.asset.criticality",
          "destination.asset.criticality");

  private static final int MAX_VALUE = 1024;

  private final Detector detector;
  private final WordFinder words;
  private final Vocabulary vocabulary;

  /** Signals of what this detector finds, and of the words that packs can use. */
  public SignalMaker(Detector detector, WordFinder words, Vocabulary vocabulary) {
    this.detector = detector;
    this.words = words;
    this.vocabulary = vocabulary;
  }

  /** The signal of an event, or null if no rule cares. */
  public @Nullable Signal signal(EventBatch batch, int row) {
    var picks = new Picks();
    List<String> detections = detector.match(batch, row, picks);
    List<String> spoken = words.find(batch, row);
    if (detections.isEmpty() && spoken.isEmpty()) {
      return null;
    }
    Event event = batch.event(row);
    Map<String, String> fields = new HashMap<>();
    for (Field field : KEPT) {
      int slice = batch.find(row, field.id());
      if (slice != EventBatch.NONE) {
        keep(field.name(), batch.text(slice), fields);
      }
    }
    for (String name : KEPT_NAMES) {
      keep(name, event.text(name), fields);
    }
    for (String word : spoken) {
      for (List<String> sources : vocabulary.get(word).sources()) {
        for (String name : sources) {
          if (!fields.containsKey(name)) {
            keep(name, event.text(name), fields);
          }
        }
      }
    }
    if (!spoken.isEmpty()) {
      fields.put(Vocabulary.WORDS, String.join(" ", spoken));
    }
    String line = event.originalText();
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

  private static void keep(String name, @Nullable String value, Map<String, String> fields) {
    if (value != null && !value.isEmpty()) {
      fields.put(name, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
    }
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
