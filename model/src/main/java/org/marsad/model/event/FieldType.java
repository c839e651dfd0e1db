package org.marsad.model.event;

/** What a field holds, which decides how it is compared and indexed. */
public enum FieldType {
  /** One value, compared whole. */
  KEYWORD,
  /** Prose, searched by its words. */
  TEXT,
  /** An IPv4 or IPv6 address as text. */
  IP,
  /** An integer or decimal literal. */
  NUMBER,
  /** Nanoseconds since 1970, written as RFC 3339. */
  DATE,
  BOOLEAN,
  /**
   * A name nobody declared: each value says by its {@link ValueKind} what it is, and it is compared
   * as a keyword and, where it is a number, as a number too.
   */
  DYNAMIC
}
