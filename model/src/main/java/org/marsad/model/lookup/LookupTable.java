package org.marsad.model.lookup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.expr.Value;

/**
 * A table in memory: columns, and rows in the order of its file. An index for a set of key columns
 * is made when they are first asked for, and kept, a few of them at a time. Thread-safe.
 */
public final class LookupTable {
  /** Columns at most. */
  public static final int MAX_COLUMNS = 200;

  /** Rows at most. */
  public static final int MAX_ROWS = 1_000_000;

  /** Rows at most of a table that is looked up by a pattern, since each is tried. */
  public static final int MAX_PATTERNS = 10_000;

  private static final int MAX_INDEXES = 8;

  private final String name;
  private final List<String> columns;
  private final List<String[]> rows;
  private final LookupRules rules;
  private final Map<List<String>, LookupIndex> indexes =
      new LinkedHashMap<>(MAX_INDEXES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, LookupIndex> eldest) {
          return size() > MAX_INDEXES;
        }
      };

  /**
   * A table.
   *
   * @param rows a cell for each column, empty where nothing is; theirs afterwards
   * @throws IllegalArgumentException if it is too large, or a rule names no column of it
   */
  public LookupTable(String name, List<String> columns, List<String[]> rows, LookupRules rules) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.rules = rules;
    if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
      throw new IllegalArgumentException(
          "a table has 1 to " + MAX_COLUMNS + " columns, this one " + columns.size());
    }
    if (rows.size() > MAX_ROWS) {
      throw new IllegalArgumentException("a table has at most " + MAX_ROWS + " rows");
    }
    for (Map.Entry<String, LookupMatch> rule : rules.match().entrySet()) {
      if (!columns.contains(rule.getKey())) {
        throw new IllegalArgumentException(
            "there is no column \"" + rule.getKey() + "\"; there are " + columns);
      }
      if (rule.getValue() == LookupMatch.WILDCARD && rows.size() > MAX_PATTERNS) {
        throw new IllegalArgumentException(
            "a table with a column of patterns has at most " + MAX_PATTERNS + " rows");
      }
    }
  }

  public String name() {
    return name;
  }

  public List<String> columns() {
    return columns;
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  public LookupRules rules() {
    return rules;
  }

  /** Where a column stands; -1 if there is none of that name. */
  public int column(String column) {
    return columns.indexOf(column);
  }

  /** The index for these columns, each of which there is. */
  public LookupIndex by(List<String> keys) {
    synchronized (indexes) {
      return indexes.computeIfAbsent(List.copyOf(keys), key -> LookupIndex.of(this, key));
    }
  }

  /** The text of a cell. */
  String text(int row, int column) {
    return rows.get(row)[column];
  }

  /** What stands in a column of these rows, as one value; empty cells are missing. */
  public Value value(int[] found, int column) {
    var values = new ArrayList<Value>(found.length);
    for (int row : found) {
      String text = text(row, column);
      if (!text.isEmpty()) {
        values.add(value(text));
      }
    }
    return Value.of(values);
  }

  /** Only what a number would print as is one: a 007 stays what it is. */
  private static Value value(String text) {
    Value value = Value.parse(text);
    return value instanceof Value.Whole && value.text().equals(text) ? value : Value.of(text);
  }
}
