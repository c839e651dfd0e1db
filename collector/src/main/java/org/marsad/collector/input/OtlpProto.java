package org.marsad.collector.input;

import static org.marsad.collector.input.ProtoReader.FIXED64;
import static org.marsad.collector.input.ProtoReader.LENGTH;
import static org.marsad.collector.input.ProtoReader.VARINT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads {@code ExportLogsServiceRequest} (opentelemetry-proto 1.x, collector/logs/v1 and logs/v1).
 * Fields that are unknown are passed over, as the format wants it.
 */
final class OtlpProto {
  private final ProtoReader in;
  private final OtlpRecord record;

  /** Reads a request in [0, to) and gives its records away. */
  OtlpProto(byte[] bytes, int to, OtlpRecord record) {
    this.in = new ProtoReader(bytes, 0, to);
    this.record = record;
  }

  /**
   * Reads it.
   *
   * @throws ProtoReader.Malformed if it is none
   */
  void read() {
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int outer = in.enter();
        resourceLogs();
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  /** The resource may stand behind its logs, so it is looked for first. */
  private void resourceLogs() {
    int begin = in.position();
    record.beginResource();
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int outer = in.enter();
        attributes(1);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    record.endResource();
    in.back(begin);
    while (in.next()) {
      if (in.is(2, LENGTH)) {
        int outer = in.enter();
        scopeLogs();
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private void scopeLogs() {
    int begin = in.position();
    record.beginScope();
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int outer = in.enter();
        scope();
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    in.back(begin);
    while (in.next()) {
      if (in.is(2, LENGTH)) {
        int outer = in.enter();
        logRecord();
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private void scope() {
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        text("otel.scope.name");
      } else if (in.is(2, LENGTH)) {
        text("otel.scope.version");
      } else if (in.is(3, LENGTH)) {
        attribute();
      } else {
        in.skip();
      }
    }
  }

  private void text(String name) {
    int outer = in.enter();
    if (in.position() < in.end()) {
      record.value().quoted(in.bytes(), in.position(), in.end());
      record.member(name);
    }
    in.leave(outer);
  }

  private void logRecord() {
    record.begin();
    long time = 0;
    long observed = 0;
    long severity = 0;
    String severityText = "";
    while (in.next()) {
      if (in.is(1, FIXED64)) {
        time = in.fixed64();
      } else if (in.is(11, FIXED64)) {
        observed = in.fixed64();
      } else if (in.is(2, VARINT)) {
        severity = in.varint();
      } else if (in.is(3, LENGTH)) {
        severityText = new String(slice(), StandardCharsets.UTF_8);
      } else if (in.is(5, LENGTH)) {
        int outer = in.enter();
        value(record.value(), 0);
        record.body();
        in.leave(outer);
      } else if (in.is(6, LENGTH)) {
        attribute();
      } else if (in.is(7, VARINT)) {
        number("otel.dropped_attributes_count", in.varint());
      } else if (in.is(9, LENGTH)) {
        hex("trace.id");
      } else if (in.is(10, LENGTH)) {
        hex("span.id");
      } else if (in.is(12, LENGTH)) {
        text("event.action");
      } else {
        in.skip();
      }
    }
    record.time(time, observed);
    record.severity(severity, severityText);
    record.end();
  }

  private void number(String name, long value) {
    if (value != 0) {
      record.value().add(value);
      record.member(name);
    }
  }

  private void hex(String name) {
    byte[] id = slice();
    if (id.length > 0) {
      record.value().quoted(HexFormat.of().formatHex(id));
      record.member(name);
    }
  }

  private byte[] slice() {
    int outer = in.enter();
    byte[] bytes = Arrays.copyOfRange(in.bytes(), in.position(), in.end());
    in.leave(outer);
    return bytes;
  }

  private void attributes(int number) {
    while (in.next()) {
      if (in.is(number, LENGTH)) {
        attribute();
      } else {
        in.skip();
      }
    }
  }

  /** A {@code KeyValue} as a member of what is being written. */
  private void attribute() {
    int outer = in.enter();
    int keyFrom = 0;
    int keyTo = 0;
    JsonBytes value = record.value();
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int message = in.enter();
        keyFrom = in.position();
        keyTo = in.end();
        in.leave(message);
      } else if (in.is(2, LENGTH)) {
        int message = in.enter();
        value(value.rewind(0), 0);
        in.leave(message);
      } else {
        in.skip();
      }
    }
    if (value.length() == 0) {
      value.add("null");
    }
    record.member(in.bytes(), keyFrom, keyTo);
    in.leave(outer);
  }

  /** An {@code AnyValue} as JSON. The last of its fields counts, as the format wants it. */
  private void value(JsonBytes to, int depth) {
    int begin = to.length();
    to.add("null");
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int outer = in.enter();
        to.rewind(begin).quoted(in.bytes(), in.position(), in.end());
        in.leave(outer);
      } else if (in.is(2, VARINT)) {
        to.rewind(begin).add(in.varint() == 0 ? "false" : "true");
      } else if (in.is(3, VARINT)) {
        to.rewind(begin).add(in.varint());
      } else if (in.is(4, FIXED64)) {
        to.rewind(begin).add(Double.longBitsToDouble(in.fixed64()));
      } else if (in.is(5, LENGTH)) {
        list(to.rewind(begin), depth, '[', ']');
      } else if (in.is(6, LENGTH)) {
        list(to.rewind(begin), depth, '{', '}');
      } else if (in.is(7, LENGTH)) {
        to.rewind(begin).add('"').add(Base64.getEncoder().encode(slice())).add('"');
      } else {
        in.skip();
      }
    }
  }

  private void list(JsonBytes to, int depth, char open, char close) {
    int outer = in.enter();
    if (depth >= OtlpRecord.MAX_DEPTH) {
      record.tooDeep(to);
      in.leave(outer);
      return;
    }
    to.add(open);
    while (in.next()) {
      if (!in.is(1, LENGTH)) {
        in.skip();
        continue;
      }
      int message = in.enter();
      if (open == '{') {
        member(to, depth + 1);
      } else {
        value(to, depth + 1);
      }
      to.add(',');
      in.leave(message);
    }
    close(to, close);
    in.leave(outer);
  }

  /** A {@code KeyValue} of a list; its key is looked for first. */
  private void member(JsonBytes to, int depth) {
    int begin = in.position();
    int keyFrom = begin;
    int keyTo = begin;
    while (in.next()) {
      if (in.is(1, LENGTH)) {
        int outer = in.enter();
        keyFrom = in.position();
        keyTo = in.end();
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    to.quoted(in.bytes(), keyFrom, keyTo).add(':');
    int mark = to.length();
    to.add("null");
    in.back(begin);
    while (in.next()) {
      if (in.is(2, LENGTH)) {
        int outer = in.enter();
        value(to.rewind(mark), depth);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  /** Ends a list over the comma behind its last member. */
  private static void close(JsonBytes to, char close) {
    if (to.last() == ',') {
      to.rewind(to.length() - 1);
    }
    to.add(close);
  }
}
