package org.marsad.model.store;

/** The query is well-formed but cannot be run: a bound it exceeds, a type it does not fit. */
public final class QueryRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QueryRefusedException(String message) {
    super(message);
  }
}
