package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * A column of texts that follow from those of another: which document has which is told by the
 * other, what the texts are by its own values. One thread.
 */
final class FollowingValues extends SortedDocValues {
  private final SortedDocValues base;
  private final SortedDocValues own;

  /** By place in the other its place here, or below zero. */
  private final int[] places;

  private int place;

  FollowingValues(SortedDocValues base, SortedDocValues own, int[] places) {
    this.base = base;
    this.own = own;
    this.places = places;
  }

  @Override
  public boolean advanceExact(int target) throws IOException {
    if (!base.advanceExact(target)) {
      return false;
    }
    place = places[base.ordValue()];
    return place >= 0;
  }

  @Override
  public int ordValue() {
    return place;
  }

  @Override
  public int nextDoc() throws IOException {
    return from(base.nextDoc());
  }

  @Override
  public int advance(int target) throws IOException {
    return from(base.advance(target));
  }

  /** The first document that has a value here, from one that has one there. */
  private int from(int first) throws IOException {
    int document = first;
    while (document != NO_MORE_DOCS) {
      place = places[base.ordValue()];
      if (place >= 0) {
        return document;
      }
      document = base.nextDoc();
    }
    return document;
  }

  @Override
  public int docID() {
    return base.docID();
  }

  @Override
  public BytesRef lookupOrd(int ord) throws IOException {
    return own.lookupOrd(ord);
  }

  @Override
  public int getValueCount() {
    return own.getValueCount();
  }

  @Override
  public int lookupTerm(BytesRef key) throws IOException {
    return own.lookupTerm(key);
  }

  @Override
  public TermsEnum termsEnum() throws IOException {
    return own.termsEnum();
  }

  @Override
  public long cost() {
    return base.cost();
  }
}
