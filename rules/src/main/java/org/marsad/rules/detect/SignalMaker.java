package org.marsad.rules.detect;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.incident.Evidence;
import org.marsad.rules.signal.EventImage;
import org.marsad.rules.signal.Signal;

/**
 * Turns events that rules care about into signals: those a detection holds for, and those the
 * vocabulary of the packs has a word for. The flood ends here. Thread-safe.
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

  /** Signals of what this detector finds. */
  public SignalMaker(Detector detector) {
    this.detector = detector;
  }

  /** The signal of an event, or null if no rule cares. */
  public @Nullable Signal signal(EventBatch batch, int row) {
    Map<String, Map<String, String>> picks = new TreeMap<>();
    List<String> detections = detector.match(batch, row, picks::put);
    boolean spoken = batch.find(row, Fields.EVENT_CATEGORY.id()) != EventBatch.NONE;
    if (detections.isEmpty() && !spoken) {
      return null;
    }
    Event event = batch.event(row);
    Map<String, String> fields = new TreeMap<>();
    for (Field field : KEPT) {
      String value = event.text(field);
      if (value != null && !value.isEmpty()) {
        fields.put(field.name(), bounded(value));
      }
    }
    for (String name : KEPT_NAMES) {
      String value = event.text(name);
      if (value != null && !value.isEmpty()) {
        fields.put(name, bounded(value));
      }
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
        picks);
  }

  private static String bounded(String value) {
    return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
  }
}
