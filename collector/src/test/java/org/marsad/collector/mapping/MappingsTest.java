package org.marsad.collector.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

class MappingsTest {
  private static final EventTime NEVER = (_, _, _, _) -> false;

  private final Schema schema = new Schema();

  @Test
  void takesTheFirstSourceThatHasAValue() {
    Event event =
        map("copy: {user.name: [b, c, d]}", "a", "1", "b", "-", "c", "alice", "d", "mallory");
    assertEquals("alice", event.text("user.name"));
  }

  @Test
  void neverWritesOverAValue() {
    Event event =
        map(
            "copy: {user.name: b}\nset: {c: x, d: y}",
            "a",
            "1",
            "user.name",
            "bob",
            "b",
            "al",
            "d",
            "z");
    assertEquals(List.of("bob"), texts(event, "user.name"));
    assertEquals(List.of("x"), texts(event, "c"));
    assertEquals(List.of("z"), texts(event, "d"));
  }

  @Test
  void copiesAllValuesOfAField() {
    Event event = map("copy: {related.ip: ip}", "a", "1", "ip", "192.0.2.1", "ip", "192.0.2.2");
    assertEquals(List.of("192.0.2.1", "192.0.2.2"), texts(event, "related.ip"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7,",
    "::ffff:192.0.2.7, 192.0.2.7,",
    "2001:db8::7, 2001:db8::7,",
    "web-1.example.com, , web-1.example.com",
    "face, , face",
  })
  void tellsAddressesFromNames(String value, String ip, String address) {
    Event event = map("copy: {source.ip: from}", "a", "1", "from", value);
    assertEquals(ip, event.text("source.ip"));
    assertEquals(address, event.text("source.address"));
  }

  @ParameterizedTest
  @CsvSource({
    "number, 4242, 4242",
    "number, 12.75, 12.75",
    "number, -3.5, -3.5",
    "number, 1.2.3,",
    "number, 5.,",
    "number, 0x9F8, 2552",
    "number, many,",
    "seconds, 1.5, 1500000000",
    "seconds, 12, 12000000000",
    "seconds, 0.0000000019, 1",
    "seconds, 1e5,",
    "millis, 250, 250000000",
    "micros, 7, 7000",
    "lower, AbC, abc",
    "lower, abc, abc",
    "basename, C:\\Windows\\cmd.exe, cmd.exe",
    "basename, /usr/bin/id, id",
    "basename, id, id",
    "directory, C:\\Windows\\cmd.exe, C:\\Windows",
    "directory, id,",
    "extension, /tmp/a.b/x.TXT, txt",
    "extension, /tmp/a.b/x,",
  })
  void converts(String as, String value, String expected) {
    Event event = map("copy: {x: {from: from, as: " + as + "}}", "a", "1", "from", value);
    assertEquals(expected, event.text("x"));
  }

  @Test
  void copiesAValueWithItsBlanks() {
    Event event = map("copy: {b: a, c: blank}", "a", " -s  x ", "blank", "  ");
    assertEquals(" -s  x ", event.text("b"));
    assertNull(event.text("c"));
  }

  @Test
  void parsesThePartsOfAValue() {
    String mapping =
        """
        parse:
          User: ['{user.domain}\\{user.name}', '{user.name}']
          peer: ['[{source.ip}]:{source.port}', '{*source.ip}:{source.port}']
        """;
    Event event = map(mapping, "a", "1", "User", "EXAMPLE\\alice", "peer", "[2001:db8::1]:443");
    assertEquals("EXAMPLE", event.text("user.domain"));
    assertEquals("alice", event.text("user.name"));
    assertEquals("2001:db8::1", event.text("source.ip"));
    assertEquals("443", event.text("source.port"));
    Event other = map(mapping, "a", "1", "User", "bob", "peer", "192.0.2.1:80");
    assertEquals("bob", other.text("user.name"));
    assertNull(other.text("user.domain"));
    assertEquals("192.0.2.1", other.text("source.ip"));
  }

  @Test
  void readsLists() {
    String mapping =
        """
        pairs:
          Hashes: {between: ",", into: {MD5: process.hash.md5, sha256: process.hash.sha256}, as: lower}
          answers: {between: ";", into: dns.resolved_ip}
        """;
    Event event =
        map(
            mapping,
            "a",
            "1",
            "Hashes",
            "MD5=AA, SHA256=BB,x,IMPHASH=CC",
            "answers",
            "x;192.0.2.1;::1;");
    assertEquals("aa", event.text("process.hash.md5"));
    assertEquals("bb", event.text("process.hash.sha256"));
    assertEquals(List.of("192.0.2.1", "::1"), texts(event, "dns.resolved_ip"));
  }

  @Test
  void looksUpWhatAValueMeans() {
    String mapping =
        """
        meanings:
          start: {event.type: start, copy: {user.name: who}}
          login: {event.category: [authentication, session], means: start}
        lookup:
          a:
            4624: {means: login, event.outcome: success}
            "*": {event.outcome: unknown}
          b:
            X: {event.reason: any case}
        """;
    Event event = map(mapping, "a", "4624", "who", "alice", "b", "x");
    assertEquals(List.of("authentication", "session"), texts(event, "event.category"));
    assertEquals("start", event.text("event.type"));
    assertEquals("alice", event.text("user.name"));
    assertEquals("success", event.text("event.outcome"));
    assertEquals("any case", event.text("event.reason"));
    assertEquals("unknown", map(mapping, "a", "1").text("event.outcome"));
  }

  @ParameterizedTest
  @CsvSource({
    "Delete, deletion",
    "deleteUser, deletion",
    "Put, change",
    "PutX,",
    "Get, access",
  })
  void appliesCasesWhoseConditionsHold(String name, String type) {
    String mapping =
        """
        cases:
          - {all: {name: Delete*, error: ~}, event.type: deletion}
          - {any: {name: [Put, Post], other: x}, event.type: change}
          - {all: {name: get, a: "*"}, event.type: access}
        """;
    assertEquals(type, map(mapping, "a", "1", "name", name).text("event.type"));
    assertNull(map(mapping, "a", "1", "name", "Delete", "error", "x").text("event.type"));
  }

  @Test
  void renamesAndDrops() {
    String mapping =
        """
        rename:
          Event.System.Provider.#attributes.*: "Provider_*"
          Event.System.*: "*"
          Event.UserData.*.*: "*"
          win.*: {to: "*", as: capital}
          gone: ~
        copy: {host.name: Computer}
        """;
    Event event =
        map(
            mapping,
            "a",
            "1",
            "gone",
            "x",
            "Event.System.Provider.#attributes.Name",
            "p",
            "gone",
            "y",
            "Event.System.Computer",
            "c",
            "Event.UserData.Z.User",
            "u",
            "win.image",
            "i");
    assertEquals("p", event.text("Provider_Name"));
    assertEquals("c", event.text("host.name"));
    assertEquals("u", event.text("User"));
    assertEquals("i", event.text("Image"));
    assertNull(event.text("gone"));
    assertNull(event.text("Event.System.Computer"));
  }

  @Test
  void isFoundByAValueOrByItsBeginning() {
    String mapping = "when: {value: {Channel: [Security, Microsoft-*]}}\nset: {x: y}";
    assertEquals("y", apply(mapping, "Channel", "security").text("x"));
    assertEquals("y", apply(mapping, "Channel", "Microsoft-Windows-Sysmon").text("x"));
    assertNull(apply(mapping, "Channel", "System").text("x"));
    assertNull(apply(mapping, "b", "Security").text("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set: {a: b}                              | x.yaml: when: expecting process",
        "when: {field: a}\\nsets: {a: b}          | x.yaml:2:1: the file: unknown key \"sets\"",
        "when: {field: a}\\nset: {event.id: b}    | x.yaml:2:7: event.id: cannot be",
        "when: {field: a}\\nset: {b: ~}           | x.yaml:2:7: b: expecting a value",
        "when: {field: a}\\ncopy: {b: {from: c, as: d}} | x.yaml:2:8: b: unknown conversion \"d\"",
        "when: {field: a}\\nlookup: {b: {1: {means: c}}} | x.yaml:2:14: b 1: \"c\" is not among",
        "when: {field: a}\\npatterns: [{match: '{b'}] | x.yaml:2:12: match: { at column 1",
        "when: [                                  | x.yaml:1:",
      })
  void saysWhereAFileIsWrong(String text, String problem) {
    var e =
        assertThrows(
            MappingException.class,
            () -> Mappings.of("x.yaml", text.replace("\\n", "\n"), schema, NEVER));
    assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e.getMessage());
  }

  private Event map(String mapping, String... fields) {
    return apply("when: {field: a}\n" + mapping, fields);
  }

  private Event apply(String mapping, String... fields) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    batch.begin(7, Samples.NOW, Samples.HTTP, 0, 0);
    for (int i = 0; i < fields.length; i += 2) {
      byte[] value = fields[i + 1].getBytes(UTF_8);
      batch.add(schema.field(schema.id(fields[i])), value);
    }
    Mappings.of("x.yaml", mapping, schema, NEVER).apply(batch);
    return batch.end().build().event(0);
  }

  private List<String> texts(Event event, String name) {
    return event.texts(schema.field(schema.id(name)));
  }
}
