package org.marsad.collector.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.random.Seeds;

class TextMappingsTest {
  private static final EventTime NEVER = (_, _, _, _) -> false;
  private static final String PAIRS =
      """
      when: {process: [fw]}
      names: {src: source.ip, user: [user.name, related.user], took: [{to: event.duration, as: clock}, acme.took], drop: ~}
      rest: acme.
      nothing: [N/A]
      kv: {quotes: '""<>', word: acme.flags}
      """;

  private final Schema schema = new Schema();

  @Test
  void readsPairsInTheWordsOfTheVendor() {
    Event event =
        map(
            PAIRS,
            "src=192.0.2.1 user=\"al \\\"x\\\" b\" took=1:00:02 zone=dmz n=7 drop=x h=N/A SYN e="
                + " m=<a b> c d=3");
    assertEquals("192.0.2.1", event.text(Fields.SOURCE_IP));
    assertEquals("al \"x\" b", event.text(Fields.USER_NAME));
    assertEquals("al \"x\" b", event.text("related.user"));
    assertEquals("3602000000000", event.text("event.duration"));
    assertEquals("1:00:02", event.text("acme.took"));
    assertEquals("dmz", event.text("acme.zone"));
    assertEquals("7", event.text("acme.n"));
    assertEquals("a b", event.text("acme.m"));
    assertEquals("3", event.text("acme.d"));
    assertEquals(List.of("SYN", "c"), event.texts(schema.field(schema.id("acme.flags"))));
    assertNull(schema.find("acme.drop"));
    assertNull(schema.find("acme.h"));
    assertNull(schema.find("acme.e"));
  }

  @Test
  void takesTheFirstOfTwoValuesOfAName() {
    Event event = map(PAIRS, "src=192.0.2.1 user=x src=198.51.100.1");
    assertEquals(List.of("192.0.2.1"), event.texts(Fields.SOURCE_IP));
  }

  @Test
  void readsColumnsAsOneOfThemSays() {
    String yaml =
        """
        when: {process: [fw]}
        names: {user: user.name}
        rest: acme.
        csv:
          columns: [_, kind]
          by: kind
          then:
            LOGIN: [user, source.ip]
            DROP: {columns: [source.ip, proto], by: proto, then: {tcp: [flags], "*": [other]}}
        """;
    Event login = map(yaml, "1,LOGIN,\"a,\"\"b\"\"\",192.0.2.1,more");
    assertEquals("a,\"b\"", login.text(Fields.USER_NAME));
    assertEquals("192.0.2.1", login.text(Fields.SOURCE_IP));
    Event drop = map(yaml, "1,DROP,192.0.2.2,tcp,S");
    assertEquals("S", drop.text("acme.flags"));
    assertEquals("5", map(yaml, "1,DROP,192.0.2.2,udp,5").text("acme.other"));
    assertEquals("ELSE", map(yaml, "1,ELSE,x").text("acme.kind"));
    assertEquals("LOGIN", map(yaml, "1,LOGIN,\"open").text("acme.kind"));
  }

  @ParameterizedTest
  @CsvSource({
    "Deny tcp from 192.0.2.1 by rule, , rule",
    "Deny tcp from 192.0.2.1 user bob by rule, bob, rule",
    "Deny tcp from 192.0.2.1, , ",
    "Deny tcp from 192.0.2.1 user bob, bob, ",
  })
  void readsWhatMayBeMissing(String message, String user, String rule) {
    String yaml =
        """
        when: {process: [fw]}
        patterns:
          - match: "Deny {network.transport} from {source.ip}{? user {*user.name}?}{? by {rule.name}?}"
        """;
    Event event = map(yaml, message);
    assertEquals("192.0.2.1", event.text(Fields.SOURCE_IP));
    assertEquals(user, event.text(Fields.USER_NAME));
    assertEquals(rule, event.text("rule.name"));
  }

  @Test
  void findsPatternsByTheIdOfTheMessage() {
    String yaml =
        """
        when: {value: {message: ["%ACME-#-*"]}}
        unwrap: ["%ACME-{event.severity}-{event.code}: {*message}"]
        patterns:
          - {is: [100, 101], match: "Login of {*user.name}", set: {event.action: login}}
          - {is: 102, set: {event.action: reboot}}
          - {match: "Login of {user.name} failed", set: {event.action: other}}
        """;
    Event event = map(yaml, "%ACME-6-101: Login of bob failed");
    assertEquals("bob failed", event.text(Fields.USER_NAME));
    assertEquals("login", event.text(Fields.EVENT_ACTION));
    assertEquals("6", event.text(Fields.EVENT_SEVERITY));
    assertEquals("reboot", map(yaml, "%ACME-1-102: anything").text(Fields.EVENT_ACTION));
    assertEquals("other", map(yaml, "%ACME-1-103: Login of al failed").text(Fields.EVENT_ACTION));
    assertNull(map(yaml, "%ACME-x-102: anything").text(Fields.EVENT_CODE));
  }

