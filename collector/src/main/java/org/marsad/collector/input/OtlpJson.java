package org.marsad.collector.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Reads the JSON form of {@code ExportLogsServiceRequest} (OTLP specification, "JSON Protobuf
 * Encoding"): 64-bit numbers may be texts, trace and span are hexadecimal, unknown names are passed
 * over. Readers of JSON for protobuf take more, and so does this: names with underscores,
 * severities by name, ids in base64. What is no list or object where one must be refuses the
 * request. One pass, unless a resource stands behind its logs.
 */
final class OtlpJson {
  /**
   * Lists in values take four levels each; what is deeper than ours is passed over, not refused.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final String SEVERITY = "SEVERITY_NUMBER_";
  private static final List<String> SEVERITIES =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

  /** Bytes of ids. */
  private static final int TRACE = 16;

  private static final int SPAN = 8;

  private final byte[] bytes;
  private final int to;
  private final OtlpRecord record;
  private JsonParser in;

  /** Where the parser began: it counts from there. */
  private int base;

  /** Reads a request in [0, to) and gives its records away. */
  OtlpJson(byte[] bytes, int to, OtlpRecord record) throws IOException {
    this.bytes = bytes;
    this.to = to;
    this.record = record;
    this.in = JSON.createParser(bytes, 0, to);
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is none, with the place
   */
  void read() throws IOException {
    try (JsonParser all = in) {
      if (all.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expecting an object with resourceLogs");
      }
      members(
          name -> {
            if (name.equals("resourceLogs")) {
              objects(this::resourceLogs);
            }
          });
      if (all.nextToken() != null) {
        throw new IOException("expecting nothing behind the object");
      }
    }
  }

  private void resourceLogs() throws IOException {
    record.beginResource();
    var logs = new Late();
    members(
        name -> {
          if (name.equals("resource")) {
            members(
                inner -> {
                  if (inner.equals("attributes")) {
                    objects(this::attribute);
                  }
                });
            logs.known = true;
            record.endResource();
          } else if (name.equals("scopeLogs")) {
            logs.now(() -> objects(this::scopeLogs));
          }
        });
    logs.later(() -> objects(this::scopeLogs));
  }

  private void scopeLogs() throws IOException {
    record.beginScope();
    var logs = new Late();
    members(
        name -> {
          if (name.equals("scope")) {
            members(this::scope);
            logs.known = true;
          } else if (name.equals("logRecords")) {
            logs.now(() -> objects(this::logRecord));
          }
        });
    logs.later(() -> objects(this::logRecord));
  }

  private void scope(String name) throws IOException {
    switch (name) {
      case "name" -> text("otel.scope.name");
      case "version" -> text("otel.scope.version");
      case "attributes" -> objects(this::attribute);
      default -> {}
    }
  }

  private void logRecord() throws IOException {
    record.begin();
    var log = new Log();
    members(name -> member(log, name));
    record.time(log.time, log.observed);
    record.severity(log.severity, log.severityText);
    record.end();
  }

  private void member(Log log, String name) throws IOException {
    switch (name) {
      case "timeUnixNano" -> log.time = integer();
      case "observedTimeUnixNano" -> log.observed = integer();
      case "severityNumber" -> log.severity = severity();
      case "severityText" -> log.severityText = in.getValueAsString("");
      case "body" -> {
        if (in.currentToken() != JsonToken.VALUE_NULL) {
          value(record.value(), 0);
          record.body();
        }
      }
      case "attributes" -> objects(this::attribute);
      case "droppedAttributesCount" -> {
        long count = integer();
        if (count != 0) {
          record.value().add(count);
          record.member("otel.dropped_attributes_count");
        }
      }
      case "traceId" -> id("trace.id", TRACE);
      case "spanId" -> id("span.id", SPAN);
      case "eventName" -> text("event.action");
      default -> {}
    }
  }

  private void id(String name, int length) throws IOException {
    String id = in.getValueAsString("");
    if (!id.isEmpty()) {
      record.value().quoted(hexadecimal(id, length));
      record.member(name);
    }
  }

  /** An id of so many bytes, which some write in base64; what is neither stays as it is. */
  private static String hexadecimal(String id, int length) {
    if (id.length() == (length + 2) / 3 * 4) {
      try {
        byte[] bytes = Base64.getDecoder().decode(id);
        return bytes.length == length ? HexFormat.of().formatHex(bytes) : id;
      } catch (IllegalArgumentException _) {
        return id;
      }
    }
    return id.toLowerCase(Locale.ROOT);
  }

  /** A whole number, which may be a text. Times have no sign, so they may use all 64 bits. */
  private long integer() throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      if (in.currentToken().isNumeric() || in.currentToken() == JsonToken.VALUE_NULL) {
        return in.getValueAsLong();
      }
      throw expecting("a number");
    }
    String text = in.getText();
    try {
      return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    } catch (NumberFormatException _) {
      throw expecting("a number");
    }
  }

  /** A severity as a number, or as the name that protobuf has for it. */
  private long severity() throws IOException {
    String name = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : "";
    if (!name.startsWith(SEVERITY)) {
      return integer();
    }
    int end = name.length();
    while (Character.isDigit(name.charAt(end - 1))) {
      end--;
    }
    int level = SEVERITIES.indexOf(name.substring(SEVERITY.length(), end));
    int step = end == name.length() ? 1 : name.charAt(end) - '0';
    return level < 0 ? 0 : level * 4L + step;
  }

  private void text(String name) throws IOException {
    String text = in.getValueAsString("");
    if (!text.isEmpty()) {
      record.value().quoted(text);
      record.member(name);
    }
  }

  /** A {@code KeyValue} as a member of what is being written. */
  private void attribute() throws IOException {
    var key = new StringBuilder();
    JsonBytes value = record.value().add("null");
    members(
        name -> {
          if (name.equals("key")) {
            key.append(in.getValueAsString(""));
          } else if (name.equals("value")) {
            value(value.rewind(0), 0);
          }
        });
    record.member(key.toString());
  }

  /** An {@code AnyValue} as JSON. */
  private void value(JsonBytes to, int depth) throws IOException {
    int begin = to.length();
    to.add("null");
    if (in.currentToken().isScalarValue()) {
      scalar(to.rewind(begin));
      return;
    }
    members(
        name -> {
          switch (name) {
            case "stringValue", "bytesValue" -> to.rewind(begin).quoted(in.getValueAsString(""));
            case "boolValue" -> to.rewind(begin).add(in.getValueAsBoolean() ? "true" : "false");
            case "intValue" -> to.rewind(begin).add(integer());
            case "doubleValue" -> number(to.rewind(begin));
            case "arrayValue" -> list(to.rewind(begin), depth, '[', ']');
            case "kvlistValue" -> list(to.rewind(begin), depth, '{', '}');
            default -> {}
          }
        });
  }

  /** A value that somebody wrote without its kind. */
  private void scalar(JsonBytes to) throws IOException {
    switch (in.currentToken()) {
      case VALUE_STRING -> to.quoted(in.getText());
      case VALUE_NUMBER_INT -> to.add(in.getValueAsLong());
      case VALUE_NUMBER_FLOAT -> to.add(in.getValueAsDouble());
      default -> to.add(in.getText());
    }
  }

  /** Protobuf writes what JSON has no number for as text. */
  private void number(JsonBytes to) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      to.quoted(in.getText());
    } else {
      to.add(in.getValueAsDouble());
    }
  }

  private void list(JsonBytes to, int depth, char open, char close) throws IOException {
    if (depth >= OtlpRecord.MAX_DEPTH) {
      record.tooDeep(to);
      in.skipChildren();
      return;
    }
    to.add(open);
    members(
        name -> {
          if (name.equals("values")) {
            objects(
                () -> {
                  if (open == '{') {
                    pair(to, depth + 1);
                  } else {
                    value(to, depth + 1);
                  }
                  to.add(',');
                });
          }
        });
    if (to.last() == ',') {
      to.rewind(to.length() - 1);
    }
    to.add(close);
  }

  /** A {@code KeyValue} of a list. A key behind its value is put in front of it. */
  private void pair(JsonBytes to, int depth) throws IOException {
    var key = new StringBuilder();
    var value = new JsonBytes().add("null");
    members(
        name -> {
          if (name.equals("key")) {
            key.append(in.getValueAsString(""));
          } else if (name.equals("value")) {
            value(value.rewind(0), depth);
          }
        });
    to.name(key.toString()).add(value);
  }

  /** Goes over the members of the object that begins here; what its visitor leaves is skipped. */
  private void members(Visitor visitor) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw expecting("an object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = camel(in.currentName());
      JsonToken value = in.nextToken();
      visitor.member(name);
      if (value != null && value.isStructStart() && in.currentToken() == value) {
        in.skipChildren();
      }
    }
  }

  /** Goes over the objects of the array that begins here. */
  private void objects(Part part) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw expecting("a list");
    }
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (next == null) {
        throw new IOException("the array is cut off");
      }
      part.read();
    }
  }

  /** The name as JSON has it, of one that is written as in the proto file. */
  private static String camel(String name) {
    int line = name.indexOf('_');
    if (line < 0) {
      return name;
    }
    var camel = new StringBuilder(name.length()).append(name, 0, line);
    for (int i = line; i < name.length(); i++) {
      boolean begins = name.charAt(i) == '_' && i + 1 < name.length();
      camel.append(begins ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
    }
    return camel.toString();
  }

  private IOException expecting(String what) {
    long at = base + in.currentTokenLocation().getByteOffset();
    return new IOException("expecting " + what + " at byte " + at);
  }

  /** Logs that stand before what is said of all of them: read when that is known. */
  private final class Late {
    private boolean known;
    private int from = -1;

    void now(Part part) throws IOException {
      if (known || in.currentToken() != JsonToken.START_ARRAY) {
        part.read();
      } else {
        // The parser is one behind the bracket that it stands at.
        from = base + (int) in.currentLocation().getByteOffset() - 1;
        in.skipChildren();
      }
    }

    void later(Part part) throws IOException {
      if (from < 0) {
        return;
      }
      JsonParser outer = in;
      int outerBase = base;
      try (JsonParser again = JSON.createParser(bytes, from, to - from)) {
        in = again;
        base = from;
        again.nextToken();
        part.read();
      } finally {
        in = outer;
        base = outerBase;
      }
    }
  }

  /** What a record says before it is written. */
  private static final class Log {
    private long time;
    private long observed;
    private long severity;
    private String severityText = "";
  }

  /** Reads a value, which the parser stands at. */
  @FunctionalInterface
  private interface Visitor {
    void member(String name) throws IOException;
  }

  /** Reads what the parser stands at. */
  @FunctionalInterface
  private interface Part {
    void read() throws IOException;
  }
}
