package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

/** Headers of the vectors in {@code $MARSAD_CORPORA}, where that is set: every key they give. */
class SyslogVectorsTest {
  private static final @Nullable String CORPORA = System.getenv("MARSAD_CORPORA");
  private static final String NOW = "2026-11-23T22:23:00Z";

  /** Where a vector and RFC 5424 disagree; see RATIONALE.md. */
  private static final List<String> ARGUED =
      List.of(
          "d-syslog-header-020 sd.meta.one",
          "d-syslog-header-020 sd.other.two",
          "d-syslog-header-020 sd.other.double");

  private static final Map<String, String> SEVERITIES =
      Map.of(
          "emerg", "emergency",
          "crit", "critical",
          "err", "error",
          "info", "informational");

  private final ObjectMapper json = new ObjectMapper();
  private final List<String> wrong = new ArrayList<>();
  private int keys;
  private String id = "";

  @ParameterizedTest
  @ValueSource(strings = {"syslog-header", "vendor-lines"})
  void readsEveryKeyOfEveryVector(String file) throws IOException {
    assumeTrue(CORPORA != null, "MARSAD_CORPORA is not set");
    Path path = Path.of(String.valueOf(CORPORA)).resolve("syslog-vectors/" + file + ".ndjson");
    assumeTrue(Files.exists(path), path + " is not there");
    int vectors = 0;
    int good = 0;
    for (String line : Files.readAllLines(path)) {
      JsonNode vector = json.readTree(line);
      int before = wrong.size();
      check(vector);
      vectors++;
      good += wrong.size() == before ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d vectors, %d keys, not as given: %s%n",
        file,
        good,
        vectors,
        keys,
        wrong);
    wrong.removeIf(what -> ARGUED.stream().anyMatch(what::startsWith));
    assertEquals(List.of(), wrong);
  }

  private void check(JsonNode vector) {
    id = vector.path("id").asText();
    JsonNode config = vector.path("config");
    String now = config.path("now").asText(config.has("year_rule") ? "2020-07-01T00:00:00Z" : NOW);
    byte[] input =
        vector.path("enc").asText().equals("base64")
            ? Base64.getDecoder().decode(vector.path("input").asText())
            : vector.path("input").asText().getBytes(UTF_8);
    ZoneId zone = ZoneId.of(config.path("default_tz").asText("UTC"));
    var schema = new Schema();
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(input, 0, input.length);
    batch.begin(1, Nanos.parse(now), Samples.TCP, at, input.length);
    Formats.shipped(schema, zone).decode(batch, at, input.length, 0);
    Event event = batch.end().build().event(0);
    JsonNode expected = vector.path("expected");
    expected.properties().forEach(key -> check(event, key.getKey(), key.getValue()));
    compare("keep_raw", "true", Boolean.toString(Arrays.equals(input, event.original())));
  }

  private void check(Event event, String key, JsonNode value) {
    String text = value.isNull() ? null : value.asText();
    switch (key) {
      case "valid" -> compare(key, text, Boolean.toString(event.text(Fields.ERROR_CODE) == null));
      case "error_offset" -> compare(key, text, event.text(Fields.ERROR_OFFSET));
      case "pri" -> compare(key, text, event.text(Fields.SYSLOG_PRIORITY));
      case "facility" -> compare(key, text, event.text(Fields.SYSLOG_FACILITY_NAME));
      case "severity" ->
          compare(
              key,
              text == null ? null : SEVERITIES.getOrDefault(text, text),
              event.text(Fields.SYSLOG_SEVERITY_NAME));
      case "version" -> compare(key, text, event.text(Fields.SYSLOG_VERSION));
      case "hostname" -> compare(key, text, event.text(Fields.HOST_NAME));
      case "app", "appname" -> compare(key, text, event.text(Fields.SYSLOG_APPNAME));
      case "procid" -> compare(key, text, event.text(Fields.SYSLOG_PROCID));
      case "msgid" -> compare(key, text, event.text(Fields.SYSLOG_MSGID));
      case "message" -> compare(key, text, event.text(Fields.MESSAGE));
      case "format" ->
          compare(key, text, String.valueOf(event.text(Fields.FORMAT)).replace("syslog-", "rfc"));
      case "sd" ->
          value.properties().forEach(element -> data(event, element.getKey(), element.getValue()));
      case "fields" -> value.properties().forEach(field -> field(event, field));
      case "timestamp" -> time(event, String.valueOf(text));
      case "timestamp_unix" ->
          compare(key, text, Long.toString(Math.floorDiv(event.timestamp(), 1_000_000_000L)));
      case "timestamp_bsd" -> compare(key, squeeze(String.valueOf(text)), bsd(event));
      case "subsecond" ->
          compare(
              key,
              text,
              "milliseconds:" + Math.floorMod(event.timestamp(), 1_000_000_000L) / 1_000_000);
      default -> {
        // What the payload says, and notes.
      }
    }
  }

  private void field(Event event, Map.Entry<String, JsonNode> field) {
    if (field.getValue().isObject()) {
      data(event, field.getKey(), field.getValue());
    } else {
      check(event, field.getKey(), field.getValue());
    }
  }

  private void data(Event event, String element, JsonNode parameters) {
    parameters
        .properties()
        .forEach(
            parameter ->
                compare(
                    "sd." + element + "." + parameter.getKey(),
                    parameter.getValue().asText(),
                    event.text(
                        "log.syslog.structured_data." + element + "." + parameter.getKey())));
  }

  private void time(Event event, String expected) {
    if (expected.indexOf('T') < 0) {
      compare("timestamp", squeeze(expected), bsd(event));
      return;
    }
    Instant found = Nanos.instant(event.timestamp());
    Instant wanted = instant(expected.replace("(default tz)", "Z"));
    // Some upstreams give whole seconds, and the rest in a key of its own.
    boolean whole = wanted.getNano() == 0;
    compare(
        "timestamp",
        wanted.toString(),
        whole ? Instant.ofEpochSecond(found.getEpochSecond()).toString() : found.toString());
  }

  /** Unlike {@link OffsetDateTime}, syslog has offsets up to a day. */
  private static Instant instant(String text) {
    int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    if (text.endsWith("Z") || sign < 19) {
      return OffsetDateTime.parse(text).toInstant();
    }
    long hours = Long.parseLong(text.substring(sign + 1, sign + 3));
    long minutes = Long.parseLong(text.substring(sign + 4));
    long seconds = (hours * 60 + minutes) * 60 * (text.charAt(sign) == '-' ? -1 : 1);
    return Instant.parse(text.substring(0, sign) + "Z").minusSeconds(seconds);
  }

  private static String bsd(Event event) {
    return DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.US)
        .format(Nanos.instant(event.timestamp()).atZone(ZoneId.of("UTC")));
  }

  private static String squeeze(String text) {
    return text.replaceAll(" +", " ");
  }

  private void compare(String key, @Nullable String expected, @Nullable String found) {
    keys++;
    if (!Objects.equals(expected, found)) {
      wrong.add(id + " " + key + ": expected " + expected + ", found " + found);
    }
  }
}
