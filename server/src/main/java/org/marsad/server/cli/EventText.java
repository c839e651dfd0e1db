package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.Locale;

/** An event of the API as one line for a person. */
final class EventText {
  private static final String ORIGINAL = "event.original";

  private EventText() {}

  /** Id, time and the line as it was received, in which what was looked for stands out. */
  static String line(JsonNode event, Terminal terminal) {
    String id = event.path("event.id").asText();
    String time = event.path("@timestamp").asText();
    String original = event.path(ORIGINAL).asText(event.path("message").asText());
    return terminal.dim(id + "  " + time) + "  " + marked(original, event, terminal);
  }

  private static String marked(String text, JsonNode event, Terminal terminal) {
    BitSet marks = marks(text, event);
    var line = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      boolean marked = marks.get(from);
      int to = marked ? marks.nextClearBit(from) : marks.nextSetBit(from);
      to = to < 0 ? text.length() : Math.min(to, text.length());
      String part = Terminal.safe(text.substring(from, to));
      line.append(marked ? terminal.found(part) : part);
      from = to;
    }
    return line.toString();
  }

  /** The parts of the line that met a clause, and those that read like one of another field. */
  private static BitSet marks(String text, JsonNode event) {
    var marks = new BitSet();
    String small = text.toLowerCase(Locale.ROOT);
    for (var field : event.path("_highlight").properties()) {
      for (JsonNode mark : field.getValue()) {
        int from = mark.path("from").asInt();
        int to = mark.path("to").asInt();
        if (field.getKey().equals(ORIGINAL)) {
          marks.set(Math.min(from, text.length()), Math.min(Math.max(from, to), text.length()));
          continue;
        }
        JsonNode value = event.path(field.getKey());
        String whole = (value.isArray() ? value.path(mark.path("value").asInt()) : value).asText();
        if (to <= whole.length() && from < to && small.length() == text.length()) {
          String part = whole.substring(from, to).toLowerCase(Locale.ROOT);
          for (int at = small.indexOf(part); at >= 0; at = small.indexOf(part, at + 1)) {
            marks.set(at, at + part.length());
          }
        }
      }
    }
    return marks;
  }
}
