package org.marsad.index.segment;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Sorted terms, each with its documents, to be read from the first to the last. A document that
 * stands twice at a term is given once.
 */
final class InvertedTerms extends ForwardTerms {
  private final SortedTerms terms;
  private final int[] documents;

  InvertedTerms(SortedTerms terms, int[] documents) {
    this.terms = terms;
    this.documents = documents;
  }

  @Override
  public TermsEnum iterator() {
    return new Forward();
  }

  @Override
  public long size() {
    return terms.size();
  }

  /** Goes forward alone. */
  private final class Forward extends ForwardTermsEnum {
    private final BytesRef term = new BytesRef();
    private final Documents found = new Documents();
    private int at = -1;

    @Override
    public @Nullable BytesRef next() {
      return terms.get(++at, term) ? term : null;
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

  /** Documents of a term. */
  private final class Documents extends ForwardPostings {
    @Override
    int document(int entry) {
      return documents[entry];
    }
  }
}
