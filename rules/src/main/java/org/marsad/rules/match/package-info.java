/**
 * Stage 1 for Sigma: every event against the rules for its log source. {@link
 * org.marsad.rules.match.SigmaDetector} finds which rules those are and has them compiled into a
 * {@link org.marsad.rules.match.RuleSet}, in which one pass over a field decides all literals asked
 * of it, and only rules whose rarest necessary literal was there are evaluated.
 */
@NullMarked
package org.marsad.rules.match;

import org.jspecify.annotations.NullMarked;
