/** Event time: the order in which later stages see what happened. */
@NullMarked
package org.marsad.rules.clock;

import org.jspecify.annotations.NullMarked;
