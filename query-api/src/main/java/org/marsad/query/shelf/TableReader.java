package org.marsad.query.shelf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.marsad.model.lookup.LookupRules;
import org.marsad.model.lookup.LookupTable;

/**
 * Reads a table from CSV (RFC 4180, the first line names the columns) or from a JSON object a line,
 * whose members are columns, {@code a.b} for members of members.
 */
final class TableReader {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_SHARED = 100_000;
  private static final char MARK = '\uFEFF';

  private TableReader() {}

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if it is none, with the line
   */
  static LookupTable read(String name, boolean json, byte[] bytes, LookupRules rules) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.isEmpty() && text.charAt(0) == MARK) {
      text = text.substring(1);
    }
    return json ? lines(name, text, rules) : csv(name, text, rules);
  }

  private static LookupTable csv(String name, String text, LookupRules rules) {
    var reader = new CsvReader(text);
    List<String> header = reader.next().stream().map(String::strip).toList();
    if (header.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("line 1: expecting the name of each column");
    }
    if (header.stream().distinct().count() < header.size()) {
      throw new IllegalArgumentException("line 1: a column is named twice");
    }
    var rows = new ArrayList<String[]>();
    var known = new HashMap<String, String>();
    while (!reader.atEnd()) {
      int line = reader.line();
      List<String> cells = reader.next();
      if (cells.size() == 1 && cells.getFirst().isEmpty()) {
        continue;
      }
      if (cells.size() > header.size()) {
        throw new IllegalArgumentException(
            "line " + line + ": " + cells.size() + " cells for " + header.size() + " columns");
      }
      bound(rows, line);
      var row = new String[header.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = i < cells.size() ? shared(cells.get(i), known) : "";
      }
      rows.add(row);
    }
    return new LookupTable(name, header, rows, rules);
  }

  private static LookupTable lines(String name, String text, LookupRules rules) {
    var columns = new LinkedHashMap<String, Integer>();
    var read = new ArrayList<Map<String, String>>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      bound(read, number);
      var row = new LinkedHashMap<String, String>();
      flatten("", object(line, number), row);
      for (String column : row.keySet()) {
        columns.putIfAbsent(column, columns.size());
      }
      if (columns.size() > LookupTable.MAX_COLUMNS) {
        throw new IllegalArgumentException(
            "line " + number + ": a table has at most " + LookupTable.MAX_COLUMNS + " columns");
      }
      read.add(row);
    }
    var rows = new ArrayList<String[]>(read.size());
    var known = new HashMap<String, String>();
    for (Map<String, String> row : read) {
      var cells = new String[columns.size()];
      columns.forEach((column, at) -> cells[at] = shared(row.getOrDefault(column, ""), known));
      rows.add(cells);
    }
    return new LookupTable(name, new ArrayList<>(columns.keySet()), rows, rules);
  }

  private static JsonNode object(String line, int number) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.isObject()) {
        return node;
      }
      throw new IllegalArgumentException("line " + number + " is no JSON object");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "line " + number + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void flatten(String prefix, JsonNode object, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String column = prefix + member.getKey();
      JsonNode value = member.getValue();
      if (value.isObject()) {
        flatten(column + ".", value, into);
      } else if (value.isArray()) {
        var all = new StringJoiner("; ");
        value.forEach(each -> all.add(each.isValueNode() ? each.asText() : each.toString()));
        into.put(column, all.toString());
      } else if (!value.isNull()) {
        into.put(column, value.asText());
      }
    }
  }

  /** Cells that are the same are one: most columns have few values. */
  private static String shared(String cell, Map<String, String> known) {
    String same = known.get(cell);
    if (same != null) {
      return same;
    }
    if (known.size() < MAX_SHARED) {
      known.put(cell, cell);
    }
    return cell;
  }

  private static void bound(List<?> rows, int line) {
    if (rows.size() >= LookupTable.MAX_ROWS) {
      throw new IllegalArgumentException(
          "line " + line + ": a table has at most " + LookupTable.MAX_ROWS + " rows");
    }
  }
}
