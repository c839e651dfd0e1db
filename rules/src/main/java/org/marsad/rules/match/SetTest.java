package org.marsad.rules.match;

import org.marsad.rules.sigma.Check;

/**
 * A test of a set, shared by all rules that ask the same.
 *
 * @param field number of the field in the set
 * @param check what is asked
 * @param decides whether one value passes
 * @param kind how it is decided
 * @param rules rules to be looked at once it holds, or may
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SetTest(int field, Check check, ValueCheck decides, Kind kind, int[] rules) {

  /** How a test is decided. */
  enum Kind {
    /** By the pass over the field. */
    SCANNED,
    /** The pass says where it cannot hold; where it may, the value is looked at. */
    GUARDED,
    /** By looking at the values when a rule asks. */
    ASKED
  }
}
