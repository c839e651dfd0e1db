package org.marsad.model.expr;

/** A compiled expression. One thread. */
@FunctionalInterface
public interface Eval {
  /** Its value for a row. Never fails: what cannot be computed is {@link Values#NULL}. */
  Value of(Scope row);
}
