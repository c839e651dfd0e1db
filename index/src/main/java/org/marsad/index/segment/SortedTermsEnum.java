package org.marsad.index.segment;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Goes through sorted terms, with the documents of each. */
final class SortedTermsEnum extends ForwardTermsEnum {
  private final SortedTerms terms;
  private final ForwardPostings found;
  private final BytesRef term = new BytesRef();
  private int at = -1;

  /**
   * Before the first term.
   *
   * @param found reads the documents of a term by their entries, one term after the other
   */
  SortedTermsEnum(SortedTerms terms, ForwardPostings found) {
    this.terms = terms;
    this.found = found;
  }

  @Override
  public @Nullable BytesRef next() {
    return terms.get(++at, term) ? term : null;
  }

  @Override
  int single() {
    int from = terms.documentsFrom(at);
    return terms.documentsTo(at) - from == 1 ? found.at(from) : SEVERAL;
  }

  @Override
  public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
    // What is offered for reuse may be of another field.
    found.begin(terms.documentsFrom(at), terms.documentsTo(at));
    return found;
  }

  @Override
  public BytesRef term() {
    return term;
  }
}
