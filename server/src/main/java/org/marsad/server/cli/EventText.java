package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** An event of the API as one line for a person. */
final class EventText {
  private EventText() {}

  /** Id, time and the line as it was received. */
  static String line(JsonNode event, Terminal terminal) {
    String id = event.path("event.id").asText();
    String time = event.path("@timestamp").asText();
    String original = event.path("event.original").asText(event.path("message").asText());
    return terminal.dim(id + "  " + time) + "  " + Terminal.safe(original);
  }
}
