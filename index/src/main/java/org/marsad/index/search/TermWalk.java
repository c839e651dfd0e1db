package org.marsad.index.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.segment.PartTerms;

/** Goes through terms and hands on the documents of those that fit. One thread. */
final class TermWalk {
  /** How many terms are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  private TermWalk() {}

  /** Whether a term fits, by what is behind its prefix. */
  @FunctionalInterface
  interface Fit {
    boolean fits(byte[] bytes, int from, int to);
  }

  /** Takes the documents of a term, or of several. */
  @FunctionalInterface
  interface Sink {
    void add(DocIdSetIterator documents) throws IOException;
  }

  /**
   * Goes through all of them.
   *
   * @param terms null for none
   * @param prefix what a term that fits begins with
   * @param over whether to end, with {@link SearchEnded}
   * @return whether any fits
   */
  static boolean go(
      @Nullable PartTerms terms, byte[] prefix, Fit fit, BooleanSupplier over, Sink sink)
      throws IOException {
    if (terms == null) {
      return false;
    }
    PostingsEnum documents = null;
    boolean any = false;
    int looked = 0;
    for (BytesRef term = terms.next(); term != null; term = terms.next()) {
      if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
        throw new SearchEnded();
      }
      int from = term.offset + prefix.length;
      if (startsWith(term, prefix) && fit.fits(term.bytes, from, term.offset + term.length)) {
        documents = terms.documents(documents);
        sink.add(documents);
        any = true;
      }
    }
    return any;
  }

  private static boolean startsWith(BytesRef term, byte[] prefix) {
    return term.length >= prefix.length
        && Arrays.equals(
            term.bytes, term.offset, term.offset + prefix.length, prefix, 0, prefix.length);
  }
}
