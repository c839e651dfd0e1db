package org.marsad.collector.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Reads the JSON form of {@code ExportLogsServiceRequest} (opentelemetry-proto, "JSON Protobuf
 * Encoding"): 64-bit numbers may be texts, trace and span are hexadecimal.
 */
final class OtlpJson {
  private static final byte[] NONE = {};
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .build();

  private final OtlpRecord record = new OtlpRecord();
  private final Consumer<byte[]> records;

  /** Gives each record away as a JSON object of ours. */
  OtlpJson(Consumer<byte[]> records) {
    this.records = records;
  }

  /**
   * Reads a request.
   *
   * @throws IOException if it is no JSON, with the place
   */
  void request(byte[] bytes, int length) throws IOException {
    JsonNode request = JSON.readTree(bytes, 0, length);
    if (!request.isObject()) {
      throw new IOException("expecting an object with resourceLogs");
    }
    for (JsonNode resource : request.path("resourceLogs")) {
      record.newResource();
      shared(resource.path("resource").path("attributes"));
      int mark = record.mark();
      for (JsonNode scope : resource.path("scopeLogs")) {
        record.rewind(mark);
        text("otel.scope.name", scope.path("scope").path("name"));
        text("otel.scope.version", scope.path("scope").path("version"));
        shared(scope.path("scope").path("attributes"));
        scope.path("logRecords").forEach(this::logRecord);
      }
    }
  }

  private void text(String name, JsonNode value) {
    if (!value.asText().isEmpty()) {
      record.shared(name, OtlpRecord.quoted(value.asText()));
    }
  }

  private void shared(JsonNode attributes) {
    for (JsonNode attribute : attributes) {
      record.shared(attribute.path("key").asText(), value(attribute.path("value")));
    }
  }

  private void logRecord(JsonNode log) {
    record.begin();
    JsonNode body = log.path("body");
    if (!body.isMissingNode()) {
      String value = value(body);
      record.member(value.startsWith("\"") ? "message" : "body", value);
    }
    for (JsonNode attribute : log.path("attributes")) {
      record.member(attribute.path("key").asText(), value(attribute.path("value")));
    }
    if (!log.path("eventName").asText().isEmpty()) {
      record.member("event.action", OtlpRecord.quoted(log.path("eventName").asText()));
    }
    record.time(log.path("timeUnixNano").asLong(), log.path("observedTimeUnixNano").asLong());
    record.severity(log.path("severityNumber").asLong(), log.path("severityText").asText());
    record.trace(hex(log.path("traceId")), hex(log.path("spanId")));
    records.accept(record.end());
  }

  private static byte[] hex(JsonNode text) {
    try {
      return HexFormat.of().parseHex(text.asText());
    } catch (IllegalArgumentException _) {
      return NONE;
    }
  }

  private static String value(JsonNode any) {
    if (any.has("stringValue")) {
      return OtlpRecord.quoted(any.path("stringValue").asText());
    }
    if (any.has("boolValue")) {
      return Boolean.toString(any.path("boolValue").asBoolean());
    }
    if (any.has("intValue")) {
      return Long.toString(any.path("intValue").asLong());
    }
    if (any.has("doubleValue")) {
      return OtlpRecord.number(any.path("doubleValue").asDouble());
    }
    if (any.has("bytesValue")) {
      return OtlpRecord.quoted(any.path("bytesValue").asText());
    }
    if (any.has("arrayValue")) {
      var json = new StringBuilder("[");
      for (JsonNode each : any.path("arrayValue").path("values")) {
        json.append(json.length() > 1 ? "," : "").append(value(each));
      }
      return json.append(']').toString();
    }
    if (any.has("kvlistValue")) {
      var json = new StringBuilder("{");
      for (JsonNode each : any.path("kvlistValue").path("values")) {
        json.append(json.length() > 1 ? "," : "");
        json.append(OtlpRecord.quoted(each.path("key").asText())).append(':');
        json.append(value(each.path("value")));
      }
      return json.append('}').toString();
    }
    return "null";
  }
}
