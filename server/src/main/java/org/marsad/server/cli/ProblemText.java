package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Problem documents (RFC 9457) as lines for a person, a caret under the place that is meant. */
final class ProblemText {
  private ProblemText() {}

  static CommandException exception(JsonNode problem, int status) {
    var text = new StringBuilder();
    JsonNode errors = problem.path("errors");
    if (errors.isArray() && !errors.isEmpty()) {
      errors.forEach(error -> describe(text, error));
    } else {
      describe(text, problem);
    }
    if (text.isEmpty()) {
      text.append("the server answered ").append(status);
    }
    return new CommandException(text.toString());
  }

  /** The query with a caret under each position of the problem's errors, or nothing. */
  static String caret(String query, int column, int length) {
    if (query.indexOf('\n') >= 0 || column < 1 || column > query.length() + 1) {
      return "";
    }
    int width = Math.clamp(length, 1, Math.max(1, query.length() - column + 1));
    return "  " + Terminal.safe(query) + "\n  " + " ".repeat(column - 1) + "^".repeat(width);
  }

  private static void describe(StringBuilder text, JsonNode problem) {
    String detail = problem.path("detail").asText(problem.path("message").asText(""));
    if (detail.isEmpty()) {
      return;
    }
    text.append(text.isEmpty() ? "" : "\n").append(Terminal.safe(detail));
    JsonNode position = problem.path("position");
    if (position.has("column")) {
      text.append(" (line ")
          .append(position.path("line").asInt(1))
          .append(", column ")
          .append(position.path("column").asInt())
          .append(')');
    }
    for (JsonNode suggestion : problem.path("suggestions")) {
      String hint =
          suggestion.isTextual() ? suggestion.asText() : suggestion.path("title").asText();
      text.append("\n  ").append(Terminal.safe(hint));
    }
  }
}
