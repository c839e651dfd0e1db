package org.marsad.index.segment;

import org.apache.lucene.index.TermsEnum;

/**
 * Sorted words, each with its documents and where it stands in them, to be read from the first to
 * the last.
 */
final class PlacedTerms extends ForwardTerms {
  private final SortedTerms terms;
  private final int[] documents;
  private final int[] places;

  /**
   * As below.
   *
   * @param documents of each term in their order, one as often as it has the term
   * @param places of each entry where the term stands, ascending in a document
   */
  PlacedTerms(SortedTerms terms, int[] documents, int[] places) {
    this.terms = terms;
    this.documents = documents;
    this.places = places;
  }

  @Override
  public TermsEnum iterator() {
    return new SortedTermsEnum(terms, new ForwardPostings(documents, places));
  }

  @Override
  public long size() {
    return terms.size();
  }

  @Override
  public boolean hasFreqs() {
    return true;
  }

  @Override
  public boolean hasPositions() {
    return true;
  }
}
