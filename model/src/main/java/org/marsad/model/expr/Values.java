package org.marsad.model.expr;

/** The values there is one of. Apart from {@link Value}, so that no class waits for itself. */
public final class Values {
  /** No value. */
  public static final Value NULL = Value.None.NULL;

  public static final Value TRUE = new Value.Truth(true);
  public static final Value FALSE = new Value.Truth(false);

  private Values() {}
}
