package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * What each column of a table of lines is: a field, and how its value goes there. Made of the names
 * of the columns and a dictionary. Immutable.
 */
final class Columns {
  /** How a value goes into its field. */
  enum Kind {
    /** Nowhere. */
    NONE,
    /** Numbers as numbers, the rest as text. */
    VALUE,
    TEXT,
    ADDRESS,
    LOWER,
    DATE,
    TIME,
    /** Seconds since 1970. */
    EPOCH
  }

  private final int[] fields;
  private final Kind[] kinds;

  private Columns(int[] fields, Kind[] kinds) {
    this.fields = fields;
    this.kinds = kinds;
  }

  /**
   * Columns of these names.
   *
   * @param prefix of the fields of those that the dictionary has not
   */
  static Columns of(Schema schema, List<String> names, String prefix, Map<String, String> words) {
    var fields = new int[names.size()];
    var kinds = new Kind[names.size()];
    for (int i = 0; i < fields.length; i++) {
      String word = words.get(names.get(i));
      String field = word == null ? prefix + names.get(i) : word;
      kinds[i] = Kind.VALUE;
      // Only the dictionary's words have kinds; a sender may write a colon into a name.
      int colon = word == null ? -1 : word.indexOf(':');
      if (colon > 0) {
        kinds[i] = Kind.valueOf(field.substring(0, colon));
        field = field.substring(colon + 1);
      }
      fields[i] = field.isEmpty() ? Schema.NONE : schema.id(field);
      if (Fields.isRow(fields[i])) {
        fields[i] = schema.id("payload." + field);
      }
    }
    return new Columns(fields, kinds);
  }

  /** A dictionary of lines {@code name field} or {@code name KIND:field}. */
  static Map<String, String> words(String lines) {
    var words = new HashMap<String, String>();
    for (String line : lines.lines().toList()) {
      int blank = line.indexOf(' ');
      words.put(line.substring(0, blank), line.substring(blank + 1));
    }
    return Map.copyOf(words);
  }

  int size() {
    return fields.length;
  }

  Kind kind(int column) {
    return kinds[column];
  }

  int field(int column) {
    return fields[column];
  }

  /** Enters the value of a column, times excepted. */
  void enter(Entries out, int column, int from, int to) {
    switch (kinds[column]) {
      case VALUE -> out.value(fields[column], from, to);
      case TEXT -> out.text(fields[column], from, to);
      case LOWER -> KeyTable.lower(out, fields[column], from, to);
      case ADDRESS -> out.address(fields[column], Schema.NONE, from, to);
      case NONE, DATE, TIME, EPOCH -> {}
    }
  }

  /** The words of a directive as names of columns. */
  static List<String> names(byte[] bytes, int from, int to, @Nullable String between) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return List.of(text.split(between == null ? "\\s+" : between, -1));
  }
}
