package org.marsad.model.expr;

/** Where an expression finds the values of names. */
@FunctionalInterface
public interface Scope {
  /** The value of a field; {@link Values#NULL} if there is none. */
  Value get(String name);
}
