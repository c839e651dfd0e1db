package org.marsad.index.search;

import java.io.IOException;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

/** Documents of a segment that were found, and how many they are. Any thread. */
record Documents(DocIdSet set, int count) {
  static final Documents NONE = new Documents(DocIdSet.EMPTY, 0);

  /** These documents, counted. */
  static Documents of(DocIdSet set) throws IOException {
    DocIdSetIterator each = set.iterator();
    FixedBitSet bits = BitSetIterator.getFixedBitSetOrNull(each);
    if (bits != null) {
      return new Documents(set, bits.cardinality());
    }
    int count = 0;
    while (each != null && each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      count++;
    }
    return new Documents(set, count);
  }

  /** From the first to the last. */
  DocIdSetIterator each() throws IOException {
    DocIdSetIterator each = set.iterator();
    return each == null ? DocIdSetIterator.empty() : each;
  }

  /** About how much memory they take. */
  long ramBytes() {
    return set.ramBytesUsed();
  }
}
