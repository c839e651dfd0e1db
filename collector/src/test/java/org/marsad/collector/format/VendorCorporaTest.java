package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

/** What mappings make of labelled logs in {@code $MARSAD_CORPORA}, where that is set. */
class VendorCorporaTest {
  private static final @Nullable String CORPORA = System.getenv("MARSAD_CORPORA");
  private static final long NOW_OF_FAIL2BAN = Nanos.parse("2005-08-14T10:00:00Z");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void readsOneWindowsEventAlikeInTwoShapes() throws IOException {
    List<String> flat = lines("sigma-regression.ndjson.gz");
    List<String> nested = lines("sigma-regression.nested.ndjson.gz");
    var different = new ArrayList<String>();
    for (int i = 0; i < flat.size(); i++) {
      Map<String, String> one = fields(decode(flat.get(i), Samples.NOW));
      Map<String, String> other = fields(decode(nested.get(i), Samples.NOW));
      for (Map.Entry<String, String> field : one.entrySet()) {
        if (!field.getValue().equals(other.remove(field.getKey()))) {
          different.add(i + ": " + field.getKey());
        }
      }
      for (String name : other.keySet()) {
        different.add(i + ": " + name);
      }
    }
    System.out.printf(Locale.ROOT, "%d Windows events in two shapes%n", flat.size());
    assertEquals(List.of(), different);
  }

  @Test
  void findsWhoKnocksInEveryLineOfSshd() throws IOException {
    var wrong = new ArrayList<String>();
    int hosts = 0;
    int users = 0;
    for (String line : lines("fail2ban/samples.ndjson.gz")) {
      JsonNode sample = json.readTree(line);
      String raw = sample.path("raw").asText();
      JsonNode expected = sample.path("expect");
      String host = expected.path("host").asText();
      if (!sample.path("filter").asText().equals("sshd")) {
        continue;
      }
      Event event = decode(raw, NOW_OF_FAIL2BAN);
      // Some lines are about the host of a line before.
      if (expected.has("host") && raw.contains(host)) {
        hosts++;
        if (!host.equals(event.text(Fields.SOURCE_IP))
            && !host.equals(event.text(Fields.SOURCE_ADDRESS))) {
          wrong.add(host + " in " + raw);
        }
      }
      String user = expected.path("user").asText();
      if (!user.isEmpty()) {
        users++;
        if (!user.equals(event.text(Fields.USER_NAME))) {
          wrong.add(user + " in " + raw);
        }
      }
    }
    System.out.printf(Locale.ROOT, "sshd: %d hosts, %d users, wrong: %s%n", hosts, users, wrong);
    assertEquals(List.of(), wrong);
  }

  private static List<String> lines(String file) throws IOException {
    assumeTrue(CORPORA != null, "MARSAD_CORPORA is not set");
    Path path = Path.of(String.valueOf(CORPORA)).resolve(file);
    assumeTrue(Files.exists(path), path + " is not there");
    try (var reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), UTF_8))) {
      return reader.lines().toList();
    }
  }

  private Event decode(String line, long received) {
    byte[] bytes = line.getBytes(UTF_8);
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(1, received, Samples.TCP, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }

  /** All values by field, without what the publisher of the second shape has lost of them. */
  private static Map<String, String> fields(Event event) {
    var fields = new TreeMap<String, String>();
    EventBatch batch = event.batch();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = batch.schema().field(batch.field(slice)).name();
      fields.merge(name, plain(batch.text(slice)), (a, b) -> a + " | " + b);
    }
    return fields;
  }

  private static String plain(String text) {
    String plain = text.replace("\r", "").strip();
    if (plain.matches("\\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\\}?")) {
      return plain.replaceAll("[{}]", "").toUpperCase(Locale.ROOT);
    }
    return plain.replaceAll("(\\.\\d{6})\\d+Z", "$1Z");
  }
}
