package org.marsad.collector.input;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.marsad.model.event.Nanos;

/**
 * One log record of OpenTelemetry, written as the JSON object that travels through the log. Names
 * of attributes stay as they are, for the semantic conventions of OpenTelemetry and the Elastic
 * Common Schema share most of them; what the data model itself names gets the name the schema has
 * for it. Used for one record after the other; one thread.
 */
final class OtlpRecord {
  private final StringBuilder json = new StringBuilder();
  private final StringBuilder shared = new StringBuilder();

  /** Forgets the resource and scope before. */
  void newResource() {
    shared.setLength(0);
  }

  /** An attribute of the resource or scope, the same for all records until the next one. */
  void shared(String name, String jsonValue) {
    member(shared, name, jsonValue);
  }

  /** Marks how far the attributes of the resource go, for {@link #rewind}. */
  int mark() {
    return shared.length();
  }

  /** Forgets the attributes of the scope before. */
  void rewind(int mark) {
    shared.setLength(mark);
  }

  void begin() {
    json.setLength(0);
    json.append('{');
  }

  void member(String name, String jsonValue) {
    member(json, name, jsonValue);
  }

  /** A time in nanoseconds since 1970; 0 is none. */
  void time(long nanos, long observed) {
    long time = nanos == 0 ? observed : nanos;
    if (time != 0) {
      Instant instant =
          time > 0 ? Nanos.instant(time) : Instant.ofEpochSecond(0).plusNanos(Long.MAX_VALUE);
      member(json, "@timestamp", quoted(instant.toString()));
    }
  }

  void severity(long number, String text) {
    if (number > 0) {
      member(json, "event.severity", Long.toString(number));
    }
    if (!text.isEmpty()) {
      member(json, "log.level", quoted(text));
    } else if (number > 0) {
      member(json, "log.level", quoted(level(number)));
    }
  }

  /** Trace and span; both may be empty. */
  void trace(byte[] trace, byte[] span) {
    if (trace.length > 0) {
      member(json, "trace.id", quoted(HexFormat.of().formatHex(trace)));
    }
    if (span.length > 0) {
      member(json, "span.id", quoted(HexFormat.of().formatHex(span)));
    }
  }

  /** The record with all that its resource and scope say. */
  byte[] end() {
    json.append(shared);
    int last = json.length() - 1;
    if (json.charAt(last) == ',') {
      json.setLength(last);
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  static String quoted(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.append('"').toString();
  }

  /** A number; what JSON has no number for becomes text. */
  static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : quoted(Double.toString(value));
  }

  private static void member(StringBuilder to, String name, String jsonValue) {
    to.append('"');
    JsonStringEncoder.getInstance().quoteAsString(name, to);
    to.append("\":").append(jsonValue).append(',');
  }

  /** The short name of a severity number: four numbers share one (log data model, "Severity"). */
  private static String level(long number) {
    return switch ((int) Math.min(24, number - 1) / 4) {
      case 0 -> "trace";
      case 1 -> "debug";
      case 2 -> "info";
      case 3 -> "warn";
      case 4 -> "error";
      default -> "fatal";
    };
  }
}
