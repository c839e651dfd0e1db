package org.marsad.query.shelf;

import java.util.ArrayList;
import java.util.List;

/** Records of CSV (RFC 4180); lines may end in LF alone. One thread. */
final class CsvReader {
  private final String text;
  private int at;
  private int line = 1;

  CsvReader(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The number of the line that comes next, from 1. */
  int line() {
    return line;
  }

  /**
   * The cells of the next record; one empty cell for an empty line.
   *
   * @throws IllegalArgumentException if a quote is never closed
   */
  List<String> next() {
    var cells = new ArrayList<String>();
    boolean more = true;
    while (more) {
      cells.add(cell());
      more = at < text.length() && text.charAt(at) == ',';
      at += more ? 1 : 0;
    }
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    line++;
    return cells;
  }

  private String cell() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int from = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted() {
    int began = line;
    var cell = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        line += c == '\n' ? 1 : 0;
        cell.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        cell.append('"');
        at++;
      } else {
        // Nothing may follow, but what does is kept: losing it would be worse.
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
          cell.append(text.charAt(at++));
        }
        return cell.toString();
      }
    }
    throw new IllegalArgumentException("line " + began + ": the quote is never closed");
  }
}
