package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A replay of a stored range, as people read it. */
final class ReplayText {
  private static final int SHOWN_INCIDENTS = 10;

  private ReplayText() {}

  static void print(JsonNode report, Terminal terminal) {
    terminal.line(
        "%s, %s to %s: %s"
            .formatted(
                Terminal.safe(report.path("subject").asText()),
                report.path("earliest").asText(),
                report.path("latest").asText(),
                report.path("state").asText()));
    terminal.line(
        "%,d events in %.1f s: %,d/s, %,d times as fast as they came"
            .formatted(
                report.path("events").asLong(),
                report.path("took_ms").asLong() / 1e3,
                report.path("events_per_second").asLong(),
                report.path("times_live_speed").asLong()));
    terminal.line(
        "%,d alerts, %.1f a day, in %,d incidents%s"
            .formatted(
                report.path("alerts_total").asLong(),
                report.path("alerts_per_day").asDouble(),
                report.path("incidents_total").asLong(),
                compared(report)));
    if (!report.path("rules").isEmpty()) {
      terminal.line();
      terminal.line("  alerts    a day     same      new     gone  rule");
      for (JsonNode rule : report.path("rules")) {
        JsonNode compared = rule.path("compared");
        terminal.line(
            "%,8d %8.1f %8s %8s %8s  %s (%s)"
                .formatted(
                    rule.path("alerts").asLong(),
                    rule.path("alerts_per_day").asDouble(),
                    compared.path("same").asText("-"),
                    compared.path("new").asText("-"),
                    compared.path("gone").asText("-"),
                    Terminal.safe(rule.path("title").asText()),
                    Terminal.safe(rule.path("rule").asText())));
      }
    }
    if (!report.path("incidents").isEmpty()) {
      terminal.line();
      int left = SHOWN_INCIDENTS;
      for (JsonNode incident : report.path("incidents")) {
        if (left-- == 0) {
          break;
        }
        terminal.line(
            "  %s  %s, %,d alerts, %s"
                .formatted(
                    terminal.level(incident.path("severity").asText()),
                    Terminal.safe(incident.path("title").asText()),
                    incident.path("alerts").asLong(),
                    incident.path("first").asText()));
      }
    }
    StoredRange.notes(report).forEach(note -> terminal.error(terminal.dim("note: " + note)));
  }

  private static String compared(JsonNode report) {
    JsonNode compared = report.path("compared");
    return compared.isMissingNode()
        ? ""
        : "; of those %,d were raised, %,d are new; %,d that were raised are gone"
            .formatted(
                compared.path("same").asLong(),
                compared.path("new").asLong(),
                compared.path("gone").asLong());
  }
}
