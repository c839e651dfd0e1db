package org.marsad.index.column;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.search.DocIdSetIterator;
import org.marsad.model.store.FieldFacts;

/** How often each value of a column is there. One thread. */
final class ColumnValues {
  private final Column column;
  private final boolean ordered;
  private final LongIds codes = new LongIds();
  private int[] counts;

  ColumnValues(Column column) {
    this.column = column;
    this.ordered = column.codes() >= 0;
    this.counts = new int[ordered ? (int) column.codes() : 16];
  }

  void add(DocIdSetIterator documents) throws IOException {
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      for (int left = column.advance(document); left > 0; left--) {
        int id = ordered ? (int) column.next() : codes.id(column.next());
        if (id >= counts.length) {
          counts = Arrays.copyOf(counts, counts.length * 2);
        }
        counts[id]++;
      }
    }
  }

  /** How many different values there were. */
  int distinct() {
    int distinct = 0;
    for (int count : counts) {
      distinct += count > 0 ? 1 : 0;
    }
    return distinct;
  }

  /** The most frequent values, in the order they lie on disk. */
  List<FieldFacts.Top> most(int most) throws IOException {
    var heap = new PriorityQueue<Long>();
    for (int id = 0; id < counts.length; id++) {
      if (counts[id] > 0) {
        heap.add((long) counts[id] << 32 | id);
        if (heap.size() > most) {
          heap.remove();
        }
      }
    }
    int[] ids = heap.stream().mapToInt(Long::intValue).sorted().toArray();
    var top = new ArrayList<FieldFacts.Top>(ids.length);
    for (int id : ids) {
      top.add(new FieldFacts.Top(column.text(ordered ? id : codes.value(id)), counts[id]));
    }
    return top;
  }
}
