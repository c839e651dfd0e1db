package org.marsad.collector.input;

import org.marsad.model.event.Nanos;

/**
 * One log record of OpenTelemetry, written as the JSON object that travels through the log. Names
 * of attributes stay as they are, for the semantic conventions of OpenTelemetry and the Elastic
 * Common Schema share most of them; what the data model itself names gets the name the schema has
 * for it. Used for one record after the other; one thread.
 */
final class OtlpRecord {
  /** Values in values at most; what lies deeper is left out, and told. */
  static final int MAX_DEPTH = 32;

  private final HttpBody body;
  private final JsonBytes json = new JsonBytes();
  private final JsonBytes members = new JsonBytes();
  private final JsonBytes shared = new JsonBytes();
  private final JsonBytes value = new JsonBytes();
  private boolean isShared;
  private int resourceEnd;
  private int tooDeep;

  /** Records are entered into this body, which is written anew. */
  OtlpRecord(HttpBody body) {
    this.body = body;
    body.rewrite();
  }

  /** Forgets the resource before: what is said from here on is true for all of the next one's. */
  void beginResource() {
    shared.rewind(0);
    resourceEnd = 0;
    isShared = true;
  }

  /** What is said from here on is true for one scope of the resource. */
  void endResource() {
    resourceEnd = shared.length();
  }

  /** Forgets the scope before. */
  void beginScope() {
    shared.rewind(resourceEnd);
    isShared = true;
  }

  /** What is said from here on is true for one record. */
  void begin() {
    json.rewind(0).add('{');
    members.rewind(0);
    isShared = false;
  }

  /** An empty place for a value, to be told to whom it belongs. */
  JsonBytes value() {
    return value.rewind(0);
  }

  /** Takes the value in. */
  void member(String name) {
    to().name(name).add(value).add(',');
  }

  /** Takes the value in, under a name in [from, to) of these bytes. */
  void member(byte[] name, int from, int to) {
    to().quoted(name, from, to).add(':').add(value).add(',');
  }

  /** Takes the value in as the body: text is the message, anything else is kept as it is. */
  void body() {
    member(value.length() > 0 && value.bytes()[0] == '"' ? "message" : "body");
  }

  /** A value lies too deep; what stands for it is written. */
  void tooDeep(JsonBytes to) {
    tooDeep++;
    to.add("\"(nested deeper than ").add(MAX_DEPTH).add(")\"");
  }

  /** How many values were too deep so far. */
  int tooDeep() {
    return tooDeep;
  }

  /** Times in nanoseconds since 1970; 0 is none. */
  void time(long nanos, long observed) {
    long time = nanos == 0 ? observed : nanos;
    if (time != 0) {
      json.add("\"@timestamp\":\"").add(Nanos.format(unsigned(time))).add("\",");
    }
    if (observed != 0) {
      json.add("\"event.created\":\"").add(Nanos.format(unsigned(observed))).add("\",");
    }
  }

  private static long unsigned(long nanos) {
    return nanos < 0 ? Long.MAX_VALUE : nanos;
  }

  void severity(long number, String text) {
    if (number > 0) {
      json.add("\"event.severity\":").add(number).add(',');
    }
    String level = text.isEmpty() && number > 0 ? level(number) : text;
    if (!level.isEmpty()) {
      json.add("\"log.level\":").quoted(level).add(',');
    }
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

  /** Enters the record with all that its resource and scope say. */
  void end() {
    json.add(members).add(shared);
    if (json.last() == ',') {
      json.rewind(json.length() - 1);
    }
    body.event(json.add('}'));
  }

  private JsonBytes to() {
    return isShared ? shared : members;
  }
}
