package org.marsad.rules.correlate.api;

import org.jspecify.annotations.Nullable;

/** An event and the one before it of the same key. */
public class Pair extends Derived {
  private @Nullable Happening previous;
  private @Nullable Happening current;

  /** The one before. */
  public final @Nullable Happening getPrevious() {
    return previous;
  }

  /** The one that completed the pair. */
  public final @Nullable Happening getCurrent() {
    return current;
  }

  public final void setPrevious(Happening fact) {
    previous = fact;
  }

  public final void setCurrent(Happening fact) {
    current = fact;
  }

  @Override
  public String tell() {
    return role() + " of " + getKey() + ", and another " + span() + " s later";
  }
}
