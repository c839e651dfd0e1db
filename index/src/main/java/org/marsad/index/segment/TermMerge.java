package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the sorted terms of several sources together, from the least to the greatest: a heap
 * of the next of each. One thread.
 */
final class TermMerge {
  private final Source[] heap;
  private final Source[] having;
  private int size;
  private int count;
  private BytesRef term = new BytesRef();

  /**
   * Before the first term.
   *
   * @param terms of each source, before their first; null where it has none
   */
  TermMerge(@Nullable TermsEnum[] terms) {
    heap = new Source[terms.length];
    having = new Source[terms.length];
    for (int i = 0; i < terms.length; i++) {
      TermsEnum of = terms[i];
      if (of != null) {
        having[count++] = new Source(i, of);
      }
    }
  }

  /** Goes to the next term; false behind the last. */
  boolean next() throws IOException {
    for (int i = 0; i < count; i++) {
      if (having[i].next()) {
        push(having[i]);
      }
    }
    count = 0;
    if (size == 0) {
      return false;
    }
    having[count++] = pop();
    term = having[0].term;
    while (size > 0 && heap[0].term.bytesEquals(term)) {
      having[count++] = pop();
    }
    return true;
  }

  /** The term at hand. */
  BytesRef term() {
    return term;
  }

  /** How many sources have it; their terms stand at it. */
  int count() {
    return count;
  }

  /** One of them by its number, ascending. */
  int source(int index) {
    return having[index].number;
  }

  private void push(Source source) {
    int at = size++;
    while (at > 0 && source.isBefore(heap[(at - 1) >>> 1])) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = source;
  }

  private Source pop() {
    Source least = heap[0];
    Source last = heap[--size];
    int at = 0;
    for (int child = 1; child < size; child = at * 2 + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return least;
  }

  /** One of those that are merged. */
  private static final class Source {
    private final int number;
    private final TermsEnum terms;
    private BytesRef term = new BytesRef();

    Source(int number, TermsEnum terms) {
      this.number = number;
      this.terms = terms;
    }

    boolean next() throws IOException {
      BytesRef found = terms.next();
      if (found == null) {
        return false;
      }
      term = found;
      return true;
    }

    boolean isBefore(Source other) {
      int order = term.compareTo(other.term);
      return order < 0 || (order == 0 && number < other.number);
    }
  }
}
