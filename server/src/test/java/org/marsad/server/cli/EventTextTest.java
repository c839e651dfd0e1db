package org.marsad.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class EventTextTest {
  private static final String YELLOW = "\u001b[1;33m";
  private static final String PLAIN = "\u001b[0m";

  private static String line(String event, boolean colour) throws Exception {
    var nowhere = new PrintStream(new ByteArrayOutputStream(), false, "UTF-8");
    JsonNode node = new JsonMapper().readTree(event);
    String line = EventText.line(node, new Terminal(nowhere, nowhere, colour, colour));
    return line.substring(line.lastIndexOf("  ") + 2);
  }

  private static String event(String original, String more) {
    return "{\"event.id\":\"1\",\"@timestamp\":\"t\",\"event.original\":\""
        + original
        + "\""
        + more
        + "}";
  }

  @Test
  void paintsWhatMetAClause() throws Exception {
    String marks =
        ",\"user.name\":\"Root\",\"_highlight\":{\"event.original\":[{\"value\":0,\"from\":0,\"to\":2}],"
            + "\"user.name\":[{\"value\":0,\"from\":0,\"to\":4}]}";
    assertEquals(
        YELLOW + "ab" + PLAIN + " by " + YELLOW + "root" + PLAIN,
        line(event("ab by root", marks), true));
    assertEquals("ab by root", line(event("ab by root", marks), false));
  }

  @Test
  void showsEscapesOfSendersAsTheyAre() throws Exception {
    String marks = ",\"_highlight\":{\"event.original\":[{\"value\":0,\"from\":1,\"to\":9}]}";
    String line = line(event("x\\u001b[31mred\\u202ey", marks), true);
    assertEquals("x" + YELLOW + "\\x1b[31mred" + PLAIN + "\\u{202e}y", line);
    assertFalse(line.contains("\u202e"));
  }
}
