package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.random.Seeds;

class SendFileTest {
  @TempDir private Path folder;

  private static List<String> records(InputStream in, SendCommand.Split split) throws IOException {
    var records = new ArrayList<String>();
    try (RecordReader reader = SendFile.records(in, split)) {
      while (reader.next()) {
        records.add(new String(reader.buffer(), reader.offset(), reader.length(), UTF_8));
      }
    }
    return records;
  }

  private static List<String> records(String text) throws IOException {
    return records(new ByteArrayInputStream(text.getBytes(UTF_8)), SendCommand.Split.auto);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void readsLinesPackedOrNot() throws IOException {
    byte[] text = "one\r\ntwo\n\nthree".getBytes(UTF_8);
    for (byte[] stored : List.of(text, gzip(text), Zstd.compress(text))) {
      assertEquals(
          List.of("one", "two", "", "three"),
          records(new ByteArrayInputStream(stored), SendCommand.Split.auto));
    }
    var twice = new ByteArrayOutputStream();
    twice.writeBytes(gzip("a\n".getBytes(UTF_8)));
    twice.writeBytes(gzip("b\n".getBytes(UTF_8)));
    assertEquals(
        List.of("a", "b"),
        records(new ByteArrayInputStream(twice.toByteArray()), SendCommand.Split.auto));
  }

  @Test
  void readsArraysMemberByMember() throws IOException {
    assertEquals(
        List.of("{\"a\": [1, \"]}\"] }", "{\"b\":\"x\\\"\"}", "{}"),
        records("\ufeff[\n  {\"a\": [1,\n \"]}\"]\n},\n{\"b\":\"x\\\"\"},{}\n]\n"));
    assertEquals(List.of(), records(" [ ] "));
  }

  @Test
  void readsEnvelopesOfCloudsRecordByRecord() throws IOException {
    assertEquals(
        List.of("{\"a\":[{\"b\":\"]}\"}]}", "{\"c\": 1}"),
        records("{\"Records\":[{\"a\":[{\"b\":\"]}\"}]},{\"c\":\n1}]}"));
    assertEquals(
        List.of("{\"a\":1}", "{\"b\":2}", "{\"c\":3}"),
        records("{ \"records\" : [{\"a\":1},{\"b\":2}]}\n{\"records\":[{\"c\":3}]}\n"));
    assertEquals(List.of("{\"records\":1}"), records("{\"records\":1}"));
  }

  @Test
  void readsObjectsThatGoOverSeveralLines() throws IOException {
    assertEquals(
        List.of("{ \"a\": 1 }", "{ \"b\": 2 }"), records("{\n  \"a\": 1\n}\n{\n\"b\": 2\n}\n"));
  }

  @Test
  void takesLinesInBracketsAndObjectsALineAsLines() throws IOException {
    assertEquals(List.of("[Wed Oct 11] x", "[y]"), records("[Wed Oct 11] x\n[y]\n"));
    assertEquals(List.of("{\"a\": 1}", "no json"), records("{\"a\": 1}\nno json\n"));
  }

  @Test
  void readsAnArrayHoweverTheBytesArrive() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    var members = new ArrayList<String>();
    var text = new StringBuilder("[");
    for (int i = 0; i < 5_000; i++) {
      members.add("{\"n\":" + i + ",\"s\":\"" + "x,]}[{\\\\".repeat(random.nextInt(20)) + "\"}");
      text.append(i == 0 ? "" : ",\n").append(members.get(i));
    }
    byte[] bytes = text.append("]").toString().getBytes(UTF_8);
    var slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1 + random.nextInt(700)));
          }
        };
    assertEquals(members, records(slow, SendCommand.Split.auto), () -> "seed " + seed);
  }

  @Test
  void findsFilesByPattern() throws IOException {
    for (String name : List.of("b.json", "a.json", "c.txt")) {
      Files.writeString(folder.resolve(name), "x\n");
    }
    Files.createDirectory(folder.resolve("d.json"));
    List<String> found =
        SendFile.of(List.of(folder + "/*.json", folder + "/c.txt")).stream()
            .map(file -> Path.of(file.name()).getFileName().toString())
            .toList();
    assertEquals(List.of("a.json", "b.json", "c.txt"), found);
  }

  @Test
  void saysWhatIsWrongWithAName() {
    for (String name : List.of("none", "*.none", "")) {
      String path = folder + (name.isEmpty() ? "" : "/" + name);
      var told = assertThrows(CommandException.class, () -> SendFile.of(List.of(path)));
      assertTrue(String.valueOf(told.getMessage()).contains(path), told.getMessage());
    }
  }
}
