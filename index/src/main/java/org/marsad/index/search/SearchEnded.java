package org.marsad.index.search;

/** A search was told to end in the middle of a clause. No mistake, so it has no stack. */
final class SearchEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SearchEnded() {
    super("the search was told to end", null, false, false);
  }
}
