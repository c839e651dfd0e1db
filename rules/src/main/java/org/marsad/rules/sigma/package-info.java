/**
 * Sigma (specification 2.1.0): its YAML becomes rules, each a tree of checks on fields. Start with
 * {@link org.marsad.rules.sigma.SigmaLoader}; what the words mean stands in {@link
 * org.marsad.rules.sigma.Modifiers} and {@link org.marsad.rules.sigma.Check}. Nothing here looks at
 * an event: that is {@code rules.detect}.
 */
@NullMarked
package org.marsad.rules.sigma;

import org.jspecify.annotations.NullMarked;
