package org.marsad.rules.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalTest {
  private static final Map<String, String> FIELDS =
      Map.of(
          "user.name", "alice", "host.name", "سرور", "empty", "", "process.name", "a\uD83D\uDE00");

  private static Signal signal(Map<String, String> fields, String line) {
    return new Signal(
        7,
        5,
        6,
        fields,
        List.of("one", "two"),
        line,
        null,
        Map.of("one", Map.of("User", "alice")),
        "tcp/192.0.2.1");
  }

  @Test
  void fieldsAreAMapLikeAnyOther() {
    Map<String, String> fields = signal(FIELDS, "line").fields();
    assertEquals(FIELDS, fields);
    assertEquals(fields, FIELDS);
    assertEquals(FIELDS.hashCode(), fields.hashCode());
    assertEquals(new HashMap<>(FIELDS), new HashMap<>(fields));
    assertEquals(4, fields.size());
    assertEquals("alice", fields.get("user.name"));
    assertNull(fields.get("user"));
    assertTrue(fields.containsKey("empty"));
    assertFalse(fields.containsKey("user"));
    assertEquals("?", fields.getOrDefault("user", "?"));
    assertEquals(FIELDS.keySet(), fields.keySet());
    assertThrows(UnsupportedOperationException.class, () -> fields.put("user.name", "bob"));
    assertThrows(UnsupportedOperationException.class, () -> fields.remove("user.name"));
    assertThrows(UnsupportedOperationException.class, fields::clear);
  }

  @Test
  void aValueIsComparedWithoutItsText() {
    Signal signal = signal(FIELDS, "line");
    FIELDS.forEach(
        (name, value) -> {
          assertTrue(signal.is(name, value), name);
          assertFalse(signal.is(name, value + "x"), name);
          assertFalse(signal.is(name, "x" + value), name);
          assertEquals(value.isEmpty(), signal.is(name, ""), name);
        });
    assertFalse(signal.is("user", ""));
    assertFalse(signal.is("user.name", "alic\u0165"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (String line : List.of("", "line", "\u00e9".repeat(40_000))) {
      Signal signal = signal(FIELDS, line);
      var bytes = new ByteArrayOutputStream();
      signal.write(new DataOutputStream(bytes));
      Signal read = Signal.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      assertEquals(signal, read);
      assertEquals(signal.hashCode(), read.hashCode());
      assertEquals(line, read.line());
      assertEquals(FIELDS, read.fields());
    }
  }

  @Test
  void signalsAreEqualWhereAllTheyTellIs() {
    Signal signal = signal(FIELDS, "line");
    assertEquals(signal, signal(new HashMap<>(FIELDS), "line"));
    assertNotEquals(signal, signal(FIELDS, "other line"));
    assertNotEquals(signal, signal(Map.of("user.name", "alice"), "line"));
    assertNotEquals(signal, signal.at(4));
    assertEquals(signal, signal.at(4).at(5));
  }

  @Test
  void namesAreThereOnce() {
    Map<String, String> others = new HashMap<>(FIELDS);
    others.put("user.name", "bob");
    assertSame(Names.shared(List.of("a", "b")), Names.shared(List.of("a", "b")));
    assertEquals(signal(FIELDS, "line").bytes() - 2, signal(others, "line").bytes());
  }
}
