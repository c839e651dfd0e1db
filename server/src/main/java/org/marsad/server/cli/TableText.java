package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Columns and rows of an answer as a table for a person: numbers to the right, texts to the left.
 */
final class TableText {
  private static final int MAX_WIDTH = 80;

  private TableText() {}

  static void print(JsonNode answer, Terminal terminal) {
    var names = new ArrayList<String>();
    for (JsonNode column : answer.path("columns")) {
      String about = column.path("approximate").asBoolean() ? "~" : "";
      names.add(about + Terminal.safe(column.path("name").asText()));
    }
    var widths = new int[names.size()];
    var right = new boolean[names.size()];
    var lines = new ArrayList<List<String>>();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = names.get(i).length();
      right[i] = true;
    }
    for (JsonNode row : answer.path("rows")) {
      var cells = new ArrayList<String>();
      for (int i = 0; i < widths.length; i++) {
        JsonNode value = row.path(i);
        String cell = cell(value);
        right[i] &= value.isNumber() || value.isNull();
        widths[i] = Math.min(MAX_WIDTH, Math.max(widths[i], cell.length()));
        cells.add(cell);
      }
      lines.add(cells);
    }
    terminal.line(terminal.bold(line(names, widths, right)));
    lines.forEach(cells -> terminal.line(line(cells, widths, right)));
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (!value.isArray()) {
      return Terminal.safe(value.asText());
    }
    var all = new StringJoiner("; ");
    value.forEach(each -> all.add(Terminal.safe(each.asText())));
    return all.toString();
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String shown = cell.length() > MAX_WIDTH ? cell.substring(0, MAX_WIDTH - 1) + "\u2026" : cell;
      String gap = " ".repeat(Math.max(0, widths[i] - shown.length()));
      line.append(i > 0 ? "  " : "").append(right[i] ? gap + shown : shown + gap);
    }
    return line.toString().stripTrailing();
  }
}
