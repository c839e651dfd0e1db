package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseCommandTest {
  private static final String TWO_LINES =
      "<13>Mar 18 10:14:15 web-1 app[7]: one\n<13>1 2026-02-30T10:14:15Z web-1 app - - - two\n";

  @TempDir private Path folder;
  private final JsonMapper json = new JsonMapper();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void tellsAPersonWhatWasUnderstoodAndWhereItStopped() throws IOException {
    assertEquals(0, run(TWO_LINES.getBytes(UTF_8), "--received", "2026-03-18T10:20:30Z"));
    String text = out.toString(UTF_8);
    assertTrue(
        text.contains("  format = syslog-3164\n  @timestamp = 2026-03-18T10:14:15Z\n"), text);
    assertTrue(text.contains("\n  process.pid = 7\n"), text);
    assertTrue(
        text.contains("\n                          ^\n  syslog.timestamp at byte 26: "), text);
    assertTrue(err.toString(UTF_8).startsWith("2 frames, in 1 of them "), err.toString(UTF_8));
  }

  @Test
  void keepsTheTerminalSafe() throws IOException {
    run("<13>Mar 18 10:14:15 web-1 app: \u001b[31mred \u202e!\n".getBytes(UTF_8));
    String text = out.toString(UTF_8);
    assertFalse(text.contains("\u001b") || text.contains("\u202e"), text);
    assertTrue(text.contains("message = \\x1b[31mred \\u{202e}!"), text);
  }

  @Test
  void writesAnObjectAFrame() throws IOException {
    List<JsonNode> objects = ndjson(TWO_LINES.getBytes(UTF_8), "--received=2026-03-18T10:20:30Z");
    assertEquals(2, objects.size());
    JsonNode first = objects.get(0);
    assertEquals("syslog-3164", first.path("format").asText());
    assertTrue(first.path("error").isNull() && first.path("position").isNull(), first.toString());
    assertEquals("2026-03-18T10:14:15Z", first.path("fields").path("@timestamp").asText());
    assertEquals("one", first.path("fields").path("message").asText());
    assertTrue(first.path("fields").path("log.syslog.priority").isInt());
    JsonNode second = objects.get(1);
    assertEquals("syslog.timestamp", second.path("error").path("code").asText());
    assertEquals(26, second.path("position").asInt());
    assertTrue(second.path("fields").path("tags").isArray());
  }

  @Test
  void keepsNumbersValuesAndBytesAsTheyAre() throws IOException {
    JsonNode object = ndjson("{\"n\":1.50,\"ok\":true,\"a\":[\"x\",\"y\"]}".getBytes(UTF_8)).get(0);
    assertTrue(out.toString(UTF_8).contains("\"n\":1.50,"), out.toString(UTF_8));
    assertTrue(object.path("fields").path("ok").asBoolean());
    assertEquals("[\"x\",\"y\"]", object.path("fields").path("a").toString());
    byte[] latin = "<13>Mar 18 10:14:15 web-1 app: M\u00fcller".getBytes(ISO_8859_1);
    JsonNode odd = ndjson(latin).get(0);
    assertEquals("M\u00fcller", odd.path("fields").path("message").asText());
    assertArrayEquals(latin, odd.path("raw").binaryValue());
  }

  @Test
  void tellsFramesApartAsTcpDoesOrNotAtAll() throws IOException {
    byte[] counted =
        "30 <13>Mar 18 10:14:15 h a: x\ny z26 <13>Mar 18 10:14:15 h a: q".getBytes(UTF_8);
    List<JsonNode> frames = ndjson(counted, "--framing", "syslog");
    assertEquals(2, frames.size());
    assertEquals("x\ny z", frames.get(0).path("fields").path("message").asText());
    List<JsonNode> one = ndjson(TWO_LINES.getBytes(UTF_8), "--framing", "none");
    assertEquals(1, one.size());
    assertEquals(
        "syslog.empty", ndjson(new byte[0], "--framing=none").get(0).at("/error/code").asText());
    var many = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      many.append("<13>Mar 18 10:14:15 host app: line ").append(i).append('\n');
    }
    List<JsonNode> lines = ndjson(many.toString().getBytes(UTF_8), "--framing", "syslog");
    assertEquals(5_000, lines.size());
    assertEquals("line 4999", lines.getLast().path("fields").path("message").asText());
  }

  @Test
  void readsPackedFilesAndStandardInput() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(TWO_LINES.getBytes(UTF_8));
    }
    assertEquals(2, ndjson(packed.toByteArray()).size());
    assertEquals(2, ndjson(Zstd.compress(TWO_LINES.getBytes(UTF_8))).size());
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(TWO_LINES.getBytes(UTF_8)));
    try {
      assertEquals(0, command("parse", "-"));
    } finally {
      System.setIn(before);
    }
    assertTrue(out.toString(UTF_8).contains("message = one"));
  }

  @Test
  void takesTheZoneAndTheFormat() throws IOException {
    byte[] line = "<13>Mar 18 13:14:15 web-1 app: x".getBytes(UTF_8);
    JsonNode object =
        ndjson(line, "--zone=Asia/Qatar", "--received=2026-03-18T13:20:30+03:00").get(0);
    assertEquals("2026-03-18T10:14:15Z", object.at("/fields/@timestamp").asText());
    assertEquals("json.object", ndjson(line, "--format=json").get(0).at("/error/code").asText());
  }

  @Test
  void saysWhatIsWrongWithTheCommand() throws IOException {
    assertEquals(1, run(new byte[0], "--zone=Nowhere"));
    assertTrue(err.toString(UTF_8).contains("not a time zone: \"Nowhere\""));
    assertEquals(1, run(new byte[0], "--received=noon"));
    assertTrue(err.toString(UTF_8).contains("not a time: \"noon\""));
    assertEquals(1, run(new byte[0], "--format=xml-ish"));
    assertTrue(err.toString(UTF_8).contains("expecting auto or one of [syslog-5424"));
    assertEquals(1, command("parse", folder.resolve("absent").toString()));
    assertTrue(err.toString(UTF_8).contains("no such file: "));
    assertEquals(2, command("parse"));
    assertEquals(0, command("parse", "--help"));
  }

  private List<JsonNode> ndjson(byte[] input, String... options) throws IOException {
    out.reset();
    var all = new ArrayList<String>(List.of("--output", "ndjson"));
    all.addAll(List.of(options));
    assertEquals(0, run(input, all.toArray(String[]::new)), () -> err.toString(UTF_8));
    var objects = new ArrayList<JsonNode>();
    for (String line : out.toString(UTF_8).lines().toList()) {
      objects.add(json.readTree(line));
    }
    return objects;
  }

  private int run(byte[] input, String... options) throws IOException {
    Path file = folder.resolve("input");
    Files.write(file, input);
    return command(
        Stream.concat(Stream.of("parse", file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private int command(String... arguments) {
    PrintStream beforeOut = System.out;
    PrintStream beforeErr = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      return Main.run(arguments);
    } finally {
      System.setOut(beforeOut);
      System.setErr(beforeErr);
    }
  }
}
