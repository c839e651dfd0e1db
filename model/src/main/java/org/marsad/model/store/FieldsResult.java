package org.marsad.model.store;

import java.time.Duration;
import java.util.List;

/**
 * Which fields the events have that match.
 *
 * @param events how many match
 * @param fields by name
 * @param complete whether all of them were looked at
 * @param warnings why not, and what else the asker should know
 * @param took how long it took
 */
public record FieldsResult(
    long events, List<FieldFacts> fields, boolean complete, List<String> warnings, Duration took) {
  public FieldsResult {
    fields = List.copyOf(fields);
    warnings = List.copyOf(warnings);
  }
}
