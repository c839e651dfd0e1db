package org.marsad.index.segment;

import java.util.Arrays;

/**
 * The values of a segment's documents, field by field: those of one lie one behind the other, in
 * the order of documents. What is made of a field goes then through few values, and not through the
 * memory of all. Nobody changes it.
 */
final class FieldValues {
  private final int[] documents;
  private final int[] values;

  /** By the id of a field where its entries end. */
  private final int[] ends;

  private FieldValues(int[] documents, int[] values, int[] ends) {
    this.documents = documents;
    this.values = values;
    this.ends = ends;
  }

  /**
   * Those of documents in this order.
   *
   * @param room for them
   */
  static FieldValues of(SegmentContent content, int[] order, Room room) {
    int[] fields = content.fields;
    int[] uses = content.uses();
    var next = new int[content.schema.size() + 1];
    for (int value = 0; value < uses.length; value++) {
      next[fields[value] + 1] += uses[value];
    }
    for (int field = 1; field < next.length; field++) {
      next[field] += next[field - 1];
    }
    int[] documents = room.ints(next[next.length - 1]);
    int[] values = room.ints(next[next.length - 1]);
    int[] lists = content.valuesOf.data();
    for (int document = 0; document < order.length; document++) {
      int to = content.valuesOf.to(order[document]);
      for (int at = content.valuesOf.from(order[document]); at < to; at++) {
        int value = lists[at];
        int place = next[fields[value]]++;
        documents[place] = document;
        values[place] = value;
      }
    }
    return new FieldValues(documents, values, Arrays.copyOf(next, next.length - 1));
  }

  /** As many as there may be fields. */
  int fields() {
    return ends.length;
  }

  int from(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  int to(int field) {
    return ends[field];
  }

  /** The document of each entry. */
  int[] documents() {
    return documents;
  }

  /** The value of each entry. */
  int[] values() {
    return values;
  }
}