  @Test
  void readsPairsInsideOfAPattern() {
    String yaml =
        """
        when: {process: [fw]}
        names: {rip: source.ip}
        rest: acme.
        kv: {between: ","}
        patterns:
          - match: "Login: {*kv}"
        """;
    Event event = map(yaml, "Login: rip=::ffff:192.0.2.1, method=PLAIN, TLS");
    assertEquals("192.0.2.1", event.text(Fields.SOURCE_IP));
    assertEquals("PLAIN", event.text("acme.method"));
  }

  @Test
  void takesFromFieldsThatAPatternEntered() {
    String yaml =
        """
        when: {process: [fw]}
        parse:
          process.command_line: ["{process.executable} {}", "{process.executable}"]
        copy: {process.name: process.executable}
        patterns:
          - match: "ran {*process.command_line}"
        """;
    Event event = map(yaml, "ran /usr/bin/id -u");
    assertEquals("/usr/bin/id", event.text(Fields.PROCESS_EXECUTABLE));
    assertEquals(List.of("fw"), event.texts(Fields.PROCESS_NAME));
  }

  @Test
  void readsStructuredDataOfAnyVersion() {
    String yaml =
        """
        when: {process: [fw]}
        names: {source-address: source.ip}
        structured: "junos@"
        """;
    Event event =
        map(yaml, "x", "log.syslog.structured_data.junos@2636.1.1.40.source-address", "192.0.2.1");
    assertEquals("192.0.2.1", event.text(Fields.SOURCE_IP));
  }

  @Test
  void usersAddVendorsAndReplaceOurs(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("acme.yaml"), "when: {process: [acme]}\nset: {event.module: acme}");
    Files.writeString(
        folder.resolve("sudo.yaml"), "when: {process: [sudo]}\nset: {event.module: mine}");
    Files.writeString(folder.resolve("README.txt"), "not: [a mapping");
    var mappings = Mappings.of(MappingFiles.shipped().with(folder), schema, NEVER);
    assertEquals("acme", map(mappings, "x", "process.name", "acme").text(Fields.EVENT_MODULE));
    assertEquals("mine", map(mappings, "x", "process.name", "sudo").text(Fields.EVENT_MODULE));
    assertEquals("su", map(mappings, "x", "process.name", "su").text(Fields.EVENT_MODULE));
  }

  @Test
  void tellsAllThatIsWrongWithItsPlace(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"),
        """
        when: {proces: [a]}
        patterns:
          - match: "a {b"
          - match: "a {user.name}{source.ip}"
          - match: "a"
            means: logn
          - match: "b {*kv}"
        meanings:
          login: {event.action: login}
        """);
    Files.writeString(folder.resolve("b.yaml"), "when: [");
    MappingFiles files = MappingFiles.shipped().with(folder);
    var problem = assertThrows(MappingException.class, () -> Mappings.of(files, schema, NEVER));
    String text = String.valueOf(problem.getMessage());
    for (String expected :
        List.of(
            "a.yaml:1:8: when: unknown key \"proces\"; did you mean \"process\"?",
            "a.yaml:3:5: match: { at column 3 is never closed in \"a {b\"",
            "a.yaml:4:5: match: no text between the holes at column 14",
            "a.yaml:5:5: a: \"logn\" is not among the meanings; did you mean \"login\"?",
            "a.yaml:7:5: match: a hole {kv} needs kv: {...} in the file",
            "b.yaml:")) {
      assertTrue(text.contains(expected), () -> expected + "\nin\n" + text);
    }
  }

  @Test
  void readsAnyBytes() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String csv =
        "when: {process: [fw]}\nrest: a.\ncsv: {columns: [a, b], by: b, then: {\"*\": [c, d]}}";
    var pairs = Mappings.of("p.yaml", PAIRS, schema, NEVER);
    var columns = Mappings.of("c.yaml", csv, schema, NEVER);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = "src=\"1\\\" a=<b> ,\"\"=x,,\"q\\\\".getBytes(UTF_8);
      for (int j = random.nextInt(8); j > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) "\"=, <>\\a1\0".charAt(random.nextInt(10));
      }
      String text = new String(bytes, 0, random.nextInt(bytes.length + 1), UTF_8);
      assertEquals(
          "fw", map(pairs, text, "process.name", "fw").text("process.name"), () -> "seed " + seed);
      assertEquals(
          "fw",
          map(columns, text, "process.name", "fw").text("process.name"),
          () -> "seed " + seed);
    }
  }

  private Event map(String yaml, String message) {
    return map(yaml, message, "x", "y");
  }

  private Event map(String yaml, String message, String name, String value) {
    var mappings = Mappings.of("test.yaml", yaml, schema, NEVER);
    return map(mappings, message, "process.name", "fw", name, value);
  }

  private Event map(Mappings mappings, String message, String... fields) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    batch.begin(1, Samples.NOW, Samples.TCP, 0, 0);
    for (int i = 0; i < fields.length; i += 2) {
      batch.add(fields[i], fields[i + 1]);
    }
    batch.add(Fields.MESSAGE, message);
    mappings.apply(batch);
    return batch.end().build().event(0);
  }
}
