package org.marsad.model.query;

/** Writes a tree as text. */
final class QueryPrinter {
  private QueryPrinter() {}

  static String print(Query query) {
    throw new UnsupportedOperationException("not written yet: " + query.getClass());
  }
}
