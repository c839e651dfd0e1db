package org.marsad.model.query;

/** Writes a tree as text. */
final class QueryPrinter {
  private QueryPrinter() {}

  static String print(Query query) {
    return query.getClass().getSimpleName();
  }
}
