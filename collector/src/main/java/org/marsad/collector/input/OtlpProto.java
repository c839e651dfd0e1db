package org.marsad.collector.input;

import static org.marsad.collector.input.ProtoReader.FIXED64;
import static org.marsad.collector.input.ProtoReader.LENGTH;
import static org.marsad.collector.input.ProtoReader.VARINT;

import java.util.Base64;
import java.util.function.Consumer;

/**
 * Reads {@code ExportLogsServiceRequest} (opentelemetry-proto 1.x, collector/logs/v1 and logs/v1).
 * Fields that are unknown are passed over, as the format wants it.
 */
final class OtlpProto {
  private static final int MAX_DEPTH = 32;
  private static final byte[] NONE = {};

  private final OtlpRecord record = new OtlpRecord();
  private final Consumer<byte[]> records;

  /** Gives each record away as a JSON object. */
  OtlpProto(Consumer<byte[]> records) {
    this.records = records;
  }

  /**
   * Reads a request.
   *
   * @throws ProtoReader.Malformed if it is none
   */
  void request(ProtoReader in) {
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        resourceLogs(in.message());
      } else {
        in.skip();
      }
    }
  }

  /** The resource may stand behind its logs, so it is looked for first. */
  private void resourceLogs(ProtoReader in) {
    record.newResource();
    ProtoReader again = in.copy();
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        attributes(in.message(), 1);
      } else {
        in.skip();
      }
    }
    int mark = record.mark();
    while (again.next()) {
      if (again.is(2, LENGTH)) {
        record.rewind(mark);
        scopeLogs(again.message());
      } else {
        again.skip();
      }
    }
  }

  private void scopeLogs(ProtoReader in) {
    ProtoReader again = in.copy();
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        scope(in.message());
      } else {
        in.skip();
      }
    }
    while (again.next()) {
      if (again.is(2, LENGTH)) {
        logRecord(again.message());
      } else {
        again.skip();
      }
    }
  }

  private void scope(ProtoReader in) {
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        shared("otel.scope.name", OtlpRecord.quoted(in.text()));
      } else if (in.is(2, LENGTH)) {
        shared("otel.scope.version", OtlpRecord.quoted(in.text()));
      } else if (in.is(3, LENGTH)) {
        attribute(in.message(), true);
      } else {
        in.skip();
      }
    }
  }

  private void logRecord(ProtoReader in) {
    record.begin();
    long time = 0;
    long observed = 0;
    long severity = 0;
    String severityText = "";
    byte[] trace = NONE;
    byte[] span = NONE;
    while (in.next()) {
      if (in.is(1, FIXED64)) {
        time = in.fixed64();
      } else if (in.is(11, FIXED64)) {
        observed = in.fixed64();
      } else if (in.is(2, VARINT)) {
        severity = in.varint();
      } else if (in.is(3, LENGTH)) {
        severityText = in.text();
      } else if (in.is(5, LENGTH)) {
        body(in.message());
      } else if (in.is(6, LENGTH)) {
        attribute(in.message(), false);
      } else if (in.is(9, LENGTH)) {
        trace = in.bytes();
      } else if (in.is(10, LENGTH)) {
        span = in.bytes();
      } else if (in.is(12, LENGTH)) {
        record.member("event.action", OtlpRecord.quoted(in.text()));
      } else {
        in.skip();
      }
    }
    record.time(time, observed);
    record.severity(severity, severityText);
    record.trace(trace, span);
    records.accept(record.end());
  }

  /** Text is the message; anything else is kept under {@code body}. */
  private void body(ProtoReader in) {
    String value = value(in, 0);
    record.member(value.startsWith("\"") ? "message" : "body", value);
  }

  private void attributes(ProtoReader in, int number) {
    while (in.next()) {
      if (in.is(number, LENGTH)) {
        attribute(in.message(), true);
      } else {
        in.skip();
      }
    }
  }

  private void attribute(ProtoReader in, boolean isShared) {
    String key = "";
    String value = "null";
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        key = in.text();
      } else if (in.is(2, LENGTH)) {
        value = value(in.message(), 0);
      } else {
        in.skip();
      }
    }
    if (isShared) {
      shared(key, value);
    } else {
      record.member(key, value);
    }
  }

  private void shared(String name, String value) {
    record.shared(name, value);
  }

  /** An {@code AnyValue} as JSON. */
  private static String value(ProtoReader in, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ProtoReader.Malformed(0, "values nested deeper than " + MAX_DEPTH);
    }
    String value = "null";
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        value = OtlpRecord.quoted(in.text());
      } else if (in.is(2, VARINT)) {
        value = in.varint() == 0 ? "false" : "true";
      } else if (in.is(3, VARINT)) {
        value = Long.toString(in.varint());
      } else if (in.is(4, FIXED64)) {
        value = OtlpRecord.number(Double.longBitsToDouble(in.fixed64()));
      } else if (in.is(5, LENGTH)) {
        value = array(in.message(), depth);
      } else if (in.is(6, LENGTH)) {
        value = object(in.message(), depth);
      } else if (in.is(7, LENGTH)) {
        value = OtlpRecord.quoted(Base64.getEncoder().encodeToString(in.bytes()));
      } else {
        in.skip();
      }
    }
    return value;
  }

  private static String array(ProtoReader in, int depth) {
    var json = new StringBuilder("[");
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        json.append(json.length() > 1 ? "," : "").append(value(in.message(), depth + 1));
      } else {
        in.skip();
      }
    }
    return json.append(']').toString();
  }

  private static String object(ProtoReader in, int depth) {
    var json = new StringBuilder("{");
    while (in.next()) {
      if (!in.is(1, LENGTH)) {
        in.skip();
        continue;
      }
      ProtoReader member = in.message();
      String key = "";
      String value = "null";
      while (member.next()) {
        if (member.is(1, LENGTH)) {
          key = member.text();
        } else if (member.is(2, LENGTH)) {
          value = value(member.message(), depth + 1);
        } else {
          member.skip();
        }
      }
      json.append(json.length() > 1 ? "," : "").append(OtlpRecord.quoted(key)).append(':');
      json.append(value);
    }
    return json.append('}').toString();
  }
}
