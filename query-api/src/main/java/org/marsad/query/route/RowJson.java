package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.pipe.Row;

/** Rows of one search as JSON objects, a line each. One thread. */
public final class RowJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final @Nullable List<String> columns;
  private final EventJson events;
  private final boolean plain;

  /**
   * Of a search.
   *
   * @param fields the names that are told, or none for all
   * @param plain whether its rows are events as they were found
   */
  public RowJson(@Nullable List<String> columns, List<String> fields, boolean plain) {
    this.columns = fields.isEmpty() ? columns : fields;
    this.events = new EventJson(new HashSet<>(fields));
    this.plain = plain;
  }

  /** A line that {@code about} fills, such as the last one. */
  static void line(ByteArrayOutputStream into, Members about) throws IOException {
    try (JsonGenerator out = generator(into)) {
      out.writeStartObject();
      about.write(out);
      out.writeEndObject();
    }
    into.write('\n');
  }

  private static JsonGenerator generator(ByteArrayOutputStream into) throws IOException {
    return JSON.createGenerator(into).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Writes the members of an object. */
  @FunctionalInterface
  interface Members {
    void write(JsonGenerator out) throws IOException;
  }

  /** Writes a row and the end of its line. */
  public void write(Row row, ByteArrayOutputStream into) throws IOException {
    Event event = row.event();
    List<String> names = columns;
    try (JsonGenerator out = generator(into)) {
      if (plain && event != null) {
        events.write(event.batch(), event.row(), out);
      } else {
        PipeAnswer.object(row, names == null ? row.names() : names, out);
      }
    }
    into.write('\n');
  }
}
