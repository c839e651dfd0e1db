package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Row;

/**
 * The rows of a search with commands as an answer: a table where the commands made one, with its
 * columns and which of them hold estimates, else events.
 */
final class PipeAnswer {
  static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

  private final JsonFactory json = new JsonFactory();
  private final PipeSearch search;
  private final @Nullable List<String> columns;

  PipeAnswer(PipeSearch search) {
    this.search = search;
    this.columns = search.columns();
  }

  /** As one JSON object. */
  HttpResponse whole() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      summary(out);
      out.writeStringField("query", search.pipeline().toString());
      out.writeObjectFieldStart("range");
      point("earliest", search.request().earliest(), out);
      point("latest", search.request().latest(), out);
      out.writeEndObject();
      List<String> names = columns;
      if (names == null) {
        out.writeArrayFieldStart("events");
        for (Row row : search.rows()) {
          object(row, row.names(), out);
        }
      } else {
        columns(names, out);
        out.writeArrayFieldStart("rows");
        for (Row row : search.rows()) {
          out.writeStartArray();
          for (String name : names) {
            value(row.get(name), out);
          }
          out.writeEndArray();
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  /** A line each; the last one says that it is the last, so that a cut answer shows. */
  HttpResponse lines() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (Row row : search.rows()) {
      try (JsonGenerator out = line(bytes)) {
        object(row, columns == null ? row.names() : columns, out);
      }
      bytes.write('\n');
    }
    try (JsonGenerator out = line(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", "end");
      out.writeNumberField("count", search.rows().size());
      summary(out);
      if (columns != null) {
        columns(columns, out);
      }
      out.writeEndObject();
    }
    bytes.write('\n');
    return HttpResponse.of(HttpStatus.OK, NDJSON, bytes.toByteArray());
  }

  private JsonGenerator line(ByteArrayOutputStream bytes) throws IOException {
    return json.createGenerator(bytes).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** As CSV, whose columns are those of the table or of the default view of events. */
  HttpResponse csv(List<String> fields) {
    List<String> names = !fields.isEmpty() ? fields : columns == null ? Csv.DEFAULT : columns;
    var text = new StringBuilder();
    Csv.line(names, text);
    for (Row row : search.rows()) {
      Csv.line(names.stream().map(name -> row.get(name).text()).toList(), text);
    }
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.CSV_UTF_8)
            .add("x-marsad-complete", Boolean.toString(isComplete()))
            .add("x-marsad-total", Long.toString(search.rows().size()))
            .add(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"rows.csv\"")
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(text));
  }

  private boolean isComplete() {
    return search.about().partialReasons().isEmpty();
  }

  private void summary(JsonGenerator out) throws IOException {
    out.writeBooleanField("complete", isComplete());
    out.writeNumberField("took_ms", search.millis());
    out.writeNumberField("events_read", search.events());
    out.writeObjectFieldStart("total");
    out.writeNumberField("value", search.rows().size());
    out.writeStringField("relation", search.hasMore() || !isComplete() ? "gte" : "eq");
    out.writeEndObject();
    out.writeArrayFieldStart("reasons");
    for (String reason : search.about().partialReasons()) {
      out.writeString(reason);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("warnings");
    for (String reason : search.about().partialReasons()) {
      out.writeString(reason);
    }
    for (String warning : search.about().warnings()) {
      out.writeString(warning);
    }
    out.writeEndArray();
    out.writeNullField("next_cursor");
  }

  private void columns(List<String> names, JsonGenerator out) throws IOException {
    columns(names, search.about().approximations(), out);
  }

  /** The columns of a table, and which of them hold estimates. */
  static void columns(List<String> names, Map<String, Double> errors, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart("columns");
    for (String name : names) {
      out.writeStartObject();
      out.writeStringField("name", name);
      Double error = errors.get(name);
      if (error != null) {
        out.writeBooleanField("approximate", true);
        out.writeNumberField("error", error);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  static void object(Row row, Iterable<String> names, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (String name : names) {
      out.writeFieldName(name);
      value(row.get(name), out);
    }
    out.writeEndObject();
  }

  static void value(Value value, JsonGenerator out) throws IOException {
    switch (value) {
      case Value.None _ -> out.writeNull();
      case Value.Text(String text) -> out.writeString(text);
      case Value.Whole(long number) -> out.writeNumber(number);
      case Value.Real(double number) -> out.writeNumber(number);
      case Value.Truth(boolean truth) -> out.writeBoolean(truth);
      case Value.Moment(long nanos) -> out.writeString(Nanos.format(nanos));
      case Value.Many(List<Value> values) -> {
        out.writeStartArray();
        for (Value each : values) {
          value(each, out);
        }
        out.writeEndArray();
      }
    }
  }

  static void point(String name, long nanos, JsonGenerator out) throws IOException {
    if (nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE) {
      out.writeNullField(name);
    } else {
      out.writeStringField(name, Nanos.format(nanos));
    }
  }
}
