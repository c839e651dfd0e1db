package org.marsad.collector.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Values in columns, such as {@code 1,2026/03/18 10:14:15,0123,TRAFFIC}; which columns follow can
 * depend on a value of those before. A value between double quotes may hold separators, and a
 * doubled quote is one. One thread.
 */
final class Columns implements Part {
  private final byte between;
  private final Group first;
  private final Vocabulary vocabulary;

  Columns(char between, Group first, Vocabulary vocabulary) {
    this.between = (byte) between;
    this.first = first;
    this.vocabulary = vocabulary;
  }

  /** Columns in turn, and which follow them. */
  static final class Group {
    private final Part[][] parts;
    private final int by;
    private final ByName<Group> then;
    private final @Nullable Group otherwise;

    /**
     * Columns.
     *
     * @param parts what becomes of each; nothing where there are none
     * @param by the column that decides which columns follow, or -1
     * @param then the columns that follow, by its value
     * @param otherwise the columns that follow any other value; null if none
     */
    Group(Part[][] parts, int by, ByName<Group> then, @Nullable Group otherwise) {
      this.parts = parts;
      this.by = by;
      this.then = then;
      this.otherwise = otherwise;
    }
  }

  @Override
  public void take(Row row, int from, int to) {
    Group group = first;
    int at = from;
    while (group != null && at <= to) {
      int chosen = -1;
      int chosenEnd = -1;
      for (int column = 0; column < group.parts.length && at <= to; column++) {
        byte[] bytes = row.event().bytes();
        boolean quoted = at < to && bytes[at] == '"';
        int start = quoted ? at + 1 : at;
        int end = quoted ? quoteEnd(bytes, start, to) : find(bytes, start, to);
        if (column == group.by) {
          chosen = start;
          chosenEnd = end;
        }
        at = quoted ? find(bytes, Math.min(end + 1, to), to) + 1 : end + 1;
        Part[] parts = group.parts[column];
        if (parts.length > 0) {
          enter(row, parts, start, end, quoted);
        }
      }
      Group next = null;
      if (chosen >= 0) {
        next = group.then.find(row.event().bytes(), chosen, chosenEnd - chosen);
        next = next == null ? group.otherwise : next;
      }
      group = next;
    }
  }

  private void enter(Row row, Part[] parts, int start, int end, boolean quoted) {
    if (!quoted || !hasQuote(row.event().bytes(), start, end)) {
      vocabulary.enter(row, parts, start, end);
      return;
    }
    int at = row.event().claim(end - start);
    byte[] bytes = row.event().bytes();
    int count = 0;
    for (int i = start; i < end; i++) {
      bytes[at + count++] = bytes[i];
      if (bytes[i] == '"') {
        i++;
      }
    }
    row.event().release(end - start - count);
    vocabulary.enter(row, parts, at, at + count);
  }

  /** The quote that ends the value, or the end of the text. */
  private static int quoteEnd(byte[] bytes, int start, int to) {
    int at = start;
    while (at < to) {
      if (bytes[at] == '"') {
        if (at + 1 >= to || bytes[at + 1] != '"') {
          return at;
        }
        at++;
      }
      at++;
    }
    return to;
  }

  private static boolean hasQuote(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '"') {
        return true;
      }
    }
    return false;
  }

  private int find(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != between) {
      at++;
    }
    return at;
  }
}
