package org.marsad.index.segment;

import org.apache.lucene.index.TermsEnum;

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
    return new SortedTermsEnum(terms, new ForwardPostings(documents, null));
  }

  @Override
  public long size() {
    return terms.size();
  }
}
