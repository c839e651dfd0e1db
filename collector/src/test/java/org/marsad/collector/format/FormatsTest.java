package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

/** One reader for all: the mappings take longer to read than the lines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/format");

  private static final Pattern HEADER =
      Pattern.compile(
          "  (@timestamp|error[.]|event[.]sequence|host[.]|log[.]syslog[.]|marsad[.](claimed|error)"
              + "|message |process[.](name|pid) |tags )");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  /** One file of frames, one a line, beside the fields they must give. */
  @ParameterizedTest
  @MethodSource("folders")
  void readsAsTheGoldenFileSays(String name) throws IOException {
    Path expected = GOLDEN.resolve(name).resolve("expected.txt");
    var found = new StringBuilder();
    for (String line : Files.readAllLines(GOLDEN.resolve(name).resolve("input.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String text = describe(line, decode(line, Samples.TCP));
        found.append(name.equals("syslog-devices") ? header(text) : text).append('\n');
      }
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, found);
    }
    assertEquals(Files.readString(expected), found.toString());
  }

  static List<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  /** Without the fields that the mappings of vendors add, and add to. */
  private static String header(String text) {
    return text.lines()
            .filter(line -> !line.startsWith("  ") || HEADER.matcher(line).lookingAt())
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:10Z, Dec 31 23:59:58, 2025-12-31T23:59:58Z",
    "2025-12-31T23:59:58Z, Jan  1 00:00:05, 2026-01-01T00:00:05Z",
    "2026-03-18T10:20:30Z, Mar 18 10:20:29, 2026-03-18T10:20:29Z",
    "2026-03-18T10:20:30Z, Mar 19 10:00:00, 2026-03-18T10:20:30Z",
    "2026-11-23T10:00:00Z, Dec 14 10:00:00, 2025-12-14T10:00:00Z",
    "2026-03-01T00:00:00Z, Feb 29 10:00:00, 2024-02-29T10:00:00Z",
    "2025-12-31T23:59:58Z, Jan  2 10:00:00, 2025-01-02T10:00:00Z",
    "2026-01-01T00:00:10Z, Dec 31 20:59:58 -03:00, 2025-12-31T23:59:58Z",
  })
  void guessesTheYearNearestToTheReception(String received, String stamp, String expected) {
    Event event = decode("<13>" + stamp + " host app: text", Samples.TCP, Nanos.parse(received));
    assertEquals(Nanos.format(Nanos.parse(expected)), Nanos.format(event.timestamp()));
  }

  @Test
  void readsARequestOfRailsInOneFrame() {
    Event event =
        decode(
            "Started GET \"/notes?id=7\" for 192.0.2.7 at 2026-03-18 11:14:15 +0100\n"
                + "Processing by Shop::NotesController#index as JSON\n"
                + "  Parameters: {\"id\"=>\"7\"}\n"
                + "Completed 200 OK in 640ms (Views: 1.7ms | ActiveRecord: 91.0ms)",
            Samples.TCP);
    assertEquals(Nanos.parse("2026-03-18T10:14:15Z"), event.timestamp());
    assertEquals("/notes?id=7", event.text("url.original"));
    assertEquals("Shop::NotesController", event.text("rails.controller.class"));
    assertEquals("\"id\"=>\"7\"", event.text("rails.request.params"));
    assertEquals("200", event.text("http.response.status_code"));
    assertEquals("91.0", event.text("rails.request.duration.active_record"));
  }

  @Test
  void readsPayloadsThatAreNoUtf8AsLatin1() {
    byte[] line = "CEF:0|Example|Wall|1|7|n|3|src=192.0.2.1 suser=Ren\u00e9".getBytes(ISO_8859_1);
    Event event = decode(line, Samples.TCP, Samples.NOW);
    assertEquals("192.0.2.1", event.text(Fields.SOURCE_IP));
    assertEquals("Ren\u00e9", event.text(Fields.USER_NAME));
    assertTrue(event.texts(Fields.TAGS).contains("not-utf8"));
    assertArrayEquals(line, event.original());
  }

  @Test
  void namesAllFormats() {
    assertEquals(Formats.NAMES, formats.all().stream().map(LogFormat::name).toList());
  }

  @Test
  void keepsTimesThatCannotBeAndStaysAtTheReception() {
    for (String time : List.of("1970-01-01T00:00:07Z", "1980-01-06T00:00:00Z")) {
      assertFlagged(decode("<13>1 " + time + " h a - - -", Samples.TCP), time, "time-ancient");
      assertFlagged(decode("{\"time\":\"" + time + "\"}", Samples.TCP), time, "time-ancient");
    }
    for (String time : List.of("2106-02-07T06:28:15Z", "9999-12-31T23:59:59Z")) {
      assertFlagged(decode("<13>" + time + " h a: x", Samples.TCP), time, "time-future");
      assertFlagged(decode("{\"time\":\"" + time + "\"}", Samples.TCP), time, "time-future");
    }
    assertNull(decode("<13>1 1999-12-31T23:59:59Z h a - - -", Samples.TCP).text(Fields.TAGS));
  }

  private static void assertFlagged(Event event, String claim, String flag) {
    assertEquals(Samples.NOW, event.timestamp(), claim);
    assertEquals(claim, event.text(Fields.EVENT_CLAIMED));
    assertEquals(flag, event.text(Fields.TAGS));
  }

  @Test
  void treatsASourceAsItsProfileSays() {
    var profile = new SourceProfile(ZoneId.of("Asia/Qatar"), "json", Map.of("site", "doha"));
    Formats pinned =
        Formats.shipped(
            schema,
            origin ->
                origin.peer().equals(Samples.TCP.peer())
                    ? profile
                    : SourceProfile.of(ZoneId.of("Asia/Qatar")),
            TimeBounds.defaults());
    String line = "<13>Mar 18 13:14:15 host app: text";
    byte[] bytes = line.getBytes(UTF_8);
    Event event = decode(pinned, bytes, Samples.TCP, Samples.NOW);
    assertEquals("json.object", event.text(Fields.ERROR_CODE));
    assertEquals("doha", event.text("labels.site"));
    Origin other = Origin.of("syslog-udp", Transport.UDP, "192.0.2.3");
    event = decode(pinned, bytes, other, Samples.NOW);
    assertEquals(Nanos.parse("2026-03-18T10:14:15Z"), event.timestamp());
    assertNull(event.text("labels.site"));
  }

  @Test
  void takesTheLastAddressOfALineThatAnAttackerWrote() {
    Event event =
        decode(
            "<86>Mar 18 10:20:30 web-1 sshd[1]: Failed password for invalid user root from"
                + " 192.0.2.1 port 1 ssh2 from 198.51.100.7 port 22 ssh2",
            Samples.TCP);
    assertEquals("198.51.100.7", event.text(Fields.SOURCE_IP));
    assertEquals("root from 192.0.2.1 port 1 ssh2", event.text(Fields.USER_NAME));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<999>x                     | syslog.priority   | 3",
        "<13                        | syslog.priority   | 3",
        "<13>1 yesterday h a p  | syslog.timestamp  | 6",
        "{\"a\":                    | json.value        | 5",
        "{\"a\":1,}                 | json.name         | 7",
        "{\"a\":\"\\x\"}            | json.escape       | 8",
      })
  void keepsWhatItDoesNotUnderstandAndSaysWhere(String line, String code, int position) {
    Event event = decode(line, Samples.TCP);
    assertEquals(code, event.text(Fields.ERROR_CODE), line);
    assertEquals(Integer.toString(position), event.text(Fields.ERROR_OFFSET), line);
    assertEquals("pipeline_error", event.text(Fields.EVENT_KIND));
    assertEquals(line, event.text(Fields.MESSAGE));
    assertArrayEquals(line.getBytes(UTF_8), event.original());
  }

  @Test
  void flattensWhatLiesDeepAndRefusesWhatLiesTooDeep() {
    Event event = decode("{\"a\":{\"b\":[1,{\"c\":true},\"x\"]},\"noName\":null}", Samples.HTTP);
    assertEquals(List.of("1", "x"), event.texts(schema.field(schema.id("a.b"))));
    assertEquals("true", event.text("a.b.c"));
    assertNull(schema.find("noName"));
    String deep = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);
    assertEquals("json.depth", decode(deep, Samples.HTTP).text(Fields.ERROR_CODE));
  }

  @Test
  void keepsNamesThatAreOursApart() {
    Event event =
        decode(
            "{\"event.id\":\"7\",\"event.original\":\"x\",\"@timestamp\":\"2026-03-18T00:00:00Z\"}",
            Samples.HTTP);
    assertEquals("7", event.text("json.event.id"));
    assertEquals("x", event.text("json.event.original"));
    assertEquals(Nanos.parse("2026-03-18T00:00:00Z"), event.timestamp());
  }

  /** What a source sent before may save time, but must not decide. */
  @Test
  void readsAFrameAlikeWhateverCameBefore() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<String> lines = goldenLines();
    // The last record of an audit event is given what those before it say, see AuditJoinerTest.
    lines.removeIf(line -> line.contains("audit("));
    for (int i = 0; i < 2_000; i++) {
      String line = lines.get(random.nextInt(lines.size()));
      byte[] bytes = line.getBytes(UTF_8);
      Formats fresh = i % 50 == 0 ? Formats.shipped(schema, ZoneId.of("UTC")) : formats;
      Event event = decode(fresh, bytes, Origin.of("i" + i, Transport.TCP, ""), Samples.NOW);
      assertEquals(
          describe(line, event),
          describe(line, decode(bytes, Samples.TCP, Samples.NOW)),
          () -> "seed " + seed);
      long claims =
          formats.all().stream().filter(format -> format.claims(bytes, 0, bytes.length)).count();
      assertTrue(claims <= 1, line);
    }
  }

  private static List<String> goldenLines() throws IOException {
    var lines = new ArrayList<String>();
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      for (Path folder : folders.sorted().toList()) {
        lines.addAll(Files.readAllLines(folder.resolve("input.txt")));
      }
    }
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    return lines;
  }

  @Test
  void answersAnyBytesAndKeepsThem() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<String> seeds = goldenLines();
    Formats own = Formats.shipped(schema, ZoneId.of("UTC"));
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).getBytes(UTF_8);
      for (int j = random.nextInt(6); j > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      Origin origin = random.nextBoolean() ? Samples.TCP : Samples.HTTP;
      Event event = decode(own, cut, origin, Samples.NOW);
      assertArrayEquals(cut, event.original(), () -> "seed " + seed);
      assertNotNull(describe("", event), () -> "seed " + seed);
      assertNotEquals("format.bug", event.text(Fields.ERROR_CODE), () -> "seed " + seed);
    }
  }

  private Event decode(String line, Origin origin) {
    return decode(line, origin, Samples.NOW);
  }

  private Event decode(String line, Origin origin, long received) {
    return decode(line.replace("\\n", "\n").getBytes(UTF_8), origin, received);
  }

  private Event decode(byte[] bytes, Origin origin, long received) {
    return decode(formats, bytes, origin, received);
  }

  private Event decode(Formats formats, byte[] bytes, Origin origin, long received) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, received, origin, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }

  /** The line, then its time and fields, sorted by name. */
  private static String describe(String line, Event event) {
    var fields = new TreeMap<String, List<String>>();
    EventBatch batch = event.batch();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = batch.schema().field(batch.field(slice)).name();
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(batch.text(slice));
    }
    var text = new StringBuilder(line).append('\n');
    text.append("  @timestamp = ").append(Nanos.format(event.timestamp())).append('\n');
    fields.forEach(
        (name, values) ->
            text.append("  ")
                .append(name)
                .append(" = ")
                .append(String.join(" | ", values))
                .append('\n'));
    return text.toString();
  }
}
