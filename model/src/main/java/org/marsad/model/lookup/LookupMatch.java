package org.marsad.model.lookup;

import java.util.Locale;

/** How the values of a column are compared with what is looked up. */
public enum LookupMatch {
  /** The whole value. */
  EXACT,
  /** A network, or an address, that an address lies in; the narrowest wins. */
  CIDR,
  /** A pattern with {@code *} and {@code ?}. */
  WILDCARD;

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
