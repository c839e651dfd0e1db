package org.marsad.collector.format;

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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

class PayloadsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/payload");
  private static final Path HEADERS = Path.of("src/test/resources/golden/format");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  /** One file of frames, one a line, beside the fields they must give. */
  @ParameterizedTest
  @MethodSource("names")
  void readsAsTheGoldenFileSays(String name) throws IOException {
    Origin origin = name.equals("gelf") ? pinned(name) : Samples.TCP;
    var found = new StringBuilder();
    for (String line : Files.readAllLines(GOLDEN.resolve(name).resolve("input.txt"))) {
      if (!line.isBlank() && !line.startsWith("# ")) {
        found.append(describe(line, decode(unescape(line), origin))).append('\n');
      }
    }
    Path expected = GOLDEN.resolve(name).resolve("expected.txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, found);
    }
    assertEquals(Files.readString(expected), found.toString());
  }

  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void answersAnyBytesInEveryFormatAndKeepsThem() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<byte[]> seeds = seeds();
    List<String> names = new ArrayList<>(Formats.NAMES);
    names.add(Origin.AUTO);
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int j = random.nextInt(6); j > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      String name = names.get(random.nextInt(names.size()));
      Event event = decode(cut, pinned(name));
      if (!name.equals("es-bulk")) {
        assertArrayEquals(cut, event.original(), () -> "seed " + seed);
      }
      assertNotEquals("format.bug", event.text("error.code"), () -> "seed " + seed + ", " + name);
      assertNotNull(describe("", event));
    }
  }

  /** Half a megabyte of each takes milliseconds; what is quadratic would take minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CEF:0|a|b|c|d|e|f|#k=v\\\\ =",
        "CEF:0|a|b|c|d|e|f|#cs1=x cs1Label=y ",
        "LEEF:2.0|a|b|c|d|^|#k=^",
        "LEEF:1.0|a|b|c|d|#\\#011",
        "a=1 #b=\" ",
        "a=1 #'x ",
        "a=1,#b=\"x\",",
        "\"a\": \"b\" #\"",
        "192.0.2.1 - - [18/Mar/2026:10:14:15 +0000] #\"x ",
        "192.0.2.1 - - #[",
        "[Wed Mar 18 10:14:15.958285 2026] #[a:b] ",
        "[Wed Mar 18 10:14:15.958285 2026] [a:b] (1)#: ",
        "2026/03/18 10:14:15 [error] 1#1: #, client: ",
        "I20260318 10:14:15.411655 1 #a:1",
        "<Event>#<a>",
        "<Event>#<a b='&amp;' ",
        "<Event><System>#<b>&lt;</b>",
        "{\"a\":#[",
        "#Fields: #a ",
        "#fields\t#a\t",
        "1773829000.1\t#a\t",
        "2 #a ",
        "- #- ",
      })
  void takesTimeLinearInTheLength(String shape) {
    int hash = shape.indexOf('#', 1);
    String line = shape.substring(0, hash) + shape.substring(hash + 1).repeat(100_000);
    long start = System.nanoTime();
    Event event = decode(line.getBytes(UTF_8), Samples.TCP);
    assertTrue(System.nanoTime() - start < 10_000_000_000L, shape);
    assertEquals(line.length(), event.original().length);
  }

  @Test
  void keepsTheColumnsOfSourcesApart() {
    Origin one = new Origin("file", Transport.FILE, "one.log", Origin.AUTO);
    Origin other = new Origin("file", Transport.FILE, "other.log", Origin.AUTO);
    String line = "2026-03-18 10:14:15 192.0.2.8 alice 404";
    decode("#Fields: date time c-ip cs-username sc-status".getBytes(UTF_8), one);
    assertEquals("alice", decode(line.getBytes(UTF_8), one).text("user.name"));
    assertNull(decode(line.getBytes(UTF_8), other).text("user.name"));
    decode("#Fields: date time c-ip x-tenant sc-status".getBytes(UTF_8), one);
    assertEquals("alice", decode(line.getBytes(UTF_8), one).text("x-tenant"));
  }

  @Test
  void readsAPinnedFormatBehindAHeaderAndSaysWhatItDoesNotUnderstand() {
    Event event = decode("<13>Mar 18 10:14:15 web-1 app: words".getBytes(UTF_8), pinned("cef"));
    assertEquals("web-1", event.text("host.name"));
    assertEquals("words", event.text("message"));
    assertEquals("cef.version", event.text("error.code"));
  }

  /** All lines of all golden folders. */
  private static List<byte[]> seeds() throws IOException {
    var seeds = new ArrayList<byte[]>();
    try (var headers = Files.list(HEADERS);
        var payloads = Files.list(GOLDEN)) {
      for (Path folder : Stream.concat(headers, payloads).toList()) {
        for (String line : Files.readAllLines(folder.resolve("input.txt"))) {
          if (!line.isBlank()) {
            seeds.add(line.getBytes(UTF_8));
          }
        }
      }
    }
    return seeds;
  }

  private static Origin pinned(String format) {
    return new Origin("test", Transport.TCP, "192.0.2.1", format);
  }

  /** {@code \t} in a golden file is written as a tab is; a line feed has to be told. */
  private static byte[] unescape(String line) {
    return line.replace("\\r", "\r").replace("⏎", "\n").getBytes(UTF_8);
  }

  private Event decode(byte[] bytes, Origin origin) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, Samples.NOW, origin, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }

  /** The line, then its time and fields, sorted by name; numbers and booleans are marked. */
  private static String describe(String line, Event event) {
    var fields = new TreeMap<String, List<String>>();
    EventBatch batch = event.batch();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = batch.schema().field(batch.field(slice)).name();
      String mark =
          switch (batch.kind(slice)) {
            case TEXT -> "";
            case NUMBER -> " #";
            case BOOLEAN -> " ?";
          };
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(batch.text(slice) + mark);
    }
    var text = new StringBuilder(line).append('\n');
    text.append("  @timestamp = ").append(Nanos.format(event.timestamp())).append('\n');
    fields.forEach(
        (name, values) ->
            text.append("  ")
                .append(name)
                .append(" = ")
                .append(String.join(" | ", values).replace("\n", "⏎"))
                .append('\n'));
    return text.toString();
  }
}
