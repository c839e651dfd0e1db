package org.marsad.collector.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/** A source as the formats see it: its profile made ready, and the format it used last. */
final class Source {
  final ZoneClock clock;

  /** Reads all of its frames, where that is settled. */
  final @Nullable LogFormat pinned;

  private final int[] fields;
  private final Constant[] labels;

  /** The format of the frame before, asked first. */
  @Nullable LogFormat guess;

  Source(SourceProfile profile, @Nullable LogFormat pinned, Schema schema) {
    this.clock = new ZoneClock(profile.zone());
    this.pinned = pinned;
    this.fields = new int[profile.labels().size()];
    this.labels = new Constant[fields.length];
    int i = 0;
    for (Map.Entry<String, String> label : profile.labels().entrySet()) {
      fields[i] = schema.id("labels." + label.getKey());
      labels[i++] = Constant.of(label.getValue());
    }
  }

  /** Enters the labels into the open row. */
  void label(EventBatch.Builder event) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != Schema.NONE) {
        event.add(fields[i], labels[i]);
      }
    }
  }
}
