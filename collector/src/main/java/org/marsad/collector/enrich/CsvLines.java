package org.marsad.collector.enrich;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads comma-separated values (RFC 4180) line by line. One thread. */
final class CsvLines {
  private final String text;
  private int at;
  private int line;
  private int lines = 1;

  CsvLines(String text) {
    this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** The values of the next line; null at the end. */
  @Nullable List<String> next() {
    if (at >= text.length()) {
      return null;
    }
    line = lines;
    var values = new ArrayList<String>();
    values.add(value());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      values.add(value());
    }
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
      lines++;
    }
    return values;
  }

  /** Where the values of {@link #next} began, from 1. */
  int line() {
    return line;
  }

  private String value() {
    var value = new StringBuilder();
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    at += quoted ? 1 : 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quoted && c == '"') {
        at++;
        if (at >= text.length() || text.charAt(at) != '"') {
          quoted = false;
          continue;
        }
      } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
        break;
      }
      lines += c == '\n' ? 1 : 0;
      value.append(c);
      at++;
    }
    return value.toString().strip();
  }
}
