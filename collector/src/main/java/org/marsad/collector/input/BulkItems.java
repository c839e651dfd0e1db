package org.marsad.collector.input;

import java.util.Arrays;

/** The actions of a bulk request, as numbers: places in its body. One thread. */
final class BulkItems {
  private static final int ENTRY = 5;

  private final byte[] body;
  private final String pathIndex;
  private int[] table;
  private int size;
  private boolean errors;

  /** None yet, of a body to a path that names this index, or none; perhaps so many. */
  BulkItems(byte[] body, String pathIndex, int expected) {
    this.table = new int[expected * ENTRY];
    this.body = body;
    this.pathIndex = pathIndex;
  }

  void add(BulkOperation operation, int indexFrom, int indexTo, int idFrom, int idTo) {
    int at = size++ * ENTRY;
    if (at == table.length) {
      table = Arrays.copyOf(table, at * 2);
    }
    table[at] = operation.number();
    table[at + 1] = indexFrom;
    table[at + 2] = indexTo;
    table[at + 3] = idFrom;
    table[at + 4] = idTo;
    errors |= !operation.isTaken();
  }

  int size() {
    return size;
  }

  /** Whether any was not done. */
  boolean hasErrors() {
    return errors;
  }

  BulkOperation operation(int item) {
    return BulkOperation.of(table[item * ENTRY]);
  }

  /** Whether an item has no id, and the operation and the index of the one before. */
  boolean isLikeLast(int item) {
    int at = item * ENTRY;
    return item > 0 && !hasId(item) && Arrays.equals(table, at, at + ENTRY, table, at - ENTRY, at);
  }

  /** Writes the index of an item in quotes. */
  void index(int item, JsonBytes to) {
    int at = item * ENTRY;
    if (table[at + 2] > table[at + 1]) {
      to.requoted(body, table[at + 1], table[at + 2]);
    } else {
      to.quoted(pathIndex);
    }
  }

  /** Whether the sender gave it an id. */
  boolean hasId(int item) {
    return table[item * ENTRY + 4] > table[item * ENTRY + 3];
  }

  /** Writes the id that the sender gave in quotes. */
  void id(int item, JsonBytes to) {
    to.requoted(body, table[item * ENTRY + 3], table[item * ENTRY + 4]);
  }
}
