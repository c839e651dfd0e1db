package org.marsad.index.segment;

import org.jspecify.annotations.Nullable;

/**
 * The documents of one term after the other, each from the first to the last: a stretch of the
 * entries of all terms, where the documents of a term ascend. One that stands twice is given once.
 * One class for all terms that are written: so the codec's loop over documents calls nothing it
 * would have to look up.
 */
final class ForwardPostings extends OnwardPostings {
  private final int[] documents;
  private final int @Nullable [] places;
  private int next;
  private int end;
  private int document = -1;
  private int entry;
  private int of = -1;
  private int nextPlace;

  /**
   * Before any term.
   *
   * @param documents of each entry
   * @param places of each entry where the term stands, ascending in a document; null if nobody asks
   */
  ForwardPostings(int[] documents, int @Nullable [] places) {
    this.documents = documents;
    this.places = places;
  }

  /** The document of an entry. */
  int at(int entry) {
    return documents[entry];
  }

  /** Begins with the entries [from, to). */
  void begin(int from, int to) {
    next = from;
    end = to;
    document = -1;
  }

  @Override
  public int nextDoc() {
    int[] all = documents;
    int at = next;
    int last = document;
    while (at < end && all[at] == last) {
      at++;
    }
    entry = at;
    document = at == end ? NO_MORE_DOCS : all[at];
    next = at + 1;
    return document;
  }

  @Override
  public int docID() {
    return document;
  }

  @Override
  public long cost() {
    return end - (long) next;
  }

  /** How many entries the document at hand has, where somebody asks for places. */
  @Override
  public int freq() {
    if (places == null) {
      return 1;
    }
    int behind = next;
    while (behind < end && documents[behind] == document) {
      behind++;
    }
    return behind - entry;
  }

  @Override
  public int nextPosition() {
    int[] all = places;
    if (all == null) {
      return -1;
    }
    // An entry belongs to one document of one term.
    if (entry != of) {
      of = entry;
      nextPlace = of;
    }
    return all[nextPlace++];
  }
}
