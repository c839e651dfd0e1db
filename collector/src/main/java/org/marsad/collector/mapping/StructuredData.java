package org.marsad.collector.mapping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * The parameters of the structured data (RFC 5424 section 6.3) whose id begins in a certain way,
 * such as {@code junos@2636.1.1.1.2.129}, in the words of a vocabulary. Which field is a parameter
 * of it is found out once for each field of the schema and remembered by its id. One thread.
 */
final class StructuredData implements Step {
  private static final String PREFIX = "log.syslog.structured_data.";

  private final String begin;
  private final Vocabulary vocabulary;

  /** By field id: null not looked at yet, empty no parameter or not known. */
  private Part[] @Nullable [] parts = new Part[Schema.DEFAULT_MAX_FIELDS][];

  StructuredData(String id, Vocabulary vocabulary) {
    this.begin = PREFIX + id;
    this.vocabulary = vocabulary;
  }

  @Override
  public void apply(Row row) {
    EventBatch.Builder event = row.event();
    int end = event.endSlice();
    for (int slice = event.firstSlice(); slice < end; slice++) {
      Part[] mine = parts(row.schema(), event.field(slice));
      if (mine.length > 0) {
        int from = event.offset(slice);
        vocabulary.enter(row, mine, from, from + event.length(slice));
      }
    }
  }

  private Part[] parts(Schema schema, int field) {
    if (field >= parts.length) {
      parts = Arrays.copyOf(parts, field * 2);
    }
    Part[] mine = parts[field];
    if (mine == null) {
      mine = decide(schema.field(field).name());
      parts[field] = mine;
    }
    return mine;
  }

  private Part[] decide(String name) {
    if (!name.startsWith(begin)) {
      return new Part[0];
    }
    Part[] known = vocabulary.find(name.substring(name.lastIndexOf('.') + 1));
    return known == null ? new Part[0] : known;
  }
}
