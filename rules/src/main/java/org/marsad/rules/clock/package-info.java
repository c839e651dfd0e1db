/**
 * Event time: the order in which later stages see what happened, step by step, and what each of
 * them found at which step.
 */
@NullMarked
package org.marsad.rules.clock;

import org.jspecify.annotations.NullMarked;
