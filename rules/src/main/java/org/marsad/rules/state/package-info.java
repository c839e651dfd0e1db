/** Keyed state outside of Drools: flat, bounded, counted. */
@NullMarked
package org.marsad.rules.state;

import org.jspecify.annotations.NullMarked;
